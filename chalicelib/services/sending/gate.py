"""The gate between planning and sending: nobody missing, nobody twice, then all at once."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from ...domain.alert import AlertStatus, LogEntry
from ...domain.bitmap import Marks
from ...domain.delivery import END, PAGE, Page, State
from ...domain.errors import Conflict
from ...domain.sending import Sending, SendingStatus
from ...domain.subscriber import CHANNELS
from ...ports import Alerts, Audit, Clock, Queue, Sendings, Table, Write
from .digesting import Gathering
from .reached import Reached
from .reading import Reading, paged
from .rounds import Match

EXTRA = 9999
"""The range of the extra pages, for people who moved or joined while the ranges were being planned."""


@dataclass(frozen=True)
class Gate:
    """Releases a sending whose ranges are planned; can stop anywhere and be run again, or twice at once.

    It reads the audience once more, so that whoever moved between two ranges is found; only a person who
    moves again while it is reading may be on no page, as if they had joined a moment later.
    """

    table: Table
    clock: Clock
    queue: Queue
    sendings: Sendings
    alerts: Alerts
    audit: Audit
    reading: Reading
    reached: Reached
    gathering: Gathering
    most: int = PAGE
    """Recipients of a page."""

    def release(self, sending: str) -> None:
        """Complete the pages, skip doubles, release, enqueue; does nothing while a range is not done."""
        head = self.sendings.load(sending)
        if head is None or not all(span.done for span in self.sendings.ranges(sending)):
            return
        if head.status is SendingStatus.PLANNING:
            try:
                self._complete(head)
                self._skip_doubles(head)
                self.table.commit(*self._released(head))
            except Conflict:
                # Another gate was quicker, or somebody cancelled: look again.
                return self.release(sending)
        self._enqueue(head)

    def _complete(self, head: Sending) -> None:
        """Write extra pages, one chain whose channels take turns, until nobody is missing."""
        while True:
            chains = [self.sendings.pages(head.id, f"{channel}#{EXTRA:04d}#") for channel in CHANNELS]
            extras = sorted((page for chain in chains for page in chain), key=_turn)
            if extras:
                self.sendings.add_state(extras[-1])
            if extras and extras[-1].end == END:
                return
            self.sendings.add_page(_extra(head, len(extras), self._missing(head), self.most))

    def _missing(self, head: Sending) -> list[Match]:
        """Find people on no page: all of them, or more than two pages, so that no page holds them all."""
        known, meant, missing = self._planned(head), self.reading.of(head), list[Match]()
        for span in self.sendings.ranges(head.id):
            for match in self.reading.matches(meant, span):
                if known.add(match.recipient.number):
                    missing.append(match)
                if len(missing) > 2 * self.most:
                    return missing
        return missing

    def _planned(self, head: Sending) -> Marks:
        known = Marks()
        for page in self.sendings.pages(head.id):
            for recipient in page.recipients:
                known.add(recipient.number)
        return known

    def _skip_doubles(self, head: Sending) -> None:
        """Leave each person one slot, the first that waits; the pages are complete, so every gate agrees.

        The pages are read twice, because only those who stand twice may be held in memory.
        """
        once, twice = Marks(), Marks()
        for page in self.sendings.pages(head.id):
            for recipient in page.recipients:
                if not once.add(recipient.number):
                    twice.add(recipient.number)
        if twice.bits():
            self._keep_first(head, twice)

    def _keep_first(self, head: Sending, twice: Marks) -> None:
        stands: dict[int, list[tuple[str, str, int]]] = defaultdict(list)
        for page in self.sendings.pages(head.id):
            for slot, (recipient, stamp) in enumerate(zip(page.recipients, page.stamps, strict=True)):
                if recipient.number in twice:
                    stands[recipient.number].append(("" if stamp == "w" else stamp, page.id, slot))
        doubles: dict[str, list[int]] = defaultdict(list)
        for places in stands.values():
            for _, page_id, slot in sorted(places)[1:]:
                doubles[page_id].append(slot)
        for page_id, slots in doubles.items():
            was = self.sendings.state(head.id, page_id)
            if (now := was.doubled(slots)) != was:
                # Where another gate released meanwhile, all are skipped, and the state is its worker's alone.
                self.table.commit(self.sendings.save_state(now, was))

    def _released(self, head: Sending) -> list[Write]:
        """Release the sending, cancelled or not: its workers skip whoever waits, so that every slot ends."""
        now = self.clock.now()
        states = self.sendings.states(head.id)
        released = head.but(status=SendingStatus.RELEASED, released_at=now)
        writes = [
            self.sendings.save(released, head),
            *self.reached.writes(released, states, "" if head.stopped(now) else "w"),
            *self.gathering.writes(released, states, head.stopped(now) is not None),
            self.audit.entry("planner", "release", head.id),
        ]
        alert = self.alerts.load(head.alert) if head.alert else None
        if alert and alert.status is AlertStatus.APPROVED:
            entry = LogEntry(at=now, officer="watchword", action="sending")
            sending = alert.to(AlertStatus.SENDING, now, recipients=_people(states))
            writes += self.alerts.save(sending, alert, entry)
        return writes

    def _enqueue(self, head: Sending) -> None:
        waiting = [state for state in self.sendings.states(head.id) if not state.recorded]
        for queue, final in ((head.lane, False), ("record", True)):
            bodies = [{"sending": s.sending, "page": s.page} for s in waiting if s.final() is final]
            self.queue.put(queue, bodies)


def _turn(page: Page) -> int:
    return int(page.id.split("#")[2])


def _extra(head: Sending, k: int, missing: list[Match], most: int) -> Page:
    """Make the k-th extra page; it ends the chain when it holds all who are missing."""
    channel = CHANNELS[k % 2]
    matches = [match for match in missing if match.channel == channel][:most]
    end = END if len(matches) == len(missing) else str(k + 1)
    return paged(f"{channel}#{EXTRA:04d}#{k:04d}", head.id, matches, str(k), end)


def _people(states: Iterable[State]) -> int:
    """Count everybody once: a slot that was skipped as double is somebody's second."""
    return sum(letter != "D" for state in states for letter in state.slots)
