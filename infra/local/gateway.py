"""One origin on the loopback: the API behind API Gateway's checks, the built pages, the laptop's extras."""

import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from waitress import wasyncore
from waitress.server import create_server

from .lambdas import App, Context, one_request_a_thread
from .routes import STAGE, Authorizer, Call, Routes
from .static import Site
from .wsgi import Answer, Environ, call_of, json_answer, proxied

PAYLOAD_BYTES = 10 * 1024 * 1024
"""API Gateway's limit for a request, which cannot be raised (quotas of REST APIs)."""

THREADS = 24
LOCAL_NAMES = {"127.0.0.1", "localhost", "[::1]"}

Extra = Callable[[Call], tuple[int, bytes]]
"""A laptop-only route: takes the call, answers status and JSON."""

Extras = Mapping[tuple[str, str], Extra]
"""By method and path."""

log = logging.getLogger(__name__)


class PortTaken(OSError):
    """Something else listens there."""


@dataclass
class Gateway:
    """A WSGI server in a thread; `address` is known after `start`."""

    authorizer: Authorizer
    site: Site
    port: int = 0
    address: str = ""
    _sockets: dict[int, Any] = field(default_factory=dict)
    _server: Any = None
    _stopping: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def bind(self) -> str:
        """Take the port: the address is known before anything that needs it starts; raises PortTaken."""
        try:
            self._server = create_server(
                self._serve,
                map=self._sockets,
                host="127.0.0.1",
                port=self.port,
                threads=THREADS,
                ident=None,
                max_request_body_size=PAYLOAD_BYTES,
                clear_untrusted_proxy_headers=True,
            )
        except OSError as taken:
            raise PortTaken(
                f"Port {self.port} is taken. Choose another: make run PORT={self.port + 1}"
            ) from taken
        self.address = f"http://127.0.0.1:{self._server.effective_port}"
        return self.address

    def start(self, app: App, extras: Extras | None = None) -> None:
        """Serve the app under /api, the extras at their own addresses, and the site at all others."""
        if self._server is None:
            self.bind()
        one_request_a_thread(app)
        self._app, self._routes, self._extras = app, Routes(app), extras or {}
        self._thread = threading.Thread(target=self._run, name="gateway", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._stopping.is_set():
            wasyncore.loop(timeout=0.25, map=self._sockets, count=1)

    def stop(self) -> None:
        """Finish the calls under way, then close."""
        self._stopping.set()
        if self._thread:
            self._thread.join(timeout=5)
        if self._server:
            self._server.task_dispatcher.shutdown()
            wasyncore.close_all(self._sockets, ignore_all=True)

    def _serve(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        answer = self._answer(environ)
        reason = HTTPStatus(answer.status).phrase
        headers = [*answer.headers, ("Content-Length", str(len(answer.body)))]
        start_response(f"{answer.status} {reason}", headers)
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else answer.body]

    def _answer(self, environ: Environ) -> Answer:
        host = str(environ.get("HTTP_HOST", "")).rpartition(":")[0] or str(environ.get("HTTP_HOST", ""))
        if host not in LOCAL_NAMES:
            # A page elsewhere could point its own name at 127.0.0.1 and read what only this machine may.
            return json_answer(403, {"error": "The laptop answers to 127.0.0.1 and localhost only."})
        call = call_of(environ)
        if call.path == f"/{STAGE}" or call.path.startswith(f"/{STAGE}/"):
            return self._api(call)
        extra = self._extras.get((call.method, call.path))
        if extra:
            status, body = extra(call)
            return Answer(status, [("Content-Type", "application/json"), ("Cache-Control", "no-store")], body)
        if call.method not in {"GET", "HEAD"}:
            return json_answer(405, {"error": "Pages are read with GET."})
        page = self.site.page(call.path)
        return Answer(int(page.status[:3]), page.headers, page.body)

    def _api(self, outer: Call) -> Answer:
        call = Call(
            outer.method,
            outer.path[len(STAGE) + 1 :] or "/",
            outer.query,
            outer.headers,
            outer.body,
            outer.source_ip,
        )
        match = self._routes.find(call.method, call.path)
        if match is None:
            return json_answer(404, {"error": "There is nothing at this address."})
        claims = None
        if match.route.authorizer is not None:
            claims = self.authorizer.claims(
                call.headers.get("authorization", ""), match.route.authorizer.scopes
            )
            if claims is None:
                return json_answer(401, {"message": "Unauthorized"})
        try:
            result = self._app(self._routes.event(call, match, claims), Context("APIHandler"))
        except Exception:
            log.exception("The function failed outside its own handling.")
            return json_answer(502, {"message": "Internal server error"})
        return proxied(result)
