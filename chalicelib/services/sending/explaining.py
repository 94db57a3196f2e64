"""Explaining: what a dead letter was about, and what to do with it, read from the table as it is now."""

from dataclasses import dataclass
from typing import NamedTuple

from ...domain.dead_letter import Explained, Failed, Letter, why
from ...domain.delivery import State
from ...domain.errors import NotFound
from ...domain.sending import Job, Sending, SendingStatus
from ...ports import Clock, Conversations, Requests, Sendings

_GONE = "It speaks of something that is not in the table: nothing can be done. Put it away."
_UNREAD = "Nobody can read what it asked for. Tell those who maintain this software, then put it away."
_PASSED = "Nothing is left to do there. Send it back: it is passed over, and nobody is sent anything."
_AGAIN = "Find the fault and mend it, then send it back. Nobody is sent anything twice."


class _Said(NamedTuple):
    about: str
    todo: str
    why: str = ""
    hopeless: bool = False
    sending: Sending | None = None


@dataclass(frozen=True)
class Explaining:
    """Puts dead letters into plain English, by ids only."""

    clock: Clock
    sendings: Sendings
    requests: Requests
    conversations: Conversations

    def explain(self, letter: Letter, failed: Failed | None, times: int = 1) -> Explained:
        """Say what a letter was about, why it is here and what to do."""
        said = self._said(letter)
        return Explained(
            id=letter.id,
            queue=letter.queue,
            at=letter.at,
            about=said.about,
            why=said.why or why(failed),
            todo=said.todo,
            times=times,
            hopeless=said.hopeless,
            alert=said.sending.alert if said.sending else None,
            sending=said.sending.id if said.sending else None,
        )

    def _said(self, letter: Letter) -> _Said:
        if request := letter.said("request"):
            return self._request(request, letter.said("channel"))
        if letter.said("sending") and letter.said("page"):
            return self._page(letter, letter.said("sending"), letter.said("page"))
        if letter.said("sending"):
            return self._task(letter, letter.said("sending"))
        if letter.queue == "inbound" and letter.said("id"):
            return self._inbound(letter.said("provider"), letter.said("id"))
        if letter.queue == "receipts" and letter.fields():
            return _Said("What providers said of messages that they took: delivered, or not", _AGAIN)
        if letter.fields():
            return _Said(f"A message of the queue {letter.queue}", _AGAIN)
        return _Said(f"A message of the queue {letter.queue}", _UNREAD, hopeless=True)

    def _request(self, request: str, channel: str) -> _Said:
        about = f"A code by {channel or 'text or email'} for the request {request}"
        found = self.requests.load(request)
        if found is None:
            return _Said(about, _GONE, hopeless=True)
        if not found.undispatched():
            return _Said(about, _PASSED)
        return _Said(about, "Codes last ten minutes: who waited has asked again. Send it back or leave it.")

    def _inbound(self, provider: str, id: str) -> _Said:
        about = f"A text that came in ({provider} {id}): perhaps STOP, perhaps somebody in danger"
        found = self.conversations.inbound(provider, id)
        if found is None:
            return _Said(about, _GONE, hopeless=True)
        return _Said(about, _PASSED if found.verdict else f"Nobody has read it yet. {_AGAIN}")

    def _task(self, letter: Letter, id: str) -> _Said:
        head = self.sendings.load(id)
        task = "Letting messages go" if letter.said("task") == "release" else "Choosing who gets the messages"
        about = f"{task} of {_named(head, id)}"
        if head is None:
            return _Said(about, _GONE, hopeless=True)
        if head.status is not SendingStatus.PLANNING:
            return _Said(about, _PASSED, sending=head)
        return _Said(about, f"Nobody has got it yet. {_AGAIN}", sending=head)

    def _page(self, letter: Letter, id: str, page: str) -> _Said:
        try:
            job = self.sendings.job(id, page)
        except NotFound:
            return _Said(f"Page {page} of {_named(None, id)}", _GONE, hopeless=True)
        if slots := letter.fields().get("slots"):
            return _poisoned(job, len(slots) if isinstance(slots, list) else 1)
        kind = "Writing down who got" if letter.queue == "record" else "Sending"
        about = f"{kind} page {page} of {_named(job.sending, id)}, {len(job.state.slots)} people"
        return _Said(about, self._left(letter.queue, job), sending=job.sending)

    def _left(self, queue: str, job: Job) -> str:
        state = job.state
        if state.over() or (queue != "record" and state.final()):
            return _PASSED
        if queue == "record":
            return f"Everybody has their message; history and figures are late. {_AGAIN}"
        if job.sending.stopped(self.clock.now()):
            return (
                "It was cancelled or its time is over. Send it back: who waits is marked, and sent nothing."
            )
        return f"{_waiting(state)} {_AGAIN}"


def _waiting(state: State) -> str:
    counts = state.counts()
    return f"{counts['waiting'] + counts['attempting']} of them still wait."


def _poisoned(job: Job, people: int) -> _Said:
    """One person's message cannot be made; the letter says so, and everybody else was served."""
    who = "one person" if people == 1 else f"{people} people"
    back = "Then send this back: it goes away, and nobody is sent anything."
    mend = "Have their record or the words mended"
    again = "and choose to retry the failed on the alert's page. " if job.sending.alert else ". "
    return _Said(
        f"Messages to {who} on page {job.page.id} of {_named(job.sending, job.sending.id)}",
        f"{mend}{' ' if job.sending.alert else ''}{again}{back}",
        f"The message could not be made for {who}; everybody else on the page was served.",
        sending=job.sending,
    )


def _named(sending: Sending | None, id: str) -> str:
    if sending is None:
        return f"the sending {id}"
    return f"the alert {sending.alert}" if sending.alert else f"a message of the kind {sending.why} ({id})"
