"""Recording: a finished page entered in each person's history and in the week's facts."""

from dataclasses import dataclass

from ...domain.dead_letter import DEAD
from ...domain.delivery import POISON, SLOTS, total
from ...domain.engagement import Fact, week_of
from ...domain.errors import Conflict
from ...domain.history import Sent
from ...domain.model import Moment
from ...domain.sending import Job, SendingStatus
from ...ports import Clock, Facts, Queue, Sendings, Table
from .closing import Closing
from .fallback import Fallback

ENTERED = {"sent", "failed", "uncertain"}
"""Statuses a person's history holds: what went out to them, or may have, or should have."""


@dataclass(frozen=True)
class Recording:
    """Records pages; a page given twice is recorded once."""

    table: Table
    clock: Clock
    queue: Queue
    sendings: Sendings
    facts: Facts
    closing: Closing
    fallback: Fallback

    def record(self, sending: str, page: str) -> None:
        """Record one page and close the sending where it was the last; does nothing before it is final."""
        job = self.sendings.job(sending, page)
        if not job.state.final():
            return
        if not job.state.recorded:
            self._record(job)
        # Whoever commits last finds all the others over. To read every state after every page would be
        # work that grows with the square of the pages.
        if job.sending.status is SendingStatus.RELEASED and self.sendings.over(sending, page):
            # Read again: a page that fell back has changed it.
            self.closing.close(self.sendings.load(sending) or job.sending, self.sendings.states(sending))

    def _record(self, job: Job) -> None:
        """Write the rows first: their keys do not depend on this run, so a second one writes the same."""
        now = self.clock.now()
        if job.sending.why != "code" and not job.sending.training:
            # A code may go to somebody who never confirms: nothing of them is kept. Training went to nobody.
            self.sendings.record(_history(job))
        self._complain(job)
        turned = self.fallback.at_recording(job)
        recorded = job.state.but(recorded=int(now.timestamp() * 1000))
        try:
            self.table.commit(
                self.sendings.save_state(recorded, job.state),
                *(self.facts.add(fact) for fact in _facts(job, now) if not job.sending.training),
                *turned.writes,
            )
        except Conflict:
            # Another worker recorded it, with its facts, in the one commit.
            return
        self.fallback.enqueue(turned)

    def _complain(self, job: Job) -> None:
        """Leave one dead letter for a page on which a message could not be made.

        Before the page is recorded, so that it is not lost; two that say the same are shown and moved as one.
        """
        head, state = job.sending, job.state
        if slots := [n for n, letter in enumerate(state.slots) if letter == POISON]:
            self.queue.put(head.lane + DEAD, [{"sending": head.id, "page": state.page, "slots": slots}])


def _history(job: Job) -> list[Sent]:
    """Make a row per person that was reached, or meant to be; its time is the sending's release."""
    head, page, state = job.sending, job.page, job.state
    rows = []
    for slot, recipient in enumerate(page.recipients):
        status, reason = SLOTS[state.slots[slot]]
        if status in ENTERED:
            row = Sent(
                sid=recipient.sid,
                at=head.released_at or head.created_at,
                sending=head.id,
                channel=page.channel,
                why=head.why,
                status=status,
                reason=reason,
                unit=head.unit,
                alert=head.alert,
                conversation=head.conversation,
                invites_reply=head.invites_reply,
                ward=recipient.ward,
                mark=state.mark(slot),
                page=page.id,
                slot=slot,
            )
            rows.append(row)
    return rows


def _facts(job: Job, now: Moment) -> list[Fact]:
    """Count the page: a fact belongs to the London week in which it is recorded."""
    head, page = job.sending, job.page
    week, name = week_of(now), f"{head.id}#{page.id}"
    dimensions = {"channel": page.channel, "unit": head.unit, "why": head.why}
    counts = {status: n for status, n in total([job.state]).items() if n}
    facts = [Fact(week=week, id=name, kind="deliveries", at=now, dimensions=dimensions, counts=counts)]
    people = sum(letter != "D" for letter in job.state.slots)
    if head.why in {"alert", "joiners"}:
        facts.append(
            Fact(
                week=week,
                id=f"{name}#recipients",
                kind="recipients",
                at=now,
                dimensions={"channel": page.channel, "unit": head.unit},
                counts={"people": people},
            )
        )
    return facts
