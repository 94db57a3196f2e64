"""What must hold at every step: each change of the table and each message taken is judged as it happens."""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from chalicelib.domain.delivery import SLOTS
from chalicelib.domain.receipt import LETTERS
from chalicelib.domain.sending import Message, Sending, SendingStatus
from chalicelib.ports import Item, Key
from chalicelib.stores import keys
from chalicelib.stores.items import model_of

from .fate import LANES, Fate, Worker
from .scenario import Quiet, Scenario

LONDON = ZoneInfo("Europe/London")
ORDER = tuple(SendingStatus)
PENCE = 2.0
"""What a part of a text costs in every story."""
RANKS = "".join(LETTERS.values())
HURRYING = {"F8", "F22"}
"""Faults that let a worker call at another time than its own: it stood still, or its clock is wrong."""
EXTRA = "#9999"
"""In the ids of the gate's own pages, whose channels take turns."""


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
    windows: Mapping[str, int]
    scenario: Scenario
    calls: dict[str, deque[tuple[float, int]]] = field(default_factory=lambda: defaultdict(deque))
    """By provider, when it was called in the last second, and with how many parts or recipients."""
    spent: float = 0.0
    heard: Callable[[Delivered, str], None] = lambda taken, id: None
    """Is told of every message that was taken, and its id."""
    resting: dict[str, tuple[Quiet, bool]] = field(default_factory=dict)
    """By address, its person's own quiet hours, and whether what is urgent wakes them."""
    journal: list[Delivered] = field(default_factory=list)
    heads: dict[str, Sending] = field(default_factory=dict)
    states: dict[tuple[str, str], Item] = field(default_factory=dict)
    pages: dict[tuple[str, str], Item] = field(default_factory=dict)
    resent: Counter[Slot] = field(default_factory=Counter)
    """How often a slot that a lost worker had attempted waited again: each allows one more sending."""
    holders: dict[tuple[str, str], Worker | None] = field(default_factory=dict)
    gone: dict[str, float] = field(default_factory=dict)
    """Since when an address must get nothing any more, in the world's seconds."""
    left: set[str] = field(default_factory=set)
    """Who has left or was erased, at some time."""
    cancelled: dict[str, float] = field(default_factory=dict)
    sent: dict[tuple[str, str], list[Delivered]] = field(default_factory=lambda: defaultdict(list))

    def wrote(self, key: Key, was: Item | None, item: Item | None) -> None:
        """Judge one change of the table."""
        if item is None:
            return
        if key.sk == "HEAD" and key.pk.startswith("OUT#"):
            self._head(model_of(Sending, item))
        elif key.sk.startswith(keys.PAGES):
            self._page(item)
        elif key.sk.startswith(keys.STATES):
            self._state(was, item)
        elif key.sk.startswith(keys.RECEIPTS):
            self._receipts(key, was, item)
        elif key.sk == "CONTACT":
            self._contact(item)

    def _receipts(self, key: Key, was: Item | None, item: Item) -> None:
        """I3: what was said of a message never moves back."""
        for before, after in zip(str((was or {}).get("letters", "")), str(item["letters"]), strict=False):
            if RANKS.index(before) > RANKS.index(after):
                raise Violation(f"I3 {key.pk} {key.sk}: a receipt {before} became {after}")

    def _contact(self, item: Item) -> None:
        """Note which addresses may be sent to from now on."""
        addresses = item["addresses"]
        if "left_at" in item:
            self.left.add(str(item["sid"]))
        for address in addresses if isinstance(addresses, list | tuple) else ():
            if address["state"] == "verified" and "left_at" not in item:
                self.gone.pop(str(address["value"]), None)
            else:
                self.stopped(str(address["value"]))

    def _head(self, head: Sending) -> None:
        was = self.heads.get(head.id)
        # A fallback takes in more people whenever a receipt says that somebody was never reached.
        back = was and ORDER.index(was.status) > ORDER.index(head.status) and head.why != "fallback"
        if was and (back or (was.cancelled_at and not head.cancelled_at)):
            raise Violation(
                f"I4 {head.id} went back from {was.status} to {head.status}, or its cancel is lost"
            )
        self.heads[head.id] = head
        if head.cancelled_at:
            self.cancelled.setdefault(head.id, self.fate.world.time)

    def _page(self, item: Item) -> None:
        """I2: a page begins where the one before it ends, whoever wrote that."""
        sending, page = str(item["sending"]), str(item["id"])
        self.pages[sending, page] = item
        chain, _, k = page.rpartition("#")
        before = self.pages.get((sending, f"{chain}#{int(k) - 1:04d}"))
        if before and EXTRA not in chain and before.get("end", "") != item.get("start", ""):
            raise Violation(f"I2 {sending} {page} does not begin where the page before it ends")

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
        if slots.count("a") > (1 if head.lane == "direct" else self.windows[str(page["channel"])]):
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
                again = old == "a" and new not in "US"
                self.resent[(*place, slot)] += again
                if again and self.heads[place[0]].lane != "urgent":
                    raise Violation(f"I1 {place} slot {slot} was attempted, and waits again")
            until = int(str(was.get("lease_until", 0))) / 1000
            if until > self.fate.world.now().timestamp() and not skewed:
                raise Violation(f"I1 {place} was leased while another worker held it")
        elif before != after and holder and worker is not holder and "D" not in after:
            raise Violation(f"I1 {place} was written by a worker whose lease was lost: {before} to {after}")

    def stopped(self, address: str) -> None:
        """Note that nothing may go to an address any more."""
        self.gone.setdefault(address, self.fate.world.time)

    def called(self, provider: str, messages: Sequence[Message]) -> None:
        """I5: in no second more than the provider allows, where clocks are right and nobody stood still."""
        text = messages[0].channel == "text"
        weight = sum(_parts(each.text) for each in messages) if text else len(messages)
        calls, now = self.calls[f"{messages[0].channel} {provider}"], self.fate.world.time
        calls.append((now, weight))
        while calls[0][0] <= now - 1:
            calls.popleft()
        most = max(self.scenario.rate * (1 if text else 2), weight)
        if sum(each for _, each in calls) > most and not HURRYING & self.fate.faults.active:
            raise Violation(f"I5 {provider} was called with {list(calls)} within a second, and allows {most}")

    def accepted(self, worker: Worker | None, provider: str, id: str, message: Message) -> None:
        """Judge one message at the moment at which a provider takes it."""
        sending, page, place = message.reference.rsplit(".", 2)
        slot = sending, page.replace("-", "#"), int(place)
        taken = Delivered(self.fate.world.time, provider, slot, message.to, worker)
        self.journal.append(taken)
        self._once(taken)
        self._wanted(taken)
        self._paid(message)
        self.heard(taken, id)

    def _paid(self, message: Message) -> None:
        """I7: no more is spent than may be."""
        if message.channel == "text":
            self.spent += PENCE * _parts(message.text)
            most = self.scenario.pounds
            if most is not None and self.spent > 100 * most + 0.001:
                raise Violation(f"I7 {self.spent} pence are spent, and {100 * most} may be")

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
        if head.why == "alert" and self._rests(taken.to, head.priority == "urgent", clock):
            raise Violation(f"I4 {taken.to} rests, and got {head.id} at {clock}")

    def _rests(self, address: str, urgent: bool, clock: datetime) -> bool:
        """Tell whether an address must be left alone at this time of day in London."""
        own, wakes = self.resting.get(address, (None, False))
        text = address[0] == "+"
        return (text and not urgent and _within(self.scenario.quiet, clock)) or (
            not (urgent and wakes) and _within(own, clock)
        )


def _within(quiet: Quiet, clock: datetime) -> bool:
    if quiet is None:
        return False
    time, (start, end) = f"{clock.astimezone(LONDON):%H:%M}", quiet
    return start <= time < end if start < end else time >= start or time < end


def _parts(text: str) -> int:
    return 1 if len(text) <= 160 else -(-len(text) // 153)


def _person(address: str) -> str:
    """Answer whose address of the made-up people this is."""
    return address.removeprefix("+4470000").lstrip("0") if address[0] == "+" else address.split("@")[0][6:]
