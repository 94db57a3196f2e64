"""What must hold at every step: each change of the table and each message taken is judged as it happens."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import timedelta

from chalicelib.domain.delivery import SLOTS
from chalicelib.domain.sending import WINDOW, Message, Sending
from chalicelib.ports import Item, Key
from chalicelib.stores import keys
from chalicelib.stores.items import model_of

from .fate import LANES, Fate, Worker


class Violation(BaseException):
    """An invariant that does not hold; nothing in the engine catches it."""


Slot = tuple[str, str, int]
"""Sending, page and place on the page."""


@dataclass
class Delivered:
    """One message that a provider took."""

    at: float
    provider: str
    slot: Slot
    to: str
    worker: Worker | None


@dataclass
class Judge:
    """Keeps its own record, made from what it sees and not from what the engine says of itself."""

    fate: Fate
    windows: dict[str, int] = field(default_factory=lambda: dict(WINDOW))
    journal: list[Delivered] = field(default_factory=list)
    heads: dict[str, Sending] = field(default_factory=dict)
    states: dict[tuple[str, str], Item] = field(default_factory=dict)
    pages: dict[tuple[str, str], Item] = field(default_factory=dict)
    resent: Counter[Slot] = field(default_factory=Counter)
    """How often a slot that a lost worker had attempted waited again: each allows one more sending."""
    holders: dict[tuple[str, str], Worker | None] = field(default_factory=dict)
    gone: dict[str, float] = field(default_factory=dict)
    """Since when an address must get nothing any more, in the world's seconds."""
    cancelled: dict[str, float] = field(default_factory=dict)
    sent: dict[tuple[str, str], list[Delivered]] = field(default_factory=lambda: defaultdict(list))

    def wrote(self, key: Key, was: Item | None, item: Item | None) -> None:
        """Judge one change of the table."""
        if item is None:
            return
        if key.sk == "HEAD" and key.pk.startswith("OUT#"):
            self._head(model_of(Sending, item))
        elif key.sk.startswith(keys.PAGES):
            self.pages[str(item["sending"]), str(item["id"])] = item
        elif key.sk.startswith(keys.STATES):
            self._state(was, item)

    def _head(self, head: Sending) -> None:
        self.heads[head.id] = head
        if head.cancelled_at:
            self.cancelled.setdefault(head.id, self.fate.world.time)

    def _state(self, was: Item | None, item: Item) -> None:
        place = str(item["sending"]), str(item["page"])
        slots = str(item["slots"])
        self.states[place] = item
        self._conserves(place, slots)
        if was is not None:
            self._moves(place, str(was["slots"]), slots)
            self._fenced(place, was, item)
        worker = self.fate.worker
        if worker and worker.role in LANES:
            worker.stage = "ahead" if "a" in slots else "before"
            self.holders[place] = worker

    def _conserves(self, place: tuple[str, str], slots: str) -> None:
        """I3: a letter for every recipient, at every instant, and no more in flight than a window."""
        page, head = self.pages.get(place), self.heads.get(place[0])
        if page is None or head is None:
            return
        recipients = page["recipients"]
        assert isinstance(recipients, list | tuple)
        if len(slots) != len(recipients) or not set(slots) <= set(SLOTS):
            raise Violation(f"I3 {place} has {len(recipients)} recipients and the slots {slots}")
        if slots.count("a") > head.window(str(page["channel"]), len(recipients)):
            raise Violation(f"I1 {place} attempts more than a window: {slots}")

    def _moves(self, place: tuple[str, str], before: str, after: str) -> None:
        """I3: what is final stays."""
        for slot, (was, now) in enumerate(zip(before, after, strict=True)):
            if was.isupper() and was != now and now != "D":
                raise Violation(f"I3 {place} slot {slot} was {was} and became {now}")

    def _fenced(self, place: tuple[str, str], was: Item, item: Item) -> None:
        """I1: a lease is taken only when it has ended, and only its holder writes what became of a slot."""
        before, after, worker = str(was["slots"]), str(item["slots"]), self.fate.worker
        holder = self.holders.get(place)
        skewed = any(life and life.skew for life in (worker, holder))
        if item.get("fence", 0) != was.get("fence", 0):
            for slot, (old, new) in enumerate(zip(before, after, strict=True)):
                self.resent[(*place, slot)] += old == "a" and new != "U"
            until = int(str(was.get("lease_until", 0))) / 1000
            if until > self.fate.world.now().timestamp() and not skewed:
                raise Violation(f"I1 {place} was leased while another worker held it")
        elif before != after and holder and worker is not holder and "D" not in after:
            raise Violation(f"I1 {place} was written by a worker whose lease was lost: {before} to {after}")

    def stopped(self, address: str) -> None:
        """Note that nothing may go to an address any more."""
        self.gone.setdefault(address, self.fate.world.time)

    def accepted(self, worker: Worker | None, provider: str, message: Message) -> None:
        """Judge one message at the moment at which a provider takes it."""
        sending, page, place = message.reference.rsplit(".", 2)
        slot = sending, page.replace("-", "#"), int(place)
        taken = Delivered(self.fate.world.time, provider, slot, message.to, worker)
        self.journal.append(taken)
        self._once(taken)
        self._wanted(taken)

    def _once(self, taken: Delivered) -> None:
        """I1: nobody gets the same twice; what is urgent may come again from a window that was lost."""
        person = taken.slot[0], _person(taken.to)
        earlier = self.sent[person]
        earlier.append(taken)
        allowed = 1 + self.resent[taken.slot]
        if len(earlier) > allowed or any(other.slot != taken.slot for other in earlier):
            raise Violation(f"I1 {taken.to} got {taken.slot[0]} {len(earlier)} times")

    def _wanted(self, taken: Delivered) -> None:
        """I4: nothing for whom it was not to be any more when the worker last looked."""
        head, worker = self.heads[taken.slot[0]], taken.worker
        seen = worker.seen_at if worker else taken.at
        if self.gone.get(taken.to, float("inf")) < seen:
            raise Violation(f"I4 {taken.to} had opted out and got {head.id}")
        if self.cancelled.get(head.id, float("inf")) < seen:
            raise Violation(f"I4 {head.id} was cancelled and went to {taken.to}")
        clock = self.fate.world.start_time + timedelta(seconds=seen + (worker.skew if worker else 0))
        if head.expires_at and head.expires_at <= clock:
            raise Violation(f"I4 {head.id} had expired and went to {taken.to}")


def _person(address: str) -> str:
    """Answer whose address of the made-up people this is."""
    return address.removeprefix("+4470000").lstrip("0") if address[0] == "+" else address.split("@")[0][6:]
