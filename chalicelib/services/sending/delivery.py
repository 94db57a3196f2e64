"""Delivery: one page leased, sent window by window with the write before the send, and settled."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from ...domain.delivery import State
from ...domain.errors import Conflict, TemporaryFailure
from ...domain.force import Force
from ...domain.pace import PATIENCE
from ...domain.sending import Job, Sending, SendingStatus, Snapshot
from ...domain.traffic import Traffic
from ...ports import Channel, Clock, Compose, Queue, Receipts, Sendings, Table, Traffics
from .handover import THROTTLED, HandOver, Parcel
from .pacing import Booking, Offer, Pacing
from .stint import Stint
from .window import prepared, resting, until_morning

LEASE = timedelta(seconds=60)
MARGIN = 15.0
"""Seconds: a worker with less than this left settles, gives the page back and stops."""
RESENDS = 5
"""Leases after which a dead worker's window is uncertain even when urgent: it may be what kills workers."""


def _forever() -> float:
    return float("inf")


@dataclass(frozen=True)
class Delivery:
    """Works through a page; any number of workers may be given the same page at any time."""

    table: Table
    clock: Clock
    queue: Queue
    sendings: Sendings
    receipts: Receipts
    traffics: Traffics
    channels: Mapping[str, Mapping[str, Channel]]
    """By channel and provider, the usual one first."""
    compose: Compose
    pacing: Pacing
    handover: HandOver
    force: Force
    jitter: Callable[[], float]

    def deliver(self, sending: str, page: str, remaining: Callable[[], float] = _forever) -> None:
        """Send what waits on a page; `remaining` answers the seconds this worker still has.

        Returns quietly where another worker holds the page or its time has not come: the sweep sees to it.
        """
        job = self.sendings.job(sending, page)
        if job.sending.status is SendingStatus.PLANNING:
            return
        state = job.state
        if state.ready(self._now()):
            try:
                state = self._work(job, remaining)
            except Conflict:
                # Somebody took the page over; what this worker sent last is uncertain to them.
                return
            self._pass_on(job.sending, state)
        elif state.final():
            self._pass_on(job.sending, state)

    def _work(self, job: Job, remaining: Callable[[], float]) -> State:
        """Lease the page with the first window's write, and settle each window with the next one's."""
        resend = job.sending.lane == "urgent" and job.state.fence < RESENDS
        stint = Stint(job, job.state, job.state.leased(resend, self._heard(job.state)))
        while remaining() > MARGIN and (window := self._window(stint)):
            if not self._round(stint, window):
                break
        return self._end(stint)

    def _window(self, stint: Stint) -> tuple[int, ...]:
        """Choose whom to try next: whoever was not tried yet, then those who failed, after a pause."""
        page = stint.job.page
        most = self.pacing.most(page.channel, self.channels[page.channel])
        size = min(most, stint.job.sending.window(page.channel, len(page.recipients)))
        if fresh := stint.fresh(size):
            return fresh
        if again := stint.again(size):
            self.clock.sleep(stint.pause(again, self.jitter()))
        return again

    def _round(self, stint: Stint, window: Sequence[int]) -> bool:
        """Take one window as far as it goes; answer whether the page goes on."""
        job = stint.job
        snapshot = self._snapshot(job, window)
        if snapshot is None:
            stint.hold(TemporaryFailure(THROTTLED))
            return False
        was = snapshot.traffic or self.traffics.load(job.page.channel)
        traffic = self.pacing.told(was, stint.report)
        offer = self.pacing.offer(traffic, self.channels[job.page.channel])
        stopped = snapshot.head is None or snapshot.head.stopped(self.clock.now())
        if not stopped and not self._turn(stint, traffic, offer):
            return False
        rest = resting(job, window, snapshot, self.force.texting.quiet, self.clock.now())
        stint.quiet |= rest
        window = tuple(slot for slot in window if slot not in rest)
        return not window or self._send(stint, window, snapshot, was, offer)

    def _heard(self, state: State) -> frozenset[int]:
        """Answer of which slots a provider has spoken, where a worker died with some under way."""
        return self.receipts.page(state.sending, state.page).heard() if "a" in state.slots else frozenset()

    def _snapshot(self, job: Job, window: Sequence[int]) -> Snapshot | None:
        """Read what holds now; None while the table is too busy to tell."""
        sids = [job.page.recipients[n].sid for n in window]
        try:
            return self.sendings.snapshot(job.sending.id, job.page.channel, sids)
        except TemporaryFailure:
            return None

    def _turn(self, stint: Stint, traffic: Traffic, offer: Offer | None) -> bool:
        """Wait for the lane's turn; False where the page has to wait instead of the worker."""
        if offer is None:
            stint.hold(TemporaryFailure(THROTTLED, retry_after=self.pacing.until_back(traffic)))
            return False
        wait = self.pacing.wait(traffic, offer, stint.job.sending.lane)
        if wait > PATIENCE:
            stint.wait = wait
            return False
        if wait:
            self.clock.sleep(wait)
        return True

    def _send(
        self, stint: Stint, window: Sequence[int], snapshot: Snapshot, was: Traffic, offer: Offer | None
    ) -> bool:
        """Write ahead, hand over, and enter what became of it; False where another took the time."""
        marked, parcels = prepared(stint.job, stint.state, window, snapshot, self.clock.now(), self.compose)
        if offer is None or not parcels:
            stint.stored = stint.state = self._write(marked, stint.stored, self._until())
            return True
        booking = self._ahead(stint, marked, was, offer, parcels)
        if booking is None:
            stint.settle({})
            stint.wait = PATIENCE
            return False
        outcomes = booking.refusals()
        if booking.lease:
            sent, marks = self.handover.send(offer.channel, booking.parcels, booking.lease)
            outcomes |= sent
            stint.report = self.pacing.report(booking, sent, marks)
        stint.settle(outcomes)
        return True

    def _ahead(
        self, stint: Stint, marked: State, was: Traffic, offer: Offer, parcels: Sequence[Parcel]
    ) -> Booking | None:
        """Mark who is attempted, and take the time and the money for it with the same call."""
        head = stint.job.sending
        booking = self.pacing.book(self.pacing.told(was, stint.report), offer, head, parcels)
        left = {parcel.slot for parcel in parcels} - {parcel.slot for parcel in booking.parcels}
        marked = marked.move(dict.fromkeys(left, "w")).but(lease_until=self._until())
        write = self.sendings.save_state(marked, stint.stored)
        if booking.lease is None:
            self.table.commit(write)
            stint.stored = marked
            return booking
        held, booked = self.table.each(write, self.traffics.save(booking.traffic, was))
        if not held:
            self.pacing.tell(was.channel, booking.report if booked else None)
            raise Conflict("Another worker has taken this page over.")
        stint.stored = marked
        if not booked:
            return self.pacing.book_again(was.channel, stint.report, offer, head, booking.parcels)
        return booking

    def _end(self, stint: Stint) -> State:
        """Give the page back, with what became of its last window."""
        state = stint.stored
        if not stint.wait or stint.stored is not stint.job.state:
            deferred = stint.deferred(self._now(), self.jitter())
            state = self._write(until_morning(deferred, stint.quiet, stint.held()), stint.stored, 0)
        self.pacing.tell(stint.job.page.channel, stint.report)
        if stint.wait:
            self.clock.sleep(min(stint.wait, PATIENCE))
        return state

    def _pass_on(self, sending: Sending, state: State) -> None:
        """Send the page on: to be recorded when final, back to its lane when time ran out."""
        body = {"sending": state.sending, "page": state.page}
        if state.final() and not state.recorded:
            self.queue.put("record", [body])
        elif not state.final() and not state.due:
            self.queue.put(sending.lane, [body])

    def _write(self, state: State, was: State, until: int) -> State:
        state = state.but(lease_until=until)
        self.table.commit(self.sendings.save_state(state, was))
        return state

    def _now(self) -> int:
        return int(self.clock.now().timestamp() * 1000)

    def _until(self) -> int:
        return self._now() + int(LEASE.total_seconds() * 1000)
