"""Connections of one address: kept while they stand, and never used once the provider has closed them."""

import socket
from collections.abc import Iterator
from threading import Thread

import pytest

from chalicelib.wire.posting import Answer, NothingLeft, Posting

YES = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nRetry-After: 7\r\n%s\r\nok"


class Server:
    """Takes connections, answers so many posts on each as it is told, and closes it."""

    def __init__(self, *posts: int, said: bytes = YES % b"") -> None:
        self._listener, self._posts, self._said = socket.create_server(("127.0.0.1", 0)), posts, said
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.closed = 0
        self.thread = Thread(target=self._serve)
        self.thread.start()

    def _serve(self) -> None:
        with self._listener:
            for posts in self._posts:
                taken, _ = self._listener.accept()
                with taken:
                    for _ in range(posts):
                        self._answer(taken)
                self.closed += 1

    def _answer(self, taken: socket.socket) -> None:
        got = b""
        while not got.endswith(b"body"):
            got += taken.recv(65_536)
        taken.sendall(self._said)


def posted(posting: Posting) -> Answer:
    return posting.post("/", b"body", {"Content-Type": "text/plain"})


@pytest.fixture
def servers() -> Iterator[list[Server]]:
    made: list[Server] = []
    yield made
    for server in made:
        server.thread.join(timeout=5)


def test_a_connection_is_kept(servers: list[Server]) -> None:
    servers.append(Server(3))
    posting = Posting(servers[0].url)
    assert [posted(posting).body for _ in range(3)] == [b"ok"] * 3


def test_a_connection_that_was_closed_meanwhile_is_not_used_again(servers: list[Server]) -> None:
    servers.append(Server(1, 1))
    posting = Posting(servers[0].url)
    posted(posting)
    while not servers[0].closed:
        pass
    assert posted(posting).body == b"ok"


def test_a_connection_that_the_provider_says_it_closes_is_not_used_again(servers: list[Server]) -> None:
    servers.append(Server(1, 1, said=YES % b"Connection: close\r\n"))
    posting = Posting(servers[0].url)
    assert [posted(posting).body for _ in range(2)] == [b"ok"] * 2


def test_headers_can_be_asked_for_in_any_case(servers: list[Server]) -> None:
    servers.append(Server(1))
    assert posted(Posting(servers[0].url)).headers.get("retry-after") == "7"


def test_who_cannot_be_reached_was_sent_nothing() -> None:
    with pytest.raises(NothingLeft):
        posted(Posting("http://127.0.0.1:1"))
