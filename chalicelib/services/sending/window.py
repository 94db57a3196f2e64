"""A window made ready: every slot decided by what holds at this moment, and its message written."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from ...domain.delivery import REHEARSED, State, letter_of
from ...domain.digest import part
from ...domain.hours import Hours
from ...domain.quiet import held_until
from ...domain.sending import Job, Snapshot
from ...domain.sms_text import size
from ...domain.subscriber import Contact
from ...ports import Compose
from .handover import Outcomes, Parcel


def resting(
    job: Job, window: Sequence[int], snapshot: Snapshot, quiet: Hours | None, now: datetime
) -> dict[int, int]:
    """Answer who of a window is to be left waiting for the end of quiet hours, and until when (milliseconds).

    Nobody where the sending has stopped: those who wait for it are settled at once.
    """
    head = snapshot.head
    if head is None or head.stopped(now):
        return {}
    held = dict[int, int]()
    for slot in window:
        contact = snapshot.contacts.get(job.page.recipients[slot].sid)
        until = held_until(job.sending, contact, job.page.channel, quiet, now) if contact else None
        if until:
            held[slot] = int(until.timestamp() * 1000)
    return held


def prepared(
    job: Job, state: State, window: Sequence[int], snapshot: Snapshot, now: datetime, compose: Compose
) -> tuple[State, list[Parcel]]:
    """Mark who is attempted and settle who gets nothing; answer the messages of the former."""
    stopped = snapshot.head.stopped(now) if snapshot.head else "C"
    letters, parcels = dict[int, str](), list[Parcel]()
    for slot in window:
        made = stopped or _made(job, slot, snapshot.contacts, now, compose)
        if isinstance(made, Parcel):
            parcels.append(made)
        letters[slot] = "a" if isinstance(made, Parcel) else made
    return state.move(letters), parcels


def _made(
    job: Job, slot: int, contacts: Mapping[str, Contact | None], now: datetime, compose: Compose
) -> Parcel | str:
    """Make one message, or answer the letter of who gets none: opted out, erased, not makeable, training."""
    recipient, forms = job.page.recipients[slot], job.forms
    if forms.entries and not (forms := part(forms, recipient.form, now)).entries:
        return "X"
    contact = contacts.get(recipient.sid)
    if contact is None:
        return "P" if recipient.sid in contacts else "O"
    address = job.sending.address(recipient, contact, job.page.channel)
    if address is None:
        return "O"
    try:
        message = compose(job.sending, forms, job.page.reference(slot), contact, address)
    except Exception:
        # One person's name or wording that cannot be dressed must not hold up the other 99.
        return "P"
    # Training goes the whole way to this point and no further: there is nothing for a channel to take.
    if job.sending.training:
        return REHEARSED
    return Parcel(slot, message, size(message.text).parts if message.channel == "text" else 1)


def settled(state: State, outcomes: Outcomes) -> State:
    """Enter what became of the slots that were attempted; the temporary ones, and those whose turn did not
    come, wait again.
    """
    ids = {slot: outcome for slot, outcome in outcomes.items() if isinstance(outcome, str)}
    unsent = {slot: "w" for slot, letter in enumerate(state.slots) if letter == "a" and slot not in outcomes}
    moved = state.move(unsent | {slot: letter_of(outcome) for slot, outcome in outcomes.items()})
    return moved.marked(ids) if ids else moved


def until_morning(state: State, quiet: Mapping[int, int], besides: Mapping[int, object]) -> State:
    """Let a page wait for the first of those who rest, or less long where it waits for something else.

    Not while somebody waits who was not looked at: time ran out, and the page goes on at once.
    """
    if not quiet or state.waiting(1, besides={*quiet, *besides}):
        return state
    morning = min(quiet.values())
    if state.due and state.due < morning:
        return state
    return state.but(due=morning, resting=len(quiet))
