"""API Gateway's side of a request: its route, who may call it, and the proxy event a function gets."""

import base64
import re
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import jwt

from .lambdas import App

STAGE = "api"


@dataclass(frozen=True)
class Call:
    """One HTTP request under `/api`, the stage already taken off its path (still percent-encoded)."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    source_ip: str


@dataclass(frozen=True)
class Match:
    pattern: str
    route: Any
    parameters: dict[str, str]


class Routes:
    """The app's route table, literal paths before those with parameters, as API Gateway prefers them."""

    def __init__(self, app: App) -> None:
        self._binary = frozenset(app.api.binary_types)
        self._table = [
            (re.compile(_expression(pattern)), pattern, methods)
            for pattern, methods in sorted(
                app.routes.items(), key=lambda entry: (entry[0].count("{"), entry[0])
            )
        ]

    def find(self, method: str, path: str) -> Match | None:
        """None for a path or a method that the API does not have."""
        wanted = path.rstrip("/") or "/"
        for expression, pattern, methods in self._table:
            found = expression.fullmatch(wanted)
            if found and method in methods:
                return Match(pattern, methods[method], found.groupdict())
        return None

    def event(self, call: Call, match: Match, claims: Mapping[str, Any] | None) -> dict[str, Any]:
        """The proxy event, payload version 1.0, of a REST API."""
        query: dict[str, list[str]] = {}
        for name, value in parse_qsl(call.query, keep_blank_values=True):
            query.setdefault(name, []).append(value)
        binary = call.headers.get("content-type", "").partition(";")[0].strip() in self._binary
        text = base64.b64encode(call.body).decode() if binary else call.body.decode("utf-8", "replace")
        return {
            "resource": match.pattern,
            "path": call.path,
            "httpMethod": call.method,
            "headers": dict(call.headers),
            "multiValueHeaders": {name: [value] for name, value in call.headers.items()},
            "queryStringParameters": {name: values[-1] for name, values in query.items()} or None,
            "multiValueQueryStringParameters": query or None,
            "pathParameters": match.parameters or None,
            "stageVariables": None,
            "requestContext": _context(call, match, claims),
            "body": text if call.body else None,
            "isBase64Encoded": bool(binary and call.body),
        }


def _context(call: Call, match: Match, claims: Mapping[str, Any] | None) -> dict[str, Any]:
    context: dict[str, Any] = {
        "resourcePath": match.pattern,
        "httpMethod": call.method,
        "path": f"/{STAGE}{call.path}",
        "stage": STAGE,
        "requestId": str(uuid.uuid4()),
        "requestTimeEpoch": int(time.time() * 1000),
        "protocol": "HTTP/1.1",
        "domainName": call.headers.get("host", ""),
        "identity": {"sourceIp": call.source_ip, "userAgent": call.headers.get("user-agent", "")},
    }
    if claims is not None:
        context["authorizer"] = {"claims": {name: str(value) for name, value in claims.items()}}
    return context


def _expression(pattern: str) -> str:
    parts = re.split(r"\{(\w+)\}", pattern)
    return "".join(f"(?P<{part}>[^/]+)" if odd % 2 else re.escape(part) for odd, part in enumerate(parts))


@dataclass(frozen=True)
class Authorizer:
    """Checks an access token as API Gateway's Cognito authorizer does, against the pool's own key set."""

    keys: jwt.PyJWKClient
    issuer: str
    client: str

    @classmethod
    def of(cls, endpoint: str, region: str, pool: str, client: str) -> "Authorizer":
        keys = jwt.PyJWKClient(key_set_url(endpoint, pool), cache_keys=True, lifespan=3600)
        return cls(keys, f"https://cognito-idp.{region}.amazonaws.com/{pool}", client)

    def claims(self, header: str, scopes: list[str]) -> dict[str, Any] | None:
        """Its claims; None for anything but a live access token of this client, with a scope asked for."""
        token = header.removeprefix("Bearer ").strip()
        try:
            key = self.keys.get_signing_key_from_jwt(token)
            claims: dict[str, Any] = jwt.decode(
                token,
                key.key,
                algorithms=["RS256"],
                issuer=self.issuer,
                options={"require": ["exp", "iss", "sub"]},
            )
        except jwt.PyJWTError:
            return None
        if claims.get("token_use") != "access" or claims.get("client_id") != self.client:
            return None
        held = set(str(claims.get("scope", "")).split())
        return claims if not scopes or held & set(scopes) else None


def key_set_url(endpoint: str, pool: str) -> str:
    """Where the emulator keeps a pool's public keys; its tokens name Amazon's address, as real ones do."""
    return f"{endpoint}/{pool}/.well-known/jwks.json"
