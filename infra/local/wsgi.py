"""From WSGI to the gateway's calls, and from a function's answer back to HTTP."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .routes import Call
from .static import SECURITY_HEADERS

Environ = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes


def call_of(environ: Environ) -> Call:
    """The request as the routes and extras take it; its path still percent-encoded."""
    path, _, query = str(environ["REQUEST_URI"]).partition("?")
    headers = {
        name[5:].replace("_", "-").lower(): str(value)
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    for name, header in (("CONTENT_TYPE", "content-type"), ("CONTENT_LENGTH", "content-length")):
        if environ.get(name):
            headers[header] = str(environ[name])
    return Call(
        method=str(environ["REQUEST_METHOD"]),
        path=path,
        query=query,
        headers=headers,
        body=environ["wsgi.input"].read(),
        source_ip=str(environ.get("REMOTE_ADDR", "")),
    )


def proxied(result: Mapping[str, Any]) -> Answer:
    """A function's answer as API Gateway sends it on; repeated headers come as lists."""
    headers = [(name, str(value)) for name, value in (result.get("headers") or {}).items()]
    for name, values in (result.get("multiValueHeaders") or {}).items():
        headers += [(name, str(value)) for value in values]
    body = result.get("body") or ""
    raw = base64.b64decode(body) if result.get("isBase64Encoded") else str(body).encode()
    return Answer(int(result["statusCode"]), headers, raw)


def json_answer(status: int, body: Mapping[str, str]) -> Answer:
    """An answer of the gateway itself."""
    return Answer(
        status, [("Content-Type", "application/json"), *SECURITY_HEADERS], json.dumps(body).encode()
    )
