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
        "stored = self._write(marked, stored, self._until())",
        "stored = marked",
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
        'resend=job.sending.lane == "urgent" and stored.fence < RESENDS',
        "resend=True",
    ),
    Mutant(
        "an answer that was lost is tried again in the next window",
        "domain/delivery.py",
        'return "w" if isinstance(outcome, TemporaryFailure) else "U"',
        'return "w"',
    ),
    Mutant(
        "an answer that was lost is tried again at once",
        f"{SENDING}/handover.py",
        "if isinstance(outcomes[parcel.slot], TemporaryFailure)]",
        "if not isinstance(outcomes[parcel.slot], str)]",
    ),
    Mutant(
        "an error that nobody expected is taken for one before the send",
        f"{SENDING}/handover.py",
        "answers = [Uncertain(type(surprise).__name__)] * len(batch)",
        "answers = [TemporaryFailure(type(surprise).__name__)] * len(batch)",
    ),
    Mutant(
        "a batch is tried again as a whole",
        f"{SENDING}/handover.py",
        "batch = [parcel for parcel in batch if isinstance(outcomes[parcel.slot], TemporaryFailure)]",
        "batch = batch if any(isinstance(outcomes[p.slot], TemporaryFailure) for p in batch) else []",
    ),
    Mutant(
        "windows are as long as their page",
        f"{SENDING}/delivery.py",
        "size = job.sending.window(job.page.channel, most)",
        "size = most",
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
        'guards = keys.sending(sending.id), ("status", "cancelled_at")',
        'guards = keys.sending(sending.id), ("pk",)',
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
)
