"""The gate between planning and sending: nobody missing, nobody twice, then all at once."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from ..domain.alert import AlertStatus, LogEntry
from ..domain.delivery import END, PAGE, Page
from ..domain.errors import Conflict
from ..domain.sending import Sending, SendingStatus
from ..domain.subscriber import CHANNELS
from ..ports import Alerts, Audit, Clock, Queue, Sendings, Table, Write
from .reading import Match, Reading

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
            pages = list(self.sendings.pages(head.id))
            extras = sorted((page for page in pages if _is_extra(page)), key=_turn)
            if extras:
                self.sendings.add_state(extras[-1])
            if extras and extras[-1].end == END:
                return
            missing = self._missing(head, pages)
            k = len(extras)
            mine = _extra(
                head, k, [m for m in missing if m.channel == CHANNELS[k % 2]][: self.most], len(missing)
            )
            self.sendings.add_page(mine)

    def _missing(self, head: Sending, pages: Iterable[Page]) -> list[Match]:
        known = {recipient.sid for page in pages for recipient in page.recipients}
        content, missing = self.reading.content(head), dict[str, Match]()
        for span in self.sendings.ranges(head.id):
            for match in self.reading.matches(content, span):
                if match.recipient.sid not in known:
                    missing.setdefault(match.recipient.sid, match)
        return list(missing.values())

    def _skip_doubles(self, head: Sending) -> None:
        """Leave each person one slot, the first that waits; the pages are complete, so every gate agrees."""
        stands: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
        for page in self.sendings.pages(head.id):
            for slot, (recipient, stamp) in enumerate(zip(page.recipients, page.stamps, strict=True)):
                stands[recipient.sid].append(("" if stamp == "w" else stamp, page.id, slot))
        doubles: dict[str, list[int]] = defaultdict(list)
        for places in stands.values():
            for _, page_id, slot in sorted(places)[1:]:
                doubles[page_id].append(slot)
        for page_id, slots in doubles.items():
            was = self.sendings.state(head.id, page_id)
            self.table.commit(self.sendings.save_state(was.doubled(slots), was))

    def _released(self, head: Sending) -> list[Write]:
        """Release the sending, cancelled or not: its workers skip whoever waits, so that every slot ends."""
        now = self.clock.now()
        writes = [
            self.sendings.save(head.but(status=SendingStatus.RELEASED, released_at=now), head),
            self.audit.entry("planner", "release", head.id),
        ]
        alert = self.alerts.load(head.alert) if head.alert else None
        if alert and alert.status is AlertStatus.APPROVED:
            entry = LogEntry(at=now, officer="watchword", action="sending")
            sending = alert.to(AlertStatus.SENDING, now, recipients=self._people(head))
            writes += self.alerts.save(sending, alert, entry)
        return writes

    def _people(self, head: Sending) -> int:
        """Count everybody once: a slot that was skipped as double is somebody's second."""
        return sum(letter != "D" for state in self.sendings.states(head.id) for letter in state.slots)

    def _enqueue(self, head: Sending) -> None:
        waiting = [state for state in self.sendings.states(head.id) if not state.recorded]
        for queue, final in ((head.lane, False), ("record", True)):
            bodies = [{"sending": s.sending, "page": s.page} for s in waiting if s.final() is final]
            self.queue.put(queue, bodies)


def _is_extra(page: Page) -> bool:
    return page.id.split("#")[1] == f"{EXTRA:04d}"


def _turn(page: Page) -> int:
    return int(page.id.split("#")[2])


def _extra(head: Sending, k: int, matches: list[Match], missing: int) -> Page:
    """Make the k-th extra page; it ends the chain when it holds all who are missing."""
    channel = CHANNELS[k % 2]
    return Page(
        sending=head.id,
        id=f"{channel}#{EXTRA:04d}#{k:04d}",
        channel=channel,
        recipients=tuple(match.recipient for match in matches),
        start=str(k),
        end=END if len(matches) == missing else str(k + 1),
        stamps="".join(match.stamp for match in matches),
    )
