"""What must hold when everything has ended: nobody lost, everything shown as it was, recorded once."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from chalicelib.domain.alert import AlertStatus
from chalicelib.domain.delivery import SLOTS
from chalicelib.domain.engagement import week_of
from chalicelib.stores import keys

from .judge import RANKS, Slot, Violation

if TYPE_CHECKING:
    from .night import Night

WAIT = 2.0 + 0.7
"""Seconds from the release of what is urgent to its first call, with what queue and table take."""
SETTLED = {AlertStatus.SENT, AlertStatus.CANCELLED, AlertStatus.EXPIRED}


def check(night: Night) -> None:
    """Raise Violation for the first thing that does not hold."""
    letters = _letters(night)
    _nobody_is_lost(night, letters)
    _shown_as_it_was(night, letters)
    _recorded_once(night, letters)
    _said_as_it_was(night)
    _alerts_have_ended(night)
    _sealed(night)
    _urgent_first(night)


def _letters(night: Night) -> dict[Slot, str]:
    found = dict[Slot, str]()
    for (sending, page), state in night.judge.states.items():
        for slot, letter in enumerate(str(state["slots"])):
            if not letter.isupper():
                raise Violation(f"I2 {sending} {page} slot {slot} has not ended: {letter}")
            found[sending, page, slot] = letter
    return found


def _nobody_is_lost(night: Night, letters: dict[Slot, str]) -> None:
    """I2: who belonged all the time has one slot, and nobody has two."""
    stands: dict[str, Counter[str]] = defaultdict(Counter)
    for (sending, page, slot), letter in letters.items():
        stands[sending][_recipient(night, sending, page, slot)] += letter != "D"
    for sending, members in night.office.members.items():
        twice = [sid for sid, times in stands[sending].items() if times > 1]
        lost = [sid for sid in sorted(members - night.judge.left) if not stands[sending][sid]]
        if twice or lost:
            raise Violation(f"I2 {sending}: twice {twice}, on no page {lost}")
    for sending, sid in night.office.notes.items():
        if stands[sending] != {sid: 1}:
            raise Violation(f"I2 the note {sending} for {sid} is lost")


def _recipient(night: Night, sending: str, page: str, slot: int) -> str:
    recipients = night.judge.pages[sending, page]["recipients"]
    assert isinstance(recipients, list | tuple)
    return str(recipients[slot][0])


def _shown_as_it_was(night: Night, letters: dict[Slot, str]) -> None:
    """I3: sent is what a provider took; what it took is sent, or uncertain where a worker was lost."""
    taken = Counter(each.slot for each in night.judge.journal)
    for slot, letter in letters.items():
        if letter == "S" and not taken[slot]:
            raise Violation(f"I3 {slot} is shown as sent, and no provider took it")
        if taken[slot] and letter not in "SU" and not night.judge.resent[slot]:
            raise Violation(f"I3 {slot} was taken by a provider and is shown as {SLOTS[letter]}")


def _recorded_once(night: Night, letters: dict[Slot, str]) -> None:
    """I3: history and facts hold everybody once, whatever ran twice."""
    counts, weeks = Counter[str](), {week_of(night.world.start_time), week_of(night.world.now())}
    items = list(night.table.known.values())
    for item in items:
        if str(item["pk"]).startswith("F#") and item.get("kind") == "deliveries":
            assert isinstance(item["counts"], dict)
            counts[str(item["id"]).partition("#")[0]] += sum(item["counts"].values())
    slots = Counter[str]()
    for (sending, _), state in night.judge.states.items():
        slots[sending] += len(str(state["slots"]))
    if weeks and counts != slots:
        raise Violation(f"I3 facts count {counts}, pages {slots}")
    rows = {
        str(item["pk"]) + str(item["sending"]) for item in items if str(item["sk"]).startswith(keys.HISTORY)
    }
    for (sending, page, slot), letter in letters.items():
        sid = _recipient(night, sending, page, slot)
        if letter in "SU" and f"S#{sid}{sending}" not in rows and sid not in night.judge.left:
            raise Violation(f"I3 {sid} has no history of {sending}")


def _said_as_it_was(night: Night) -> None:
    """I3: of all that was said of a message, the most final stands."""
    if night.queues.dead["receipts"]:
        return
    for (sending, page, slot), letters in night.post.said.items():
        stands = night.machine.receipts.page(sending, page).letter(slot)
        if stands != max(letters, key=RANKS.index):
            raise Violation(f"I3 {sending} {page} slot {slot}: said {letters}, shown {stands}")


def _alerts_have_ended(night: Night) -> None:
    """I2: an alert whose sending is over has ended as well."""
    for head in night.judge.heads.values():
        if head.alert:
            alert = night.machine.alerts.load(head.alert)
            if alert is None or alert.status not in SETTLED:
                raise Violation(f"I2 {head.alert} is {alert and alert.status}, its sending {head.status}")


def _sealed(night: Night) -> None:
    """I8: the audit says once of each sending that it was released and that it was closed."""
    entries = Counter(
        (str(item["action"]), str(item["subject"]))
        for item in night.table.known.values()
        if str(item["pk"]).startswith("AUD#")
    )
    for sending in night.office.members:
        for action in ("release", "close"):
            if entries[action, sending] != 1:
                raise Violation(
                    f"I8 {action} of {sending} stands {entries[action, sending]} times in the audit"
                )


def _urgent_first(night: Night) -> None:
    """I6: what is urgent waits two seconds for what is not, at most."""
    if not night.scenario.busy:
        return
    first: dict[str, float] = {}
    for each in night.judge.journal:
        first.setdefault(each.slot[0], each.at)
    for head in night.judge.heads.values():
        if head.lane == "urgent" and head.why == "alert" and head.released_at and head.id in first:
            waited = first[head.id] - (head.released_at - night.world.start_time).total_seconds()
            if waited > WAIT:
                raise Violation(f"I6 {head.id} is urgent and waited {waited:.1f} seconds")
