"""One message to one person: written with the change that causes it, then put on its own lane."""

from dataclasses import dataclass

from ...domain.delivery import Page, Recipient
from ...domain.model import Model, Moment
from ...domain.sending import Forms, Sending, SendingStatus, Why
from ...domain.subscriber import Channel
from ...ports import Clock, Ids, Queue, Sendings, Write

CODE_LENGTH = 8
"""Base-32 characters of an authenticity code: 40 bits, shown as `ABCD-EFGH`."""


class Note(Model):
    """What goes to whom.

    `id` is the sending's: `ids.derived` makes one that a second run of the same work makes again.
    `address` is the id of an address of `sid`; `subject`, `text` and `email` are an officer's own words,
    `values` are what the template named like `why` needs besides (ids, never a person's data).
    """

    id: str
    why: Why
    sid: str
    address: str
    channel: Channel
    unit: str
    ward: str = ""
    subject: str = ""
    text: str = ""
    email: str = ""
    values: dict[str, str] = {}
    alert: str | None = None
    conversation: str | None = None
    invites_reply: bool = False
    expires_at: Moment | None = None

    def page(self) -> str:
        """Answer the id of its only page."""
        return f"{self.channel}#0000#0000"


@dataclass(frozen=True)
class Direct:
    """Sends to one person: `writes` belong in the caller's commit, `enqueue` comes after it."""

    sendings: Sendings
    clock: Clock
    ids: Ids
    queue: Queue

    def writes(self, note: Note) -> list[Write]:
        """Make the sending, its words and its page; the commit raises Conflict where the id exists."""
        now = self.clock.now()
        sending = Sending(
            id=note.id,
            why=note.why,
            lane="direct",
            unit=note.unit,
            status=SendingStatus.RELEASED,
            created_at=now,
            released_at=now,
            code=self.ids.short(CODE_LENGTH),
            alert=note.alert,
            conversation=note.conversation,
            invites_reply=note.invites_reply,
            expires_at=note.expires_at,
        )
        forms = Forms(
            sending=note.id,
            template=note.why,
            subject=note.subject,
            text=note.text,
            email=note.email,
            values=note.values,
        )
        recipient = Recipient(note.sid, note.address, "", note.ward)
        page = Page(
            sending=note.id, id=note.page(), channel=note.channel, recipients=(recipient,), stamps="w"
        )
        return self.sendings.add_one(sending, forms, page)

    def exists(self, note: Note) -> bool:
        """Tell whether this was written before."""
        return self.sendings.load(note.id) is not None

    def enqueue(self, *notes: Note) -> None:
        """Put them on the one-to-one lane; twice is harmless, and the sweep does it where we died."""
        if notes:
            self.queue.put("direct", [{"sending": note.id, "page": note.page()} for note in notes])
