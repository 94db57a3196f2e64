"""Planning: the audience turned into pages, range by range; a second run goes on where the first stopped."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from ...domain.delivery import END, PAGE, Page
from ...domain.sending import Range, SendingStatus
from ...domain.subscriber import CHANNELS
from ...ports import Queue, Sendings
from .judging import Meant
from .reading import Reading, paged
from .rounds import Match


@dataclass(frozen=True)
class Planning:
    """Writes the pages of one range; any number of planners at once end with the same pages."""

    queue: Queue
    sendings: Sendings
    reading: Reading
    most: int = PAGE
    """Recipients of a page."""

    def plan(self, sending: str, n: int) -> None:
        """Plan one range; where it was the last, ask for the release. Twice is harmless."""
        head = self.sendings.load(sending)
        if head is None or head.status is not SendingStatus.PLANNING:
            return
        meant = self.reading.of(head)
        for span in self.sendings.ranges(sending):
            if span.n == n and not span.done:
                for channel in CHANNELS:
                    self._chain(meant, span, channel)
                self.sendings.finish(span)
        if all(span.done for span in self.sendings.ranges(sending)):
            self.queue.put("plan", [{"task": "release", "sending": sending}])

    def _chain(self, meant: Meant, span: Range, channel: str) -> None:
        """Write page after page; where another planner wrote one first, go on from the end of *its* page."""
        stored = list(self.sendings.pages(span.sending, f"{channel}#{span.n:04d}#"))
        if stored:
            self.sendings.add_state(stored[-1])
        cursor, k = stored[-1].end if stored else "", len(stored)
        matches = self._matches(meant, span, channel, cursor)
        while cursor != END:
            mine = self._page(span, channel, k, cursor, list(islice(matches, self.most)))
            page = self.sendings.add_page(mine)
            if page != mine:
                matches = self._matches(meant, span, channel, page.end)
            cursor, k = page.end, k + 1

    def _matches(self, meant: Meant, span: Range, channel: str, after: str) -> Iterator[Match]:
        if after == END:
            return iter(())
        return (m for m in self.reading.matches(meant, span, after) if m.channel == channel)

    def _page(self, span: Range, channel: str, k: int, start: str, matches: list[Match]) -> Page:
        """Make a page; one that is not full says that nothing comes after it."""
        end = matches[-1].position if len(matches) == self.most else END
        return paged(f"{channel}#{span.n:04d}#{k:04d}", span.sending, matches, start, end)
