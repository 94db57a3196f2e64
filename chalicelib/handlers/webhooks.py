"""What providers post to us: authenticated, put into our words, queued, answered; workers judge it."""

from chalice.app import Blueprint

from .. import wiring
from ..channels import end_user_messaging
from .http import TEXT, Call, public

bp = Blueprint(__name__)


@public(bp, "POST", "/webhooks/inbound-sms", TEXT, "application/json")
def inbound_sms(call: Call) -> dict[str, object]:
    """Take a signed notification of Amazon SNS; 403 and nothing else for any that is not ours."""
    notifications = wiring.notifications()
    notification = notifications.verify(call.raw())
    if notification.Type == "Notification":
        wiring.inbound().accept(end_user_messaging.read_inbound(notification.Message, notification.at()))
    elif notification.Type == "SubscriptionConfirmation":
        notifications.confirm(notification)
    notifications.accepted(notification)
    return {"accepted": True}
