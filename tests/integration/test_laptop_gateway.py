"""The gateway checks and forwards as API Gateway does, and serves the pages with production's headers."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest

from infra.local.cloud import REGION, Cloud, Stack
from infra.local.gateway import Gateway
from infra.local.routes import Authorizer
from infra.local.static import Site

from .toy import Seen, toy

PASSWORD = "made up for the laptop"


class Got(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@pytest.fixture(scope="module")
def stack(cloud: Cloud) -> Stack:
    return cloud.deploy("gateway", "gateway.example")


@pytest.fixture(scope="module")
def tokens(cloud: Cloud, stack: Stack) -> dict[str, str]:
    pool = cloud.client("cognito-idp")
    pool.admin_create_user(UserPoolId=stack.pool, Username="spoc", MessageAction="SUPPRESS")
    pool.admin_set_user_password(UserPoolId=stack.pool, Username="spoc", Password=PASSWORD, Permanent=True)
    names = {"USERNAME": "spoc", "PASSWORD": PASSWORD}
    answer = pool.initiate_auth(AuthFlow="USER_PASSWORD_AUTH", ClientId=stack.client, AuthParameters=names)
    found: dict[str, str] = answer["AuthenticationResult"]
    return found


@pytest.fixture(scope="module")
def address(cloud: Cloud, stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    site = tmp_path_factory.mktemp("site")
    (site / "index.html").write_text("<h1>Home</h1>")
    (site / "404.html").write_text("<h1>Gone</h1>")
    (site / "page.js").write_text("export {};")
    (site.parent / "secret.txt").write_text("not for anyone")
    authorizer = Authorizer.of(cloud.endpoint, REGION, stack.pool, stack.client)
    gateway = Gateway(authorizer, Site((site,)))
    gateway.start(toy("gateway", Seen(), set()))
    yield gateway.address
    gateway.stop()


def ask(
    address: str,
    path: str,
    method: str = "GET",
    body: bytes | None = None,
    headers: dict[str, str] | None = None,
) -> Got:
    connection = HTTPConnection(urlsplit(address).netloc, timeout=10)
    connection.request(method, path, body=body, headers=headers or {})
    response = connection.getresponse()
    found = Got(
        response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
    )
    connection.close()
    return found


def test_a_route_gets_its_parameters_still_percent_encoded_and_its_query(address: str) -> None:
    got = ask(address, "/api/echo/a%20b?x=1&y=%C2%A3").json
    assert got["name"] == "a%20b"
    assert got["query"] == {"x": "1", "y": "£"}


def test_a_literal_path_goes_before_one_with_a_parameter(address: str) -> None:
    assert ask(address, "/api/echo/here").json == {"literal": "yes"}


def test_requests_served_at_the_same_time_do_not_see_one_another(address: str) -> None:
    with ThreadPoolExecutor(12) as together:
        answers = list(together.map(lambda n: ask(address, f"/api/echo/n{n}?n={n}").json, range(60)))
    assert all(answer["same"] for answer in answers)
    assert [answer["query"]["n"] for answer in answers] == [str(n) for n in range(60)]
    assert [answer["path"]["name"] for answer in answers] == [f"n{n}" for n in range(60)]


def test_an_unknown_path_or_method_is_404_as_the_overlay_makes_it(address: str) -> None:
    assert ask(address, "/api/nothing").status == 404
    assert ask(address, "/api/echo/here", "DELETE").status == 404


def test_invalid_json_is_left_to_the_application(address: str) -> None:
    json_type = {"Content-Type": "application/json"}
    assert ask(address, "/api/echo/a", "POST", b"{", json_type).json["Code"] == "BadRequestError"
    assert ask(address, "/api/echo/a", "POST", b'{"a": "\xc2\xa3"}', json_type).json["body"] == {"a": "£"}


def test_a_type_that_a_route_does_not_take_is_415_and_a_form_is_answered_with_its_headers(
    address: str,
) -> None:
    assert ask(address, "/api/form", "POST", b"a=1", {"Content-Type": "application/json"}).status == 415
    got = ask(address, "/api/form", "POST", b"a=1", {"Content-Type": "application/x-www-form-urlencoded"})
    assert (got.status, got.headers["location"], got.body) == (303, "/done.html", b"a=1")


def test_without_a_token_or_with_a_bad_one_an_officers_route_is_401(
    address: str, tokens: dict[str, str]
) -> None:
    token = tokens["AccessToken"]
    head, claims, signature = token.split(".")
    forged = f"{head}.{claims}.{signature[:-6]}AAAAAA"
    for header in ({}, {"Authorization": "nonsense"}, {"Authorization": forged}):
        assert ask(address, "/api/me", headers=header).status == 401


def test_an_identity_token_is_refused_where_an_access_token_is_asked_for(
    address: str, tokens: dict[str, str]
) -> None:
    assert ask(address, "/api/me", headers={"Authorization": tokens["IdToken"]}).status == 401


def test_an_access_token_of_the_pool_reaches_the_route_with_its_claims(
    address: str, tokens: dict[str, str]
) -> None:
    got = ask(address, "/api/me", headers={"Authorization": tokens["AccessToken"]})
    assert (got.status, got.json) == (200, {"claims": "spoc"})


def test_a_body_over_ten_megabytes_is_413_before_it_is_read(address: str) -> None:
    connection = HTTPConnection(urlsplit(address).netloc, timeout=10)
    connection.putrequest("POST", "/api/echo/a")
    connection.putheader("Content-Length", str(10 * 1024 * 1024 + 1))
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()


def test_pages_carry_the_production_headers(address: str) -> None:
    got = ask(address, "/")
    assert (got.status, got.body) == (200, b"<h1>Home</h1>")
    assert got.headers["content-type"] == "text/html; charset=utf-8"
    assert got.headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'")
    assert got.headers["x-content-type-options"] == "nosniff"
    assert got.headers["referrer-policy"] == "no-referrer"
    assert "strict-transport-security" not in got.headers
    assert ask(address, "/page.js").headers["content-type"] == "text/javascript; charset=utf-8"


def test_head_has_the_headers_of_get_and_no_body(address: str) -> None:
    got = ask(address, "/", "HEAD")
    assert (got.status, got.headers["content-length"], got.body) == (200, "13", b"")


@pytest.mark.parametrize(
    "path",
    ["/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "//../secret.txt", "/%00", "/no.html"],
)
def test_nothing_outside_the_site_is_served(address: str, path: str) -> None:
    got = ask(address, path)
    assert (got.status, got.body) == (404, b"<h1>Gone</h1>")


def test_a_page_of_another_site_cannot_reach_the_laptop_by_a_name_of_its_own(address: str) -> None:
    assert ask(address, "/", headers={"Host": "evil.example"}).status == 403


def test_pages_are_not_posted_to(address: str) -> None:
    assert ask(address, "/index.html", "POST", b"").status == 405
