"""Email by a force's own mail server: SMTP under TLS, one recipient a message, ten a connection."""

import smtplib
import ssl
from collections.abc import Sequence
from contextlib import suppress
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from ..domain.carriers import Smtp as Server
from ..domain.errors import Failure, PermanentFailure, TemporaryFailure, Uncertain
from ..domain.force import Force
from ..domain.sending import Message
from ..machine import SystemClock
from ..ports import Clock
from ..settings import Settings
from .secret import Secret
from .ses import tag

SECONDS = 10
"""To connect, and for every answer. What smtplib raises of its own is an OSError as well."""
_BAD_MAILBOX = {550, 551, 553}


class Smtp:
    """`ports.Channel` for email; its ids are our Message-IDs, since mail servers give none."""

    name, batch = "email", 10

    def __init__(
        self, server: Server, sender: str, secret: Secret, clock: Clock, tls: ssl.SSLContext
    ) -> None:
        self._server, self._sender, self._secret = server, sender, secret
        self._clock, self._tls = clock, tls

    def send(self, messages: Sequence[Message]) -> list[str | Failure]:
        """Hand emails over on one connection; answer our id or what went wrong for each, in order."""
        if not messages:
            return []
        try:
            mail = self._connected()
        except Failure as failure:
            return [failure] * len(messages)
        try:
            return [self._one(mail, message) for message in messages]
        finally:
            with suppress(OSError):
                mail.quit()

    def _connected(self) -> smtplib.SMTP:
        """Connect, under TLS before a name or a word is said; nothing of a message has left by then."""
        mail = None
        try:
            mail = self._opened()
            if self._server.user:
                mail.login(self._server.user, self._secret.word())
        except Exception as error:
            if mail:
                mail.close()
            raise self._stopped(error) from None
        return mail

    def _opened(self) -> smtplib.SMTP:
        host, port = self._server.host, self._server.port
        if port == smtplib.SMTP_SSL_PORT:
            return smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=self._tls)
        mail = smtplib.SMTP(host, port, timeout=SECONDS)
        try:
            mail.starttls(context=self._tls)
        except BaseException:
            mail.close()
            raise
        return mail

    def _stopped(self, error: Exception) -> Failure:
        if isinstance(error, smtplib.SMTPAuthenticationError):
            self._secret.forget()
            return TemporaryFailure("not-allowed")
        return error if isinstance(error, Failure) else TemporaryFailure("unreachable")

    def _one(self, mail: smtplib.SMTP, message: Message) -> str | Failure:
        """Name sender and recipient, then hand the message over: only from then on may it have been sent."""
        try:
            letter = self._letter(message)
            refused = _refused(mail, parseaddr(self._sender)[1], message.to)
        except ValueError:
            # An address or a header that cannot be written down: nothing left, and nothing ever will.
            return PermanentFailure("refused")
        except OSError:
            mail.close()
            return TemporaryFailure("unreachable")
        return refused or _handed_over(mail, letter)

    def _letter(self, message: Message) -> EmailMessage:
        """Write the email with plain text first; the same message has the same id, should it come twice."""
        letter, host = EmailMessage(policy=SMTP), parseaddr(self._sender)[1].rpartition("@")[2]
        letter["From"], letter["To"], letter["Subject"] = self._sender, message.to, message.subject
        letter["Date"] = format_datetime(self._clock.now())
        letter["Message-ID"] = f"<{tag(message.reference)}@{host}>"
        for name, value in message.headers.items():
            letter[name] = value
        letter.set_content(message.text)
        if message.html:
            letter.add_alternative(message.html, subtype="html")
        return letter


def create(settings: Settings, force: Force) -> Smtp:
    """Make the channel for this force."""
    tls = ssl.create_default_context()
    return Smtp(force.smtp, force.email_from(), Secret(settings, "smtp"), SystemClock(), tls)


def _refused(mail: smtplib.SMTP, sender: str, to: str) -> Failure | None:
    """Begin a message; None where sender and recipient are taken. Nothing of it has left yet."""
    mail.ehlo_or_helo_if_needed()
    code, said = mail.mail(sender)
    if code != 250:
        mail.rset()
        # The sender is ours, so the fault is too.
        return TemporaryFailure("not-allowed" if code >= 500 else "provider-error")
    code, said = mail.rcpt(to)
    if code in (250, 251):
        return None
    mail.rset()
    return _judged(code, said, "invalid-address" if code in _BAD_MAILBOX else "refused")


def _handed_over(mail: smtplib.SMTP, letter: EmailMessage) -> str | Failure:
    try:
        code, said = mail.data(letter.as_bytes())
    except smtplib.SMTPDataError as error:
        code, said = error.smtp_code, b""
    except OSError:
        mail.close()
        return Uncertain("no-answer")
    if code == 250:
        return str(letter["Message-ID"])
    with suppress(OSError):
        mail.rset()
    return _judged(code, said, "refused")


def _judged(code: int, said: bytes, reason: str) -> Failure:
    """Judge a no: four hundreds pass, five hundreds are final, but for 5.7 (RFC 3463: what we may do)."""
    if code < 500:
        return TemporaryFailure("provider-error")
    return TemporaryFailure("not-allowed") if said.startswith(b"5.7.") else PermanentFailure(reason)
