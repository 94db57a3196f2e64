"""One story from approval to the last person: run a scenario, and judge what is left in the morning."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from random import Random
from typing import Any

from chalicelib.domain.sending import SendingStatus

from .fate import Fate, Worker
from .faults import Faults
from .judge import Judge, Violation
from .machine import Machine, a_force_with, small
from .morning import check
from .office import Office
from .post import Post
from .providers import Provider
from .queues import DAYS, Body, Queues
from .scenario import Scenario
from .table import FarTable, LaggingTable
from .town import Town
from .world import World

BOUND = 2 * 3600.0
"""Seconds within which everything ends once nothing goes wrong any more (I9)."""
ROUND = 60.0
QUEUES = ("plan", "urgent", "routine", "direct", "record", "receipts")


class Night:
    """The parts of one story, and its course; `inner` is the table behind it, in memory if none is given."""

    def __init__(self, scenario: Scenario, inner: Any = None) -> None:
        self.scenario, self.world = scenario, World(scenario.start)
        self.faults = Faults(scenario.seed, scenario.faults, scenario.wildness)
        self.fate = Fate(self.world, self.faults)
        self.windows = {"text": scenario.text_window, "email": scenario.email_window}
        self.judge = Judge(self.fate, self.windows, scenario)
        self.chance = Random(f"{scenario.seed} story")
        self.table = FarTable(inner or LaggingTable(), self.fate, self.judge.wrote)
        self.queues = Queues(self.fate, dict.fromkeys(QUEUES, scenario.workers), self._work)
        self.providers = {
            "text": {name: Provider(name, 1, self.fate, self.judge) for name in ("sns", "another")},
            "email": {name: Provider(name, 3, self.fate, self.judge) for name in ("ses", "another")},
        }
        self.machine, self.older = self._machine(0, scenario.threads), self._machine(1, 1)
        self.older.ids.n = 1_000_000
        self.town = Town(self.table, self.machine.subscribers, self.judge, self.chance, scenario)
        self.office = Office(self.machine, self.table, self.queues, self.town, self.chance, scenario)
        self.post = Post(self.fate, self.machine.receiving.accept, lambda call: self._start("http", call))
        self.judge.heard = self.post.taken
        self.fate.people_change = self._people_change
        self.fate.again, self.fate.give_up = self.queues.again, self.queues.over
        self.sweeping = True

    def _machine(self, more: int, threads: int) -> Machine:
        most, scenario = self.scenario.page + more, self.scenario
        force = a_force_with(scenario.quiet, scenario.rate, scenario.pounds)
        return Machine(self.table, self.queues, self.fate, force, self.providers, most, threads)

    def run(self) -> Counter[str]:
        """Live through it; answers how often each fault struck, raises Violation."""
        scenario = self.scenario
        with self.world, small(self.world, self.windows):
            self._begin()
            self.world.run(until=scenario.calm_at)
            self.faults.calm = True
            self._drain("once faults stop")
            self._days_later()
            check(self)
        return self.faults.counts

    def _begin(self) -> None:
        self.faults.calm = True
        self.town.settle(self.scenario.people)
        self.faults.calm = False
        for n in range(self.scenario.alerts):
            later = 1.5 * n if self.scenario.busy else self.chance.uniform(0, 40)
            self._start("http", partial(self.office.approve, n), later)
        for _ in range(self.scenario.notes):
            self._start("http", self.office.write, self.chance.uniform(0, 60))
        for name, chance, event in self._events():
            if self.faults.strikes(name, chance):
                self.world.later(self.chance.uniform(0.5, 60), event)
        self.world.later(self.chance.uniform(1, ROUND), self._sweep)

    def _events(self) -> list[tuple[str, float, Callable[[], None]]]:
        """Answer what may happen once, and how likely it is."""
        return [
            ("F10", 1.0, self._spoil),
            ("F23", 0.9, self.town.opt_out),
            ("F23", 0.9, self.town.opt_out),
            ("F24", 0.5, lambda: self._start("http", self.office.cancel)),
            ("F26", 0.5, self._replay),
            ("F26", 0.5, self._redrive),
            ("F27", 0.9, self._people_change),
        ]

    def _start(self, role: str, work: Callable[[], None], after: float = 0.0) -> None:
        """Begin something that no queue asked for; where it fails, it has failed."""

        def quietly() -> None:
            with suppress(Exception):
                work()

        self.world.start(quietly, Worker(role=role), after)

    def _work(self, queue: str, body: Body) -> None:
        machine = self.older if self.faults.strikes("F26", 0.5 if queue == "plan" else 0.1) else self.machine
        machine.work(queue, body)

    def _sweep(self) -> None:
        """Sweep each minute, as the schedule does; now and then twice at once."""
        if self.sweeping:
            self.world.later(ROUND, self._sweep)
        self._start("sweep", self.machine.sweep.run)
        if self.faults.strikes("F1", 0.1):
            self._start("sweep", self.machine.sweep.run)

    def _people_change(self) -> None:
        for _ in range(self.chance.randint(1, 3)):
            self.town.change()

    def _spoil(self) -> None:
        """Bring a message that nobody can work on, or a person to whom nothing can be written."""
        self.queues.send(self.chance.choice(QUEUES), self.chance.choice(("{}", "[", '{"sending": 1}')), True)
        poison = self.town.damage() if self.chance.random() < 0.5 else self.town.somebody()
        self.machine.poison |= {poison}
        self.older.poison |= {poison}

    def _replay(self) -> None:
        """Send everything again that was ever queued."""
        for queue, text in list(self.queues.ever):
            self.queues.send(queue, text)

    def _redrive(self) -> None:
        """Send the dead letters again, twice."""
        for letters in self.queues.dead.values():
            for letter in letters * 2:
                self.queues.send(letter.queue, letter.text, letter.poison)

    def _drain(self, when: str) -> None:
        """I9: everything ends within a bound."""
        end = self.world.time + BOUND
        self.world.run(until=self.world.time + 1)
        while not (self.queues.still() and self.world.idle() and self._closed()):
            if self.world.time > end:
                raise Violation(f"I9 {when}, {self._left()} did not end in {BOUND:.0f} seconds")
            # Not in step with the sweep, which is at work at the same second of every minute.
            self.world.run(until=self.world.time + ROUND - 7)

    def _closed(self) -> bool:
        return all(head.status is SendingStatus.CLOSED for head in self.judge.heads.values())

    def _left(self) -> list[str]:
        return [f"{h.id} {h.status}" for h in self.judge.heads.values() if h.status != SendingStatus.CLOSED]

    def _days_later(self) -> None:
        """Deliver what was late by days, and send the dead letters again: nothing may come of it."""
        if not self.queues.late and not {"F26"} & self.faults.active:
            return
        self.sweeping = False
        self.world.run(until=self.world.time + ROUND)
        self.world.run(until=self.world.time + DAYS)
        for letter in self.queues.late:
            self.queues.send(letter.queue, letter.text)
        if "F26" in self.faults.active:
            self._redrive()
            self._replay()
        self.sweeping = True
        self._sweep()
        self._drain("days later")
