"""Sendings with their ranges, pages and states."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError

from ..domain.delivery import Page, State
from ..domain.engagement import week_of
from ..domain.errors import Conflict, NotFound
from ..domain.history import Sent
from ..domain.sending import ROUNDS, Forms, Job, Range, Sending, SendingStatus, Snapshot
from ..domain.subscriber import Contact
from ..domain.traffic import Traffic
from ..ports import Item, Key, Table, Write
from . import keys
from .items import adding, item_of, model_of, plain, saving

_FEW = 16
"""States to look at first: about as many pages as are worked on at once."""


def _listed(sending: Sending) -> dict[str, str]:
    """Stand on the sweep's list until closed, and then on the list of its week."""
    closed = sending.status is SendingStatus.CLOSED
    partition = keys.closed_sendings(week_of(sending.created_at)) if closed else keys.OPEN_SENDINGS
    return {"g2pk": partition, "g2sk": f"{plain(sending.created_at)}#{sending.id}"}


@dataclass(frozen=True)
class SendingStore:
    """`ports.Sendings` on the table."""

    table: Table

    def _get(self, key: Key) -> Item:
        item = self.table.get(key)
        if item is None:
            raise NotFound("There is no such sending.")
        return item

    def _under(self, sending: str, prefix: str) -> Iterator[Item]:
        return self.table.query(keys.sending(sending).pk, prefix, prefix + keys.LAST)

    def load(self, sending: str) -> Sending | None:
        item = self.table.get(keys.sending(sending))
        return model_of(Sending, item) if item else None

    def forms(self, sending: str) -> Forms:
        return model_of(Forms, self._get(keys.forms(sending)))

    def add(self, sending: Sending, forms: Forms) -> list[Write]:
        return [
            adding(sending, keys.sending(sending.id), **_listed(sending)),
            adding(forms, keys.forms(sending.id)),
            _pointer(sending),
        ]

    def add_one(self, sending: Sending, forms: Forms, page: Page) -> list[Write]:
        return [*self.add(sending, forms), *self.with_page(page)]

    def with_page(self, page: Page) -> list[Write]:
        state = keys.state(page.sending, page.id)
        return [adding(page, keys.page(page.sending, page.id)), adding(page.state(), state)]

    def save(self, sending: Sending, was: Sending) -> Write:
        key, guards = keys.sending(sending.id), ("status", "cancelled_at", "ranges", "fallback")
        return saving(sending, was, key, *guards, **_listed(sending))

    def open(self, before: datetime) -> list[Sending]:
        last = f"{plain(before)}{keys.LAST}"
        rows = self.table.query(keys.OPEN_SENDINGS, last=last, index="G2")
        return self._heads([Key(str(row["pk"]), str(row["sk"])) for row in rows])

    def _heads(self, listed: Sequence[Key]) -> list[Sending]:
        found: dict[Key, Item] = {}
        for start in range(0, len(listed), 100):
            found |= self.table.get_many(listed[start : start + 100])
        return [model_of(Sending, found[key]) for key in listed if key in found]

    def rounds(self, alert: str) -> list[Sending]:
        first = keys.round_of(alert, "")
        rows = self.table.query(first.pk, first.sk, first.sk + keys.LAST)
        found = self._heads([keys.sending(keys.id_in(row["sk"])) for row in rows])
        return sorted(found, key=lambda sending: sending.created_at)

    def by_code(self, code: str) -> Sending | None:
        item = self.table.get(keys.code(code))
        return self.load(str(item["sending"])) if item else None

    def put_ranges(self, ranges: Sequence[Range]) -> None:
        self.table.put_many(item_of(span, keys.span(span.sending, span.n)) for span in ranges)

    def ranges(self, sending: str) -> list[Range]:
        return [model_of(Range, item) for item in self._under(sending, keys.SPANS)]

    def finish(self, span: Range) -> None:
        key = keys.span(span.sending, span.n)
        self.table.commit(Write(key, item_of(span.but(done=True), key)))

    def add_page(self, page: Page) -> Page:
        key = keys.page(page.sending, page.id)
        try:
            self.table.commit(adding(page, key))
        except Conflict:
            page = model_of(Page, self._get(key))
        self.add_state(page)
        return page

    def add_state(self, page: Page) -> None:
        """Give a page its state, unless it has one or is nothing but the end of a chain."""
        if page.recipients:
            try:
                self.table.commit(adding(page.state(), keys.state(page.sending, page.id)))
            except Conflict:
                return

    def page(self, sending: str, page: str) -> Page:
        return model_of(Page, self._get(keys.page(sending, page)))

    def pages(self, sending: str, chain: str = "") -> Iterator[Page]:
        return (model_of(Page, item) for item in self._under(sending, keys.PAGES + chain))

    def state(self, sending: str, page: str) -> State:
        return model_of(State, self._get(keys.state(sending, page)))

    def states(self, sending: str, chain: str = "") -> list[State]:
        return [model_of(State, item) for item in self._under(sending, keys.STATES + chain)]

    def over(self, sending: str, page: str) -> bool:
        first, last = keys.STATES, keys.STATES + keys.LAST
        own = keys.state(sending, page).sk
        return self._over(sending, own, last) and self._over(sending, first, own)

    def _over(self, sending: str, first: str, last: str) -> bool:
        """Look at states from one to another, a few, then twice as many, until one is not over."""
        few = _FEW
        while True:
            items = list(self.table.query(keys.sending(sending).pk, first, last, limit=few))
            if not all(model_of(State, item).over() for item in items):
                return False
            if len(items) < few:
                return True
            first, few = str(items[-1]["sk"]), 2 * few

    def save_state(self, state: State, was: State) -> Write:
        # The fence alone would let a lease be taken over what its holder has settled since it was read.
        guards = ("fence", "recorded", "lease_until", "slots")
        return saving(state, was, keys.state(state.sending, state.page), *guards)

    def job(self, sending: str, page: str) -> Job:
        head, forms = keys.sending(sending), keys.forms(sending)
        who, how = keys.page(sending, page), keys.state(sending, page)
        found = self.table.get_many([head, forms, who, how])
        if len(found) < 4:
            raise NotFound("There is no such page.")
        return Job(
            model_of(Sending, found[head]),
            model_of(Forms, found[forms]),
            model_of(Page, found[who]),
            model_of(State, found[how]),
        )

    def snapshot(self, sending: str, channel: str, sids: Sequence[str]) -> Snapshot:
        head, traffic = keys.sending(sending), keys.traffic(channel)
        found = self.table.get_many([head, traffic, *(keys.contact(sid) for sid in sids)])
        return Snapshot(
            head=model_of(Sending, found.pop(head)) if head in found else None,
            traffic=model_of(Traffic, found.pop(traffic)) if traffic in found else None,
            contacts={keys.id_in(key.pk): _contact(item) for key, item in found.items()},
        )

    def record(self, rows: Sequence[Sent]) -> None:
        self.table.put_many(
            item_of(row, keys.history(row.sid, str(plain(row.at)), row.sending, row.channel)) for row in rows
        )


def _pointer(sending: Sending) -> Write:
    """Let a sending be found: by its own code, or as a round under its alert, whose code it shares."""
    if sending.alert and sending.why in ROUNDS:
        key = keys.round_of(sending.alert, sending.id)
        return Write(key, dict(key._asdict()))
    key = keys.code(sending.code)
    return Write(key, {**key._asdict(), "sending": sending.id})


def _contact(item: Item) -> Contact | None:
    """Read one contact; an item that is damaged costs its own person the message, and nobody else."""
    try:
        return model_of(Contact, item)
    except ValidationError:
        return None
