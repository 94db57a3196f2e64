"""What a month costs: use is measured here, prices have a date, and the document is not stale."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.delivery import Recipient
from chalicelib.domain.sms_text import size
from chalicelib.ports import Item, Key, Write
from chalicelib.services.sending.compose import Compose
from chalicelib.settings import load_force
from chalicelib.stores.codec import item_size
from infra.cost_tables import DOCUMENT, SIZES, minutes, rendered
from infra.costs import MEASURED, Month, Prices, Use, bill
from tests.door import Door
from tests.engine import Engine
from tests.factories import a_contact, a_page, a_sending, a_sid
from tests.fakes import FakeClock, FakeKeys, MemoryTable

KENT, PRICES = load_force("kent"), Prices.read()
PAGES, PEOPLE = 5, 500
WORDS = (
    "Vans were broken into last night in Mill Lane. Did you see it between 7 and 8 pm? Reply to this text."
)


class Metered(MemoryTable):
    """Counts read units too (4 KB begun, an item of an index half), and a write unit for each index entry."""

    def __init__(self) -> None:
        super().__init__()
        self.reads = 0.0

    def get(self, key: Key) -> Item | None:
        item = super().get(key)
        self.reads += _blocks(item)
        return item

    def get_many(self, keys: Any) -> dict[Key, Item]:
        found = super().get_many(keys)
        self.reads += sum(_blocks(found.get(key)) for key in keys)
        return found

    def query(self, *where: Any, **how: Any) -> Any:
        found = list(super().query(*where, **how))
        whole = -(-sum(map(item_size, found)) // 4096) or 1
        self.reads += whole / 2 if how.get("index") else whole
        return iter(found)

    def commit(self, *writes: Write) -> None:
        super().commit(*writes)
        self.units += sum(name in (write.item or {}) for write in writes for name in ("g1pk", "g2pk"))


def _blocks(item: Item | None) -> int:
    return -(-item_size(item or {"": ""}) // 4096)


def a_recipient(channel: str) -> Use:
    """Send to 500 people and record it; answer what one of them took."""
    engine = Engine(on=Metered())
    engine.people(a_contact(n) for n in range(1, PEOPLE + 1))
    table, ids = engine.table, [f"{channel}#0000#{k:04d}" for k in range(PAGES)]
    table.units, table.reads = 0, 0.0
    table.calls.clear()
    many = range(1, PEOPLE + 1)
    pages = [
        a_page(id=page, channel=channel).but(
            recipients=tuple(Recipient(a_sid(n), ward="M05000001") for n in many[k * 100 : k * 100 + 100]),
            stamps="w" * 100,
        )
        for k, page in enumerate(ids)
    ]
    engine.release(*pages)
    engine.queue.put("routine", [{"sending": a_sending().id, "page": page} for page in ids])
    engine.work()
    # Each page is put, taken and deleted on its lane and on `record`.
    calls = sum(table.calls.values()) + engine.text.calls + engine.email.calls + 6 * PAGES
    return Use(calls / PEOPLE, table.units / PEOPLE, table.reads / PEOPLE)


def a_sign_up() -> Use:
    """Sign up by text and email, prove both, and get both confirmations."""
    door = Door(table := Metered())
    before = table.units, table.reads
    table.calls.clear()
    door.joined()
    return Use(sum(table.calls.values()), table.units - before[0], table.reads - before[1])


@pytest.mark.parametrize("channel", ["text", "email"])
def test_a_recipient_takes_what_the_bill_says(channel: str) -> None:
    assert tuple(MEASURED[channel]) == pytest.approx(a_recipient(channel), rel=0.1)


def test_a_sign_up_takes_what_the_bill_says() -> None:
    assert tuple(MEASURED["sign-up"]) == pytest.approx(a_sign_up(), rel=0.1)


def test_an_ordinary_alert_has_as_many_parts_as_the_bill_says() -> None:
    compose = Compose(
        force=KENT, base_url="https://watchword.kent.police.uk", keys=FakeKeys(), clock=FakeClock()
    )
    assert size(compose.sample(WORDS)).parts == Month(1).parts


def test_the_figures_everybody_knows() -> None:
    """A text to 75,986 people in one part and in three, and the minutes to the last at 20 parts a second."""
    text = rendered(DOCUMENT.read_text(encoding="utf-8"))
    assert "£1,824, 64 min" in text
    assert "£5,471" in text
    assert [minutes(SIZES[0], 10), minutes(SIZES[0], 20)] == [17, 9]


def test_the_document_has_the_figures_that_come_out_now() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert text == rendered(text), "write them anew: python -m infra.cost_tables"
    assert f"{PRICES.as_of:%-d %B %Y}" in text
    assert "check before you budget" in text.lower()


@given(st.integers(1, 2_000_000), st.integers(1, 5))
def test_texts_are_most_of_a_month_and_more_people_never_cost_less(people: int, parts: int) -> None:
    lines = list(bill(Month(people, parts=parts), KENT, PRICES))
    more = list(bill(Month(people + 1, parts=parts), KENT, PRICES))
    assert all(line.pounds <= other.pounds for line, other in zip(lines, more, strict=True))
    assert lines[0].pounds == pytest.approx(people * parts * 0.024)


def test_every_price_is_used_and_none_is_missing() -> None:
    source = DOCUMENT.parent.parent / "infra" / "costs.py"
    named = set(re.findall(r"(\w+)=|\"(\w+)\":", source.read_text(encoding="utf-8")))
    assert set(PRICES.dollars) <= {name for pair in named for name in pair}
