"""The sweep: each minute, whatever fell between saving and enqueueing, or died with its worker, goes on."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from ...domain.alert import AlertStatus, LogEntry
from ...domain.delivery import State
from ...domain.errors import Conflict
from ...domain.sending import Sending, SendingStatus
from ...ports import Alerts, Audit, Clock, Queue, Requests, Sendings, Table
from .closing import Closing

REQUESTS_AFTER = timedelta(minutes=1)
PLANNING_AFTER = timedelta(minutes=2)
PLANNING_TAKES = timedelta(minutes=15)
"""The longest that one planner or gate runs."""
RELEASED_AFTER = timedelta(minutes=1)


@dataclass(frozen=True)
class Sweep:
    """Looks at what is open and queues it again; every worker it wakes can be woken twice."""

    table: Table
    clock: Clock
    queue: Queue
    requests: Requests
    sendings: Sendings
    alerts: Alerts
    audit: Audit
    closing: Closing

    def run(self) -> None:
        """Make one round."""
        now = self.clock.now()
        self._dispatch(now)
        released: list[tuple[Sending, list[State]]] = []
        for sending in self.sendings.open(now):
            if sending.status is SendingStatus.PLANNING:
                self._plan(sending, now)
            else:
                released.append((sending, self.sendings.states(sending.id)))
        held = {
            s.lane for s, states in released for state in states if state.lease_until > _milliseconds(now)
        }
        for sending, states in released:
            self._expire(sending, states, now)
            self._wake(sending, states, now, idle=sending.lane not in held)
            self.closing.close(sending, states)

    def _dispatch(self, now: datetime) -> None:
        for request in self.requests.waiting(now - REQUESTS_AFTER):
            self.queue.put("plan", request.tasks())

    def _plan(self, sending: Sending, now: datetime) -> None:
        """Ask again for what is not planned, and note when: a planner at work needs no ten beside it."""
        if not _overdue(sending, now):
            return
        undone = [span.n for span in self.sendings.ranges(sending.id) if not span.done]
        bodies: list[dict[str, object]] = [
            {"task": "range", "sending": sending.id, "range": n} for n in undone
        ] or [{"task": "release", "sending": sending.id}]
        self.queue.put("plan", bodies)
        try:
            self.table.commit(self.sendings.save(sending.but(asked_at=now), sending))
        except Conflict:
            # Released or cancelled at this moment: the worker that was woken finds out as well.
            return

    def _wake(self, sending: Sending, states: list[State], now: datetime, idle: bool) -> None:
        """Queue pages again: deferred ones whose time has come, a dead worker's, and in an idle lane all."""
        moment, bodies = _milliseconds(now), defaultdict[str, list[dict[str, object]]](list)
        late = (sending.released_at or sending.created_at) <= now - RELEASED_AFTER
        stopped = sending.stopped(now) is not None
        for state in states:
            body: dict[str, object] = {"sending": state.sending, "page": state.page}
            if state.final():
                if not state.recorded and late:
                    bodies["record"].append(body)
            elif _free(state, moment, stopped) and (state.due or state.lease_until or (idle and late)):
                if state.due and not self._no_longer_deferred(state):
                    continue
                bodies[sending.lane].append(body)
        for queue, waiting in bodies.items():
            self.queue.put(queue, waiting)

    def _no_longer_deferred(self, state: State) -> bool:
        """Take the due time away, so that the next round does not queue the page once more."""
        try:
            self.table.commit(self.sendings.save_state(state.but(due=0), state))
        except Conflict:
            return False
        return True

    def _expire(self, sending: Sending, states: list[State], now: datetime) -> None:
        """An alert whose time is over before everybody had it has expired; its workers skip who waits."""
        over = sending.expires_at is not None and sending.expires_at <= now
        alert = self.alerts.load(sending.alert) if over and sending.alert else None
        if alert is None or alert.status is not AlertStatus.SENDING or all(s.final() for s in states):
            return
        entry = LogEntry(at=now, officer="watchword", action="expired")
        writes = self.alerts.save(alert.to(AlertStatus.EXPIRED, now), alert, entry)
        try:
            self.table.commit(*writes, self.audit.entry("sweep", "expire", alert.id))
        except Conflict:
            return


def _overdue(sending: Sending, now: datetime) -> bool:
    """Tell whether to ask again: after two minutes, then whenever its age has doubled since the last time,
    and at the latest when a planner that was asked then must have ended. A round left out delays, no more.
    What was written for later is first asked for at its time, or once it is cancelled.
    """
    begun = sending.starts_at or sending.created_at
    if sending.asked_at is None:
        patience = timedelta() if sending.starts_at else PLANNING_AFTER
        return sending.cancelled_at is not None or begun + patience <= now
    age = max(sending.asked_at - begun, PLANNING_AFTER)
    return now - sending.asked_at >= min(age, PLANNING_TAKES)


def _free(state: State, moment: int, stopped: bool) -> bool:
    """Tell whether a worker may take the page: once a sending has stopped, those who rest are settled too."""
    return (state.but(due=0) if stopped else state).ready(moment)


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
