"""Any rule and any people: planner and gate, killed anywhere, find exactly those whom plain words mean."""

import os
import random
from datetime import timedelta

from hypothesis import event, given, settings
from hypothesis import strategies as st

from chalicelib.domain.alert import AlertStatus, Content
from chalicelib.domain.bitmap import Marks
from chalicelib.domain.cover import bundles
from chalicelib.domain.errors import Invalid
from chalicelib.domain.reach import Reach, pressed
from chalicelib.domain.sending import Range, SendingStatus
from chalicelib.domain.subscriber import Subscriber
from chalicelib.ports import Write
from chalicelib.services.audiences import Audiences
from chalicelib.stores import keys
from chalicelib.stores.items import item_of
from tests.colleague import Colleague, Slot
from tests.engine import Engine
from tests.factories import NOW, a_content, a_sending, an_alert, some_forms
from tests.fakes import Killed
from tests.parts import FORCE
from tests.townsfolk import AUDIENCES, PEOPLE, PRIORITIES, a_person, widened

TOGETHER = 10
"""Rules that are tried on one town."""
USUAL = settings.default.max_examples if settings.default else 100
TRIED = int(os.environ.get("RULES") or 5 * USUAL // 2)


class Town:
    """People who live somewhere: some had or answered an earlier alert, some had their week's texts."""

    def __init__(self, people: list[Subscriber], had: set[int], answered: set[int], tired: set[int]) -> None:
        self.people, self.engine = people, Engine(most=3)
        received = {"EARLIER": had, "OTHER": {2 * n for n in had}}
        self.colleague = Colleague(received, {"EARLIER": answered}, tired, NOW)
        for person in people:
            self._put(self.engine.subscribers.add(person, person.contact))
        self.engine.places.put_areas(widened(people))
        for alert, numbers in received.items():
            self._put([*self._reach(alert, numbers, "email", 30), Write(keys.alert(alert), _earlier(alert))])
        for n in range(FORCE.texting.weekly_cap or 0):
            # One more number each time, so that they differ in how many texts they had.
            self._put(self._reach(f"TEXT{n}", tired | {n + 1}, "text", 2))
        self._put([self.engine.reaches.answer("EARLIER", n) for n in answered])

    def _put(self, writes: list[Write]) -> None:
        self.engine.table.items.update({write.key: write.item for write in writes if write.item})

    def _reach(self, alert: str, numbers: set[int], channel: str, days: int) -> list[Write]:
        marks = Marks()
        for number in numbers:
            marks.add(number)
        reach = Reach(
            sending=f"OF{alert}",
            alert=alert,
            at=NOW - timedelta(days=days),
            channel=channel,
            priority="standard",
            numbers=pressed(marks.bits()),
        )
        return self.engine.reaches.put([reach])

    def resolved(self, n: int, content: Content, seed: int, kill: int) -> list[Slot]:
        """Plan this rule's ranges in any order, killed once, and answer who waits or is told why not."""
        engine, sending = self.engine, f"SENDING{n}"
        try:
            runs = engine.make(Audiences).runs(content.audience)
        except Invalid:
            event("no cells in common")
            return []
        event("read by memberships" if runs[0][0].startswith("I#") else "read by places")
        random.Random(seed).shuffle(runs)
        spans = [Range(sending=sending, n=i, runs=bundle) for i, bundle in enumerate(bundles(runs))]
        alert = an_alert(id=f"ALERT{n}", status=AlertStatus.APPROVED, content=content)
        head = a_sending(
            id=sending,
            alert=alert.id,
            status=SendingStatus.PLANNING,
            released_at=None,
            priority=content.priority,
        )
        self._put([Write(keys.alert(alert.id), item_of(alert, keys.alert(alert.id)))])
        engine.sendings.put_ranges(spans)
        self._put(engine.sendings.add(head, some_forms(sending=sending)))
        self._plan(sending, len(spans), kill)
        found = self._slots(sending)
        # What is planned counts towards the week; each rule is to begin with the same week.
        for key in [key for key, item in engine.table.items.items() if item.get("sending") == sending]:
            if key.pk.startswith("REACH#"):
                del engine.table.items[key]
        return found

    def _slots(self, sending: str) -> list[Slot]:
        slots = []
        for page in self.engine.sendings.pages(sending):
            if page.recipients:
                letters = self.engine.sendings.state(sending, page.id).slots
                pairs = zip(page.recipients, letters, strict=True)
                slots += [Slot(each.sid, page.channel, letter, each.ward) for each, letter in pairs]
        return sorted(slot for slot in slots if slot.letter != "D")

    def _plan(self, sending: str, spans: int, kill: int) -> None:
        calls = 0

        def count(name: str) -> None:
            nonlocal calls
            calls += 1
            if calls == kill:
                event(f"killed at a {name}")
                raise Killed

        self.engine.table.before = count
        for _ in range(2):
            try:
                for n in range(spans):
                    self.engine.planning.plan(sending, n)
                self.engine.gate.release(sending)
            except Killed:
                continue
        self.engine.table.before = lambda name: None
        head = self.engine.sendings.load(sending)
        assert head
        assert head.status is SendingStatus.RELEASED


def _earlier(alert: str) -> dict[str, object]:
    return item_of(an_alert(id=alert), keys.alert(alert))


RULES = st.lists(
    st.tuples(AUDIENCES, st.sampled_from(PRIORITIES), st.integers(0, 99), st.integers(1, 120)),
    min_size=TOGETHER,
    max_size=TOGETHER,
)
SOME = st.sets(st.integers(1, 12), max_size=6)


@settings(max_examples=max(1, TRIED // TOGETHER))
@given(st.lists(PEOPLE, min_size=6, max_size=12), RULES, SOME, SOME, SOME)
def test_whoever_is_meant_is_planned_once_and_nobody_else(people, rules, had, answered, tired) -> None:  # type: ignore[no-untyped-def]
    town = Town([a_person(n, each) for n, each in enumerate(people, 1)], had, answered, tired)
    for n, (audience, priority, seed, kill) in enumerate(rules):
        content = a_content(audience=audience, priority=priority)
        expected = town.colleague.expected(town.people, content)
        event(f"{'everybody' if len(expected) == len(people) else 'some' if expected else 'nobody'} is meant")
        assert town.resolved(n, content, seed, kill) == expected, audience
