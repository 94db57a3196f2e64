"""Dead letters: listed and explained, sent back to their queues, or put away where nothing can be done."""

from collections.abc import Iterator
from dataclasses import dataclass

from ...domain.dead_letter import DEAD, Explained, Letter
from ...domain.errors import Conflict, NotFound
from ...domain.model import Model
from ...ports import Audit, Failures, Letterbox, Queue, Table
from .explaining import Explaining

SHOWN = 50
"""Letters of a queue that are explained; they have the same cause more often than not."""
MOST = 1000
"""Letters that one request looks at: API Gateway waits 29 seconds."""
MOVED = "This letter is no longer there. A colleague has sent it back or put it away."
HELD = "A colleague is looking at these letters at this moment. Try again in a minute."


class Box(Model):
    """The dead letters of one queue: how many there are, and how many a colleague holds at this moment."""

    queue: str
    letters: int
    held: int


class Listing(Model):
    """What lies in the boxes; `letters` explains the first of each."""

    boxes: tuple[Box, ...]
    letters: tuple[Explained, ...]


@dataclass(frozen=True)
class DeadLetters:
    """Looks at dead letters and moves them; any number of officers may do so at once, and twice.

    A letter is held while it is moved, put on its queue first and only then taken away: whoever dies in
    between has sent it back twice, and workers are made for that.
    """

    table: Table
    queue: Queue
    letterbox: Letterbox
    failures: Failures
    audit: Audit
    explaining: Explaining

    def listed(self) -> Listing:
        """Explain what lies in every box; those that say the same are one."""
        boxes = [self._box(queue) for queue in self.letterbox.queues]
        explained = [each for box in boxes if box.letters for each in self._explained(box.queue)]
        return Listing(boxes=tuple(boxes), letters=tuple(explained))

    def send_back(self, by: str, queue: str = "", id: str = "") -> int:
        """Send back one letter, all of a queue, or all; answers how many went.

        Raises NotFound where the one is no longer there, and Conflict while somebody else holds it.
        """
        if id:
            return self._move_one(by, self._known(queue), id, put_away=False)
        queues = [self._known(queue)] if queue else list(self.letterbox.queues)
        full = [name for name in queues if sum(self.letterbox.depth(name + DEAD))]
        if full:
            self.table.commit(self.audit.entry(by, "send back dead letters", queue or "every queue"))
        return sum(self._move_all(name) for name in full)

    def put_away(self, by: str, queue: str, id: str) -> int:
        """Take away a letter that can never be done; raises Conflict where it can."""
        return self._move_one(by, self._known(queue), id, put_away=True)

    def _box(self, queue: str) -> Box:
        depth = self.letterbox.depth(queue + DEAD)
        return Box(queue=queue, letters=sum(depth), held=depth.held)

    def _known(self, queue: str) -> str:
        if queue not in self.letterbox.queues:
            raise NotFound("There is no such queue.")
        return queue

    def _explained(self, queue: str) -> list[Explained]:
        letters = self._all_held(queue, SHOWN)
        self.letterbox.give_back(letters)
        groups: dict[str, list[Letter]] = {}
        for letter in letters:
            groups.setdefault(letter.body, []).append(letter)
        failed = self.failures.of([same[0].id for same in groups.values()])
        return [self.explaining.explain(s[0], failed.get(s[0].id), len(s)) for s in groups.values()]

    def _taken(self, queue: str, most: int) -> Iterator[list[Letter]]:
        """Hold letters ten at a time, until so many are held or the box is empty."""
        found, there = 0, sum(self.letterbox.depth(queue + DEAD))
        while found < min(there, most) and (letters := self.letterbox.take(queue)):
            yield letters
            found += len(letters)

    def _all_held(self, queue: str, most: int) -> list[Letter]:
        return [letter for letters in self._taken(queue, most) for letter in letters]

    def _move_all(self, queue: str) -> int:
        """Move ten at a time, so that whoever dies leaves few that went twice."""
        moved, stay = 0, list[Letter]()
        for letters in self._taken(queue, MOST):
            going = [letter for letter in letters if letter.fields()]
            stay += [letter for letter in letters if not letter.fields()]
            self._put(going)
            moved += len(going)
        self.letterbox.give_back(stay)
        return moved

    def _move_one(self, by: str, queue: str, id: str, *, put_away: bool) -> int:
        letters, same = self._all_held(queue, MOST), list[Letter]()
        try:
            body = next((letter.body for letter in letters if letter.id == id), None)
            if body is None:
                held = self.letterbox.depth(queue + DEAD).held > len(letters)
                raise Conflict(HELD) if held else NotFound(MOVED)
            self._may(letters, id, put_away=put_away)
            action = "put a dead letter away" if put_away else "send back a dead letter"
            self.table.commit(self.audit.entry(by, action, queue, id))
            same = [letter for letter in letters if letter.body == body]
            self.letterbox.remove(same) if put_away else self._put(same)
        finally:
            self.letterbox.give_back([letter for letter in letters if letter not in same])
        return len(same)

    def _may(self, letters: list[Letter], id: str, *, put_away: bool) -> None:
        (letter,) = (letter for letter in letters if letter.id == id)
        if put_away and not self.explaining.explain(letter, None).hopeless:
            raise Conflict("This can still be done. Send it back instead.")
        if not put_away and not letter.fields():
            raise Conflict("This message cannot be read, so it cannot be sent back. Put it away instead.")

    def _put(self, letters: list[Letter]) -> None:
        """Put letters of one queue back, those that say the same once, and then take them away."""
        bodies = {letter.body: letter.fields() for letter in letters}
        if letters:
            self.queue.put(letters[0].queue, list(bodies.values()))
            self.letterbox.remove(letters)
