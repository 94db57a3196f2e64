"""The post room on fakes: one person who joined, their texts coming in, and the officers who answer."""

from chalicelib.domain.conversation import Conversation, Inbound
from chalicelib.domain.officer import Officer, Role
from chalicelib.services.answering import Answering
from chalicelib.services.conversations import Inbox
from chalicelib.services.inbound import Incoming

from .door import TEXT, Door
from .factories import a_row, an_inbound, an_officer

WARD_OFFICER = an_officer()
CONTROL = an_officer("control1", Role.CONTROL, unit="control-room")
ELSEWHERE = an_officer("author2", unit="media-team")


class PostRoom:
    """What comes in, behind the door through which Ann (`sid`) joined by text and email."""

    def __init__(self) -> None:
        self.door = door = Door()
        self.table, self.queue, self.clock = door.table, door.queue, door.clock
        self.conversations, self.officers = door.conversations, door.officers
        self.sid = door.joined().contact.sid
        for officer in (WARD_OFFICER, CONTROL, ELSEWHERE):
            door.table.commit(self.officers.add(officer))
        self.incoming, self.inbox = door.make(Incoming), door.make(Inbox)
        self.answering = door.make(Answering)

    def sent(self, **changes: object) -> None:
        """Write a row of what Ann was sent."""
        self.door.sendings.record([a_row(sid=self.sid, **changes)])

    def comes(self, body: str, **changes: object) -> Inbound:
        """Let a text come in, from Ann unless told otherwise, and be judged."""
        inbound = an_inbound(sender=TEXT, body=body, received_at=self.clock.now(), **changes)
        self.incoming.accept(inbound)
        self.judge()
        return inbound

    def judge(self) -> None:
        """Let the worker judge what waits."""
        for body in self.queue.take("inbound"):
            self.incoming.judge(str(body["provider"]), str(body["id"]))

    def open(self, officer: Officer = CONTROL) -> list[Conversation]:
        """Answer the open conversations that this officer sees."""
        return [each.conversation for each in self.inbox.show(officer, "open")]

    def only(self) -> Conversation:
        """Answer the one conversation there is."""
        (conversation,) = self.open()
        return conversation
