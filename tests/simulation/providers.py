"""Those who carry messages: slow, full, down, or silent about what they took."""

from collections.abc import Sequence

from chalicelib.domain.errors import Failure, PermanentFailure, TemporaryFailure, Uncertain
from chalicelib.domain.sending import Message

from .fate import Fate
from .judge import Judge

READ_TIMEOUT = 5.0
"""Seconds after which a call without an answer is given up."""


class Provider:
    """`ports.Channel` of one provider."""

    def __init__(self, name: str, batch: int, fate: Fate, judge: Judge) -> None:
        self.name, self.batch, self.refused = name, batch, set[str]()
        self._fate, self._faults, self._judge = fate, fate.faults, judge
        self._took, self._bad_until, self._down_until = 0, 0.0, 0.0

    def send(self, messages: Sequence[Message]) -> list[str | Failure]:
        """Take messages, or not; what was taken and what is answered are two things."""
        self._judge.called(self.name, messages)
        self._fate.step("provider")
        self._wait()
        self._refuse()
        if self._faults.strikes("F18", 0.04):
            self._lose(messages)
        answers = [self._one(message, len(messages)) for message in messages]
        self._fate.answered()
        return answers

    def _wait(self) -> None:
        """Be so slow that the queue, the function's time or the lease ends meanwhile."""
        worker, world = self._fate.worker, self._fate.world
        if worker and self._faults.strikes("F2", 0.02):
            self._fate.outstay(worker)
            world.pause(self._faults.chance("F2").uniform(3, 100))
        if worker and self._faults.strikes("F7", 0.02):
            left = worker.deadline - world.time
            world.pause(self._faults.chance("F7").choice((left + 0.1, left - 10)) if 10 < left < 1e6 else 0.0)

    def _refuse(self) -> None:
        """Raise what is answered before anything was taken."""
        now, faults = self._fate.world.time, self._faults
        if faults.strikes("F16", 0.04):
            raise TemporaryFailure("throttled", faults.chance("F16").choice((None, 1.0, 4.0, 30.0)))
        if faults.strikes("F17", 0.02):
            self._bad_until = now + faults.chance("F17").uniform(1, 40)
        if faults.strikes("F21", 0.01):
            self._down_until = now + faults.chance("F21").uniform(60, 400)
        if not faults.calm and now < self._bad_until:
            raise TemporaryFailure("http 503")
        if not faults.calm and now < self._down_until:
            raise TemporaryFailure("connect time-out")

    def _lose(self, messages: Sequence[Message]) -> None:
        """Take them, or not, and never say so."""
        if self._faults.chance("F18").random() < 0.6:
            for message in messages:
                self._take(message)
        self._fate.world.pause(READ_TIMEOUT)
        if self._faults.chance("F18").random() < 0.3:
            raise OSError("an error that no channel should raise")
        raise Uncertain("read time-out")

    def _one(self, message: Message, together: int) -> str | Failure:
        if message.to in self.refused:
            return PermanentFailure("invalid-number" if message.channel == "text" else "invalid-address")
        if together > 1 and self._faults.strikes("F20", 0.1):
            if self._faults.chance("F20").random() < 0.5:
                return TemporaryFailure("throttled")
            return Uncertain("no answer for this entry")
        return self._take(message)

    def _take(self, message: Message) -> str:
        self._took += 1
        worker = self._fate.worker
        if worker:
            worker.stage = "given"
        id = f"{self.name}-{message.channel}-{self._took:06d}"
        self._judge.accepted(worker, self.name, id, message)
        return id
