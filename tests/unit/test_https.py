"""Amazon's own addresses: fetched once, with no redirect followed and nothing large read."""

import http.client
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from chalicelib.channels.https import Https
from chalicelib.domain.errors import TemporaryFailure


class Web:
    """A local server that answers every request alike and lists their paths."""

    def __init__(self) -> None:
        self.status, self.body, self.headers = 200, b"certificate", dict[str, str]()
        self.paths: list[str] = []
        self.port = 0


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    found = Web()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.paths.append(self.path)
            self.send_response(found.status)
            for name, value in found.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(found.body)))
            self.end_headers()
            self.wfile.write(found.body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    found.port = server.server_address[1]
    # The server here has no certificate of Amazon's; everything but the encryption is the real thing.
    monkeypatch.setattr(http.client, "HTTPSConnection", http.client.HTTPConnection)
    yield found
    server.shutdown()
    thread.join()
    server.server_close()


def url(web: Web, path: str = "/SimpleNotificationService-1.pem") -> str:
    return f"https://127.0.0.1:{web.port}{path}"


def test_a_certificate_is_fetched(web: Web) -> None:
    assert Https().fetch(url(web)) == b"certificate"


def test_a_confirmation_is_visited_with_its_query(web: Web) -> None:
    Https().confirm(url(web, "/?Action=ConfirmSubscription&Token=abc"))
    assert web.paths == ["/?Action=ConfirmSubscription&Token=abc"]


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_no_redirect_is_followed(web: Web, status: int) -> None:
    web.status, web.headers = status, {"Location": url(web, "/elsewhere")}
    with pytest.raises(TemporaryFailure):
        Https().fetch(url(web))
    assert len(web.paths) == 1


@pytest.mark.parametrize("status", [403, 404, 500])
def test_anything_but_200_is_a_failure_that_may_be_tried_again(web: Web, status: int) -> None:
    web.status = status
    with pytest.raises(TemporaryFailure):
        Https().fetch(url(web))


def test_what_cannot_be_reached_may_be_tried_again() -> None:
    with pytest.raises(TemporaryFailure):
        Https().fetch("https://127.0.0.1:9/SimpleNotificationService-1.pem")


def test_no_more_is_read_than_a_certificate_needs(web: Web) -> None:
    web.body = b"x" * 100_000
    assert len(Https().fetch(url(web))) == 64 * 1024
