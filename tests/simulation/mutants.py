"""The engine spoilt in one place at a time: whatever the stories do not notice, they do not prove."""

from __future__ import annotations

from typing import NamedTuple

SENDING = "services/sending"


class Mutant(NamedTuple):
    """One sentence on what is forgotten; the file under `chalicelib`, and the words that are replaced."""

    what: str
    file: str
    words: str
    instead: str

    @property
    def module(self) -> str:
        """Answer the name that the file is imported by."""
        return "chalicelib." + self.file.removesuffix(".py").replace("/", ".")


MUTANTS = (
    Mutant(
        "a page's state is written without any condition",
        "stores/sendings.py",
        'guards = ("fence", "recorded", "lease_until", "slots")',
        "guards = ()",
    ),
    Mutant(
        "a lease may be taken over what its holder settled since it was read",
        "stores/sendings.py",
        'guards = ("fence", "recorded", "lease_until", "slots")',
        'guards = ("fence", "recorded")',
    ),
    Mutant(
        "a lease does not move the fence on",
        "domain/delivery.py",
        "fence=self.fence + 1",
        "fence=self.fence",
    ),
    Mutant(
        "a page may be leased while another worker holds it",
        "domain/delivery.py",
        "and self.lease_until <= now and self.due <= now",
        "and self.due <= now",
    ),
    Mutant(
        "a window is sent without having been written ahead",
        f"{SENDING}/delivery.py",
        "held, booked = self.table.each(write, self.traffics.save(booking.traffic, was))",
        "held, booked = True, self.table.each(self.traffics.save(booking.traffic, was))[0]",
    ),
    Mutant(
        "who loses a race for a page goes on sending",
        f"{SENDING}/delivery.py",
        "        self.table.commit(self.sendings.save_state(state, was))\n        return state",
        "        from contextlib import suppress\n\n        with suppress(Conflict):\n"
        "            self.table.commit(self.sendings.save_state(state, was))\n        return state",
    ),
    Mutant(
        "what a dead worker left is sent again, whatever its lane",
        f"{SENDING}/delivery.py",
        'resend = job.sending.lane == "urgent" and job.state.fence < RESENDS',
        "resend = True",
    ),
    Mutant(
        "an answer that was lost is tried again in the next window",
        "domain/delivery.py",
        'return "w" if isinstance(outcome, TemporaryFailure) else "U"',
        'return "w"',
    ),
    Mutant(
        "an answer that was lost is taken for a failure before the send",
        f"{SENDING}/handover.py",
        "        answers = [failure] * len(batch)",
        "        answers = [TemporaryFailure(failure.reason)] * len(batch)",
    ),
    Mutant(
        "an error that nobody expected is taken for one before the send",
        f"{SENDING}/handover.py",
        "answers = [Uncertain(type(surprise).__name__)] * len(batch)",
        "answers = [TemporaryFailure(type(surprise).__name__)] * len(batch)",
    ),
    Mutant(
        "who was not handed over for lack of time is shown as sent",
        f"{SENDING}/window.py",
        'unsent = {slot: "w"',
        'unsent = {slot: "S"',
    ),
    Mutant(
        "windows are as long as their page",
        f"{SENDING}/delivery.py",
        "size = min(most, stint.job.sending.window(page.channel, len(page.recipients)))",
        "size = len(page.recipients)",
    ),
    Mutant(
        "nobody looks whether an address has opted out",
        "domain/subscriber.py",
        "if a.channel == channel and a.state is AddressState.VERIFIED)",
        "if a.channel == channel)",
    ),
    Mutant(
        "nobody looks whether a sending was cancelled",
        "domain/sending.py",
        "if self.cancelled_at:",
        "if self.cancelled_at and self.closed_at:",
    ),
    Mutant(
        "nobody looks whether a sending has expired",
        "domain/sending.py",
        'return "X" if self.expires_at and self.expires_at <= now else None',
        "return None",
    ),
    Mutant(
        "nobody looks at quiet hours",
        "domain/quiet.py",
        "return moment if moment > now else None",
        "return None",
    ),
    Mutant(
        "a second planner goes on from the page it had in mind",
        f"{SENDING}/planning.py",
        "cursor, k = page.end, k + 1",
        "cursor, k = mine.end, k + 1",
    ),
    Mutant(
        "the gate does not look for people on no page",
        f"{SENDING}/gate.py",
        "if known.add(match.recipient.number):",
        "if known.add(match.recipient.number) and head.closed_at:",
    ),
    Mutant(
        "the gate leaves a person two slots",
        f"{SENDING}/gate.py",
        "if twice.bits():",
        "if twice.bits() and head.closed_at:",
    ),
    Mutant(
        "a head is written over what came between, a cancel for one",
        "stores/sendings.py",
        '("status", "cancelled_at", "ranges", "fallback")',
        '("pk",)',
    ),
    Mutant(
        "the sweep leaves a dead worker's page lying",
        f"{SENDING}/sweep.py",
        "(state.due or state.lease_until or (idle and late))",
        "(state.due or (idle and late and not state.lease_until))",
    ),
    Mutant(
        "the sweep leaves what was never queued lying",
        f"{SENDING}/sweep.py",
        "        if not _overdue(sending, now):\n            return",
        "        return",
    ),
    Mutant(
        "the sweep forgets finished pages that nobody recorded",
        f"{SENDING}/sweep.py",
        "if not state.recorded and late:",
        "if not state.recorded and late and not state.slots:",
    ),
    Mutant(
        "a sending is closed before its last page",
        f"{SENDING}/closing.py",
        "or not all(state.over() for state in states):",
        "or not any(state.over() for state in states):",
    ),
    Mutant(
        "one person whose message cannot be made holds up the page",
        f"{SENDING}/window.py",
        "    except Exception:\n",
        "    except KeyError:\n",
    ),
    Mutant(
        "a page is recorded without anybody's history",
        f"{SENDING}/recording.py",
        "self.sendings.record(_history(job))",
        "self.sendings.record([])",
    ),
    Mutant(
        "every worker takes a provider's time from now on",
        "domain/traffic.py",
        "start = max(now + LEAD, line.next / 1000 + lead)",
        "start = now + LEAD",
    ),
    Mutant(
        "two workers may take the same time of a provider",
        "stores/traffics.py",
        'keys.traffic(was.channel), "version")',
        'keys.traffic(was.channel), "pk")',
    ),
    Mutant(
        "what is not urgent takes time as far ahead as anything",
        "domain/pace.py",
        'AHEAD = {"routine": 0.3,',
        'AHEAD = {"routine": 10.0,',
    ),
    Mutant(
        "nobody looks at what may be spent",
        f"{SENDING}/pacing.py",
        "paid = self._affordable(traffic, head, parcels, price)",
        "paid = parcels",
    ),
    Mutant(
        "a long text is taken for one part",
        f"{SENDING}/window.py",
        'size(message.text).parts if message.channel == "text" else 1',
        "1",
    ),
    Mutant(
        "the receipt that came last stands",
        "domain/receipt.py",
        "return max(known, letter, key=ranks.index)",
        "return letter if ranks else known",
    ),
)
