"""What providers post to us: authenticated, put into our words, queued, answered; workers judge it."""

from chalice.app import Blueprint

from .. import wiring
from ..channels import inbound, receipts
from ..domain.errors import Forbidden
from .http import TEXT, Call, public

bp = Blueprint(__name__)


@public(bp, "POST", "/webhooks/inbound-sms", TEXT, "application/json")
def inbound_sms(call: Call) -> dict[str, object]:
    """Take a signed notification of Amazon SNS; 403 and nothing else for any that is not ours."""
    notifications = wiring.notifications()
    notification = notifications.verify(call.raw())
    if notification.Type == "Notification":
        wiring.inbound().accept(inbound.read_inbound(notification.Message, notification.at()))
    elif notification.Type == "SubscriptionConfirmation":
        notifications.confirm(notification)
    notifications.accepted(notification)
    return {"accepted": True}


@public(bp, "POST", "/webhooks/receipts", TEXT, "application/json")
def take_receipts(call: Call) -> dict[str, object]:
    """Take an event of SES or End User Messaging as a signed notification; 403 for any other."""
    receipt_notifications = wiring.receipt_notifications()
    notification = receipt_notifications.verify(call.raw())
    if notification.Type == "Notification":
        report = receipts.read_event(notification.Message)
        wiring.receiving().accept([report] if report else [])
    elif notification.Type == "SubscriptionConfirmation":
        receipt_notifications.confirm(notification)
    return {"accepted": True}


@public(bp, "POST", "/webhooks/notify")
def notify(call: Call) -> dict[str, object]:
    """Take a receipt of GOV.UK Notify, which brings the word that it was given; 403 for anybody else."""
    if not receipts.knows_word(wiring.keys(), call.token()):
        raise Forbidden("This receipt is not one of ours.")
    report = receipts.read_callback(call.fields())
    wiring.receiving().accept([report] if report else [])
    return {"accepted": True}
