"""One row of what a person was sent: read for replies, their own page, export and receipts."""

from .model import Model, Moment


class Sent(Model):
    """A delivery as the person's history holds it; `mark` is the digest of the provider's id.

    `page` and `slot` are where it stands in its sending; no page for what was recorded before they were kept.
    """

    sid: str
    at: Moment
    sending: str
    channel: str
    why: str
    status: str
    reason: str = ""
    unit: str
    alert: str | None = None
    conversation: str | None = None
    invites_reply: bool = False
    ward: str = ""
    mark: bytes = b""
    page: str = ""
    slot: int = 0
