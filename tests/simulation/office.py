"""What officers do: alerts approved and cancelled, and messages to one person."""

from __future__ import annotations

import json
from datetime import timedelta
from random import Random

from chalicelib.domain.alert import AlertStatus
from chalicelib.domain.sending import Sending, SendingStatus
from chalicelib.ports import Write
from chalicelib.services.sending.direct import Note
from chalicelib.stores import keys
from chalicelib.stores.items import item_of
from tests.factories import a_content, a_range, a_sending, a_sid, an_alert, an_officer, some_forms

from .machine import Machine
from .queues import Body, Queues
from .scenario import Scenario
from .table import FarTable
from .town import Town

SPANS = (("u10hb0", "u10hb2~"), ("u10hb3", "u10hb4~"), ("u10hb5", "u10hb7~"))
FOR_GOOD = 7 * 86_400.0


class Office:
    """Writes as the services do, save first and then queue, and remembers who was meant."""

    def __init__(
        self,
        machine: Machine,
        table: FarTable,
        queues: Queues,
        town: Town,
        chance: Random,
        scenario: Scenario,
    ) -> None:
        self._machine, self._table, self._queues, self._town = machine, table, queues, town
        self._scenario = scenario
        self._chance, self._faults = chance, machine.fate.faults
        self.members: dict[str, set[str]] = {}
        """By sending, who belonged to its audience when it was approved."""
        self.notes: dict[str, str] = {}
        """By sending, the one person that a note is for."""

    def approve(self, n: int) -> None:
        """Approve an alert; its queueing may be missing, or come twice."""
        urgent = n == 1 if self._scenario.busy else self._chance.random() < 0.4
        sending = self._sending(f"ALERT{n}", urgent)
        spans = [a_range(sending=sending.id, n=k, runs=(("G#u10hb", *run),)) for k, run in enumerate(SPANS)]
        content = a_content(priority=sending.priority, expires=sending.expires_at)
        alert = an_alert(id=sending.alert, status=AlertStatus.APPROVED, sending=sending.id, content=content)
        self._machine.sendings.put_ranges(spans)
        forms = some_forms(
            sending=sending.id, text="Lock your tools away. " * (1 + 20 * (self._scenario.parts > 1))
        )
        key = keys.alert(alert.id)
        self._table.apply([Write(key, item_of(alert, key)), *self._machine.sendings.add(sending, forms)])
        self.members[sending.id] = self._town.settled()
        self._enqueue([{"task": "range", "sending": sending.id, "range": span.n} for span in spans])

    def _sending(self, alert: str, urgent: bool) -> Sending:
        now = self._machine.clock.now()
        lasts = self._chance.uniform(1, 200) if self._faults.strikes("F24", 0.4) else FOR_GOOD
        return a_sending(
            id=self._machine.ids.ulid(),
            alert=alert,
            code=self._machine.ids.short(8),
            lane="urgent" if urgent else "routine",
            priority="urgent" if urgent else "standard",
            status=SendingStatus.PLANNING,
            created_at=now,
            released_at=None,
            ranges=len(SPANS),
            expires_at=now + timedelta(seconds=lasts),
        )

    def _enqueue(self, bodies: list[Body]) -> None:
        if self._faults.strikes("F15", 0.5):
            bodies = self._faults.chance("F15").choice(([], bodies * 2))
        for body in bodies:
            self._queues.send("plan", json.dumps(body))

    def write(self) -> None:
        """Write to one person, on a lane of its own."""
        n = self._chance.choice(sorted(self._town.living))
        channel, address = self._chance.choice((("text", "t1"), ("email", "e1")))
        note = Note(
            id=self._machine.ids.ulid(),
            why="answer",
            sid=a_sid(n),
            address=address,
            channel=channel,  # type: ignore[arg-type]
            unit="control-room",
            text="We have seen your message.",
        )
        self.notes[note.id] = note.sid
        self._table.apply(self._machine.direct.writes(note))
        if not self._faults.strikes("F15", 0.5):
            self._machine.direct.enqueue(note)

    def cancel(self) -> None:
        """Cancel an alert."""
        if self.members:
            head = self._machine.sendings.load(self._chance.choice(sorted(self.members)))
            self._machine.writing.cancel(an_officer(), str(head and head.alert))
