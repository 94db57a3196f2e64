"""A mail server in the test's own process: SMTP with STARTTLS, which says what it is told to say."""

import datetime
import socket
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import cast

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HANG_UP = ""
"""Said in the place of an answer: the connection ends."""
_USUAL = {
    "EHLO": "250-localhost\r\n250-STARTTLS\r\n250 AUTH PLAIN",
    "STARTTLS": "220 go on",
    "AUTH": "235 welcome",
    "MAIL": "250 ok",
    "RCPT": "250 ok",
    "DATA": "354 go on",
    "taken": "250 taken as 17",
    "RSET": "250 ok",
    "QUIT": "221 bye",
}


@dataclass
class MailServer:
    """What it heard, and what it says: `says` maps a verb, or "taken" for the words, to answers in turn."""

    port: int = 0
    heard: list[str] = field(default_factory=list)
    taken: list[tuple[str, EmailMessage]] = field(default_factory=list)
    connections: int = 0
    says: dict[str, list[str]] = field(default_factory=dict)

    def say(self, verb: str) -> str:
        waiting = self.says.get(verb)
        return waiting.pop(0) if waiting else _USUAL[verb]

    def arrived(self, to: str) -> list[EmailMessage]:
        """Answer the messages that were taken for an address."""
        return [letter for recipient, letter in self.taken if recipient == to]


def certificate(folder: Path) -> Path:
    """Write key and certificate of `localhost` into one file; its own authority."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name(
        [x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]
    )  # fmt: skip
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    file = folder / "localhost.pem"
    file.write_bytes(key.private_bytes(pem, pkcs8, plain) + made.public_bytes(pem))
    return file


@contextmanager
def a_mail_server(proof: Path) -> Iterator[MailServer]:
    """Serve one that proves itself with this file, until the block ends."""
    mail, tls = MailServer(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(proof)

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            mail.connections += 1
            conversation = _Conversation(mail, self.request, tls)
            with suppress(OSError):
                conversation.go_on()
            conversation.end()

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True

    with Server(("127.0.0.1", 0), Handler) as server:
        mail.port = cast(tuple[str, int], server.server_address)[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield mail
        server.shutdown()
        thread.join()


class _Conversation:
    def __init__(self, mail: MailServer, connection: socket.socket, tls: ssl.SSLContext) -> None:
        self._mail, self._connection, self._tls = mail, connection, tls
        self._lines, self._to = connection.makefile("rb"), ""

    def go_on(self) -> None:
        self._connection.sendall(b"220 localhost\r\n")
        while line := self._lines.readline().decode().strip():
            verb = line.partition(" ")[0].upper()
            self._mail.heard.append(line)
            if not self._answer(verb):
                return
            if verb == "STARTTLS":
                self._lines.close()
                self._connection = self._tls.wrap_socket(self._connection, server_side=True)
                self._lines = self._connection.makefile("rb")
            if verb == "RCPT":
                self._to = line.partition("<")[2].rstrip(">")

    def end(self) -> None:
        self._lines.close()
        self._connection.close()

    def _answer(self, verb: str) -> bool:
        said = self._mail.say(verb)
        if said == HANG_UP:
            return False
        self._connection.sendall(f"{said}\r\n".encode())
        return self._take() if said.startswith("354") else True

    def _take(self) -> bool:
        words = b""
        while not words.endswith(b"\r\n.\r\n"):
            words += self._lines.readline()
        said = self._mail.say("taken")
        if said.startswith("250"):
            letter = message_from_bytes(words[:-5].replace(b"\r\n..", b"\r\n."), policy=default)
            self._mail.taken.append((self._to, letter))
        if said == HANG_UP:
            return False
        self._connection.sendall(f"{said}\r\n".encode())
        return True
