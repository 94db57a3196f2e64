"""One recipient whom nobody can write to, among as many as the whole of Kent is to have."""

from collections import Counter
from contextlib import closing

import pytest

from chalicelib.domain.delivery import PAGE, Recipient, total
from chalicelib.domain.sending import Sending
from chalicelib.ports import Write
from chalicelib.services.sending.dead_letters import DeadLetters
from chalicelib.stores import keys
from infra.bench.filed import FiledTable
from tests.engine import Engine
from tests.factories import a_contact, a_page, a_sid

PEOPLE, POISONED = 75_000, 33_333


def released(engine: Engine) -> Sending:
    """A sending to all of them on its way, one of whom has a contact that nobody can read."""
    engine.people(a_contact(n) for n in range(PEOPLE))
    key = keys.contact(a_sid(POISONED))
    engine.table.commit(Write(key, {**engine.table.get(key), "unheard-of": 1}))
    pages = [
        a_page(PAGE, id=f"text#0000#{k:04d}").but(
            recipients=tuple(Recipient(a_sid(n)) for n in range(PAGE * k, PAGE * k + PAGE))
        )
        for k in range(PEOPLE // PAGE)
    ]
    sending = engine.release(*pages)
    engine.queue.put("routine", [{"sending": sending.id, "page": page.id} for page in pages])
    return sending


@pytest.mark.slow
def test_one_poison_recipient_among_75000_is_one_dead_letter_and_everybody_else_is_served() -> None:
    with closing(FiledTable()) as table:
        engine = Engine(on=table)
        dead_letters, sending = engine.make(DeadLetters), released(engine)
        engine.work()
        found = total(engine.sendings.states(sending.id))
        print(found, {box.queue: box.letters for box in dead_letters.listed().boxes})
        assert (found["sent"], found["failed"], sum(found.values())) == (PEOPLE - 1, 1, PEOPLE)
        reached = Counter(message.to for message in engine.text.sent)
        assert (len(reached), reached.total()) == (PEOPLE - 1, PEOPLE - 1), "each once"
        (letter,) = dead_letters.listed().letters
        assert (letter.queue, sum(box.letters for box in dead_letters.listed().boxes)) == ("routine", 1)
        for back in (1, 0):
            assert dead_letters.send_back("lead") == back
            engine.work()
        assert len(engine.text.sent) == PEOPLE - 1, "sent back twice, it sends nothing more"
        assert total(engine.sendings.states(sending.id)) == found
        assert not dead_letters.listed().letters
