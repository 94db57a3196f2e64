"""An alert that follows another: an update or the all-clear, to exactly those who received that one."""

from dataclasses import dataclass

from ..domain.alert import Alert, Content, Follow
from ..domain.delivery import received
from ..domain.errors import Conflict, Invalid
from ..domain.four_eyes import GONE_OUT
from ..domain.sending import Range, SendingStatus
from ..ports import Alerts
from .sending.rounds import Rounds, Slot


@dataclass(frozen=True)
class Following:
    """Knows whom an alert reached; who it was written for no longer matters."""

    alerts: Alerts
    rounds: Rounds

    def settled(self, content: Content, follow: Follow, training: bool) -> Content:
        """Answer the words with the audience of the alert they follow; raises Invalid where they cannot."""
        followed = self._followed(follow)
        if followed.training is not training:
            raise Invalid({"follows": "Only training follows training: that alert is of the other sort."})
        if content.send_at:
            raise Invalid({"send_at": "What follows another alert goes out as soon as it is approved."})
        return content.but(audience=followed.content.audience)

    def ranges(self, sending: str, follow: Follow) -> list[Range]:
        """Divide those who received it into what one message plans; raises Conflict while it goes out."""
        followed = self._followed(follow)
        rounds = self.rounds.of(followed)
        if any(each.status is not SendingStatus.CLOSED for each in rounds):
            raise Conflict("The alert that this one follows is still on its way. Wait, or stop it first.")
        ranges = self.rounds.ranges(sending, rounds, received(followed.training))
        if next(self.rounds.received(followed), None) is None:
            raise Conflict("Nobody received the alert that this one follows. Reject it.")
        return ranges

    def received(self, follow: Follow) -> list[Slot]:
        """Answer where each person stands who received the alert that is followed."""
        return list(self.rounds.received(self._followed(follow)))

    def _followed(self, follow: Follow) -> Alert:
        found = self.alerts.load(follow.alert)
        if found is None or found.status not in GONE_OUT:
            raise Invalid({"follows": "There is no such alert that has gone out. Begin at its page."})
        return found
