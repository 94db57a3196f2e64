"""Falling back: whom a channel will never reach gets the same alert by their other channel, once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from ...domain.delivery import NEVER, RECEIVED, Page, Recipient
from ...domain.errors import Conflict
from ...domain.ids import derived
from ...domain.sending import Job, Sending, SendingStatus
from ...domain.subscriber import Contact, other
from ...ports import Clock, Queue, Sendings, Table, Write

_FIRST = {"alert", "joiners", "retry"}
_TRIES = 5
_AT_ONCE = 50
_TICK = timedelta(milliseconds=1)


class Turned(NamedTuple):
    """What belongs into the commit that finds it out, and the pages to enqueue after it, by lane."""

    writes: list[Write]
    pages: list[Page]
    lane: str


_NONE = Turned([], [], "")


@dataclass(frozen=True)
class Fallback:
    """One sending takes in all who fall back from another; each of its pages is named after what it came of.

    So whoever finds the same failure twice makes the same page, and its commit shows that it is there.
    """

    table: Table
    clock: Clock
    queue: Queue
    sendings: Sendings

    def at_recording(self, job: Job) -> Turned:
        """Turn those of a final page whom its channel will never reach; belongs in the page's recording."""
        found = self._found(job, NEVER, range(len(job.state.slots)))
        if not found:
            return _NONE
        head = self._head(job.sending)
        if head is None:
            return _NONE
        page = _page(head, job, found, "")
        return Turned(self.sendings.with_page(page), [page], head.lane)

    def at_receipt(self, sending: str, page: str, slot: int) -> None:
        """Turn somebody of whom a provider says later that they will never get what it took.

        Twice is once. Too late, stopped or training: nobody is turned. Raises Conflict where others change
        the sending at this moment: come again.
        """
        job = self.sendings.job(sending, page)
        found = self._found(job, RECEIVED, [slot])
        head = self._head(job.sending) if found else None
        if head is None:
            return
        turned = _page(head, job, found, f"{slot:02d}")
        if any(known.id == turned.id for known in self.sendings.pages(head.id, turned.id)):
            return
        # Its pages counted, so that nobody closes it who has not seen the new one.
        again = head.but(status=SendingStatus.RELEASED, closed_at=None, ranges=head.ranges + 1)
        self.table.commit(self.sendings.save(again, head), *self.sendings.with_page(turned))
        self.enqueue(Turned([], [turned], head.lane))

    def enqueue(self, turned: Turned) -> None:
        """Put the pages on their lane, after the commit; the sweep does it where we died."""
        if turned.pages:
            self.queue.put(turned.lane, [{"sending": p.sending, "page": p.id} for p in turned.pages])

    def _found(self, job: Job, letters: str, slots: Collection[int]) -> dict[int, Contact]:
        """Find who stands there with one of these letters and has a channel that was not tried."""
        head, page, state = job.sending, job.page, job.state
        if head.why not in _FIRST or head.training or head.stopped(self.clock.now()):
            return {}
        there = [n for n in slots if state.slots[n] in letters and n not in page.spent]
        if not there:
            return {}
        contacts = self._contacts(head.id, page.channel, [page.recipients[n].sid for n in there])
        found = {n: contacts.get(page.recipients[n].sid) for n in there}
        turned = other(page.channel)
        return {n: c for n, c in found.items() if c and head.address(Recipient(c.sid), c, turned)}

    def _contacts(self, sending: str, channel: str, sids: list[str]) -> dict[str, Contact | None]:
        contacts = dict[str, Contact | None]()
        for start in range(0, len(sids), _AT_ONCE):
            some = sids[start : start + _AT_ONCE]
            contacts |= self.sendings.snapshot(sending, channel, some).contacts
        return contacts

    def _head(self, source: Sending) -> Sending | None:
        """Find or make the sending; None where the one it falls back from was stopped in this moment."""
        for _ in range(_TRIES):
            if source.fallback:
                return self.sendings.load(source.fallback)
            if source.cancelled_at:
                return None
            try:
                return self._made(source)
            except Conflict:
                source = self.sendings.load(source.id) or source
        raise Conflict("This sending changes just now.")

    def _made(self, source: Sending) -> Sending:
        now, id = self.clock.now(), derived("fallback", source.id)
        head = source.again(id, "fallback", max(now, source.created_at + _TICK))
        head = head.but(of=source.id, status=SendingStatus.RELEASED, released_at=now, ranges=0)
        forms = self.sendings.forms(source.id).but(sending=id)
        # Noted on the source, so that whoever stops it at this moment has to look again, and finds this.
        noted = self.sendings.save(source.but(fallback=id), source)
        self.table.commit(noted, *self.sendings.add(head, forms))
        return head


def _page(head: Sending, job: Job, found: Mapping[int, Contact], late: str) -> Page:
    _, span, k = job.page.id.split("#")
    channel = other(job.page.channel)
    who = [job.page.recipients[slot] for slot in found]
    return Page(
        sending=head.id,
        id=f"{channel}#{span}#{k}{late}",
        channel=channel,
        recipients=tuple(Recipient(each.sid, "", each.form, each.ward, each.number) for each in who),
        stamps="w" * len(who),
        before="".join(job.state.slots[slot] for slot in found),
    )
