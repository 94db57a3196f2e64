"""Every route, as the application lists them: who may call it, and that a refusal changes nothing."""

from collections.abc import Iterator
from typing import Any

import jwt
import pytest
from chalice.app import Blueprint

from chalicelib.domain.officer import PERMISSIONS, Role
from chalicelib.handlers import http

from ..house import BY_ROLE, CLIENT, ISSUER, KEY, KID, OTHER_KEY, House, a_house, a_token
from .routes import BODIES, NEEDS, OFFICERS, PUBLIC, ROUTES, Route

every_officers_route = pytest.mark.parametrize("route", OFFICERS, ids=" ".join)
LONG_AGO = 1_500_000_000


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with a_house() as house:
        yield house


def _refused(house: House, route: Route, status: int, by: Any = None, **headers: str) -> str:
    """Call a route with a body it would take; answer the refusal's sentence."""
    before, trail = house.kept(), house.audited()
    answer = house.ask(route.method, route.at("X"), BODIES.get(route), by, **headers)
    assert answer.status_code == status
    assert (house.kept(), house.audited()) == (before, trail)
    assert not house.queue.bodies
    assert answer.headers["Cache-Control"] == "no-store"
    return str(answer.json_body["error"])


def test_the_public_routes_are_those_on_the_list_and_no_others() -> None:
    assert set(PUBLIC) == {Route(*each) for each in http.PUBLIC}
    assert set(OFFICERS) == set(NEEDS)


def test_every_action_that_is_asked_for_stands_in_the_table_of_permissions() -> None:
    assert {action for action in NEEDS.values() if action} <= set(PERMISSIONS)


def test_a_route_beside_the_list_cannot_be_made_public() -> None:
    with pytest.raises(LookupError, match="not on the list"):
        http.public(Blueprint("x"), "GET", "/everybody")


@every_officers_route
def test_without_a_token_nobody_comes_in(house: House, route: Route) -> None:
    assert _refused(house, route, 401) == "Sign in first."
    assert _refused(house, route, 401, Authorization="Bearer ")


def _tokens() -> dict[str, str]:
    claims = {"iss": ISSUER, "exp": 4e9, "token_use": "access", "client_id": CLIENT, "username": "control1"}
    return {
        "no token at all": "x",
        "of the settings": "Settings 0000000001.4000000000." + "0" * 24,
        "signed by another": a_token("control1", OTHER_KEY),
        "an ID token": a_token("control1", token_use="id"),
        "of another pool": a_token("control1", iss=ISSUER + "x"),
        "of another client": a_token("control1", client_id="other"),
        "from long ago": a_token("control1", exp=LONG_AGO),
        "without an end": jwt.encode({**claims, "exp": None}, KEY, "RS256", {"kid": KID}),
        "without a signature": jwt.encode(claims, "", "none", {"kid": KID}),
        "signed with a secret": jwt.encode(claims, "x" * 32, "HS256", {"kid": KID}),
        "of nobody we know": a_token("stranger"),
        "of an officer who left": a_token("gone1"),
    }


@every_officers_route
@pytest.mark.parametrize("token", _tokens().values(), ids=_tokens())
def test_with_a_token_that_does_not_hold_nobody_comes_in(house: House, route: Route, token: str) -> None:
    _refused(house, route, 401, Authorization=token)


@pytest.mark.parametrize("role", Role)
@every_officers_route
def test_a_role_opens_what_the_table_of_permissions_says_and_nothing_else(
    house: House, route: Route, role: Role
) -> None:
    action, officer = NEEDS[route], BY_ROLE[role]
    if action is None or role in PERMISSIONS[action]:
        allowed = house.ask(route.method, route.at("X"), b"{", officer)
        assert allowed.status_code not in {401, 403}
    else:
        assert _refused(house, route, 403, officer) == f"Your role does not allow you to {action}."


@pytest.mark.parametrize("route", ROUTES, ids=" ".join)
def test_no_answer_of_a_route_is_kept_by_anybody(house: House, route: Route) -> None:
    answer = house.ask(route.method, route.at("X"), b"{")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
