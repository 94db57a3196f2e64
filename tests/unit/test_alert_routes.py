"""The routes of alerts and areas: who may, what is refused and how, and the shapes that pages rely on."""

import json
from collections.abc import Iterator
from typing import Any

import jwt
import pytest
from chalice.test import Client, HTTPResponse

from app import app
from chalicelib import wiring
from chalicelib.domain.officer import Officer
from chalicelib.domain.place import Outline
from chalicelib.stores.officers import OfficerStore
from tests.desk import ANALYST, AUTHOR, CONTROL, LIAISON, SPOC, WARD, Desk, content
from tests.parts import AREAS, FORCE, POSTCODES

# Chalice's own local mode admits everybody and says so; our code decides who may come in, and it runs here.
pytestmark = pytest.mark.filterwarnings("ignore:CognitoUserPoolAuthorizer")

OFFICERS = {officer.id: officer for officer in (AUTHOR, LIAISON, SPOC, CONTROL, ANALYST)}
FIELDS: dict[str, Any] = content().model_dump(mode="json")


class Sessions:
    """Takes the token's subject for the officer; tokens are proved elsewhere."""

    def officer(self, token: str) -> Officer:
        return OFFICERS[jwt.decode(token, options={"verify_signature": False})["cognito:username"]]


class Station:
    """The routes on a desk of fakes."""

    def __init__(self, client: Client, desk: Desk) -> None:
        self.client, self.desk = client, desk

    def ask(self, by: Officer | None, method: str, path: str, body: object = None) -> HTTPResponse:
        headers = {"Content-Type": "application/json"}
        if by:
            headers["Authorization"] = jwt.encode({"cognito:username": by.id}, "x" * 32)
        return self.client.http.request(method, path, headers=headers, body=json.dumps(body).encode())

    def drafted(self) -> dict[str, Any]:
        answer = self.ask(AUTHOR, "POST", "/alerts", FIELDS)
        assert answer.status_code == 201
        return dict(answer.json_body)

    def step(self, by: Officer, alert: dict[str, Any], action: str, **more: object) -> HTTPResponse:
        return self.ask(by, "POST", f"/alerts/{alert['id']}/{action}", {"version": alert["version"], **more})


@pytest.fixture
def station(monkeypatch: pytest.MonkeyPatch) -> Iterator[Station]:
    desk = Desk()
    parts = {name: getattr(desk, name) for name in ("alerts", "approval", "compose", "places", "preview")}
    officers = OfficerStore(desk.table)
    desk.table.commit(*(officers.add(officer) for officer in OFFICERS.values()))
    parts |= {
        "officers": officers,
        "progress": desk.progress,
        "ledger": desk.ledger,
        "writing": desk.writing,
        "force": FORCE,
        "sessions": Sessions(),
    }
    for name, part in parts.items():
        monkeypatch.setattr(wiring, name, lambda part=part: part)
    with Client(app) as client:
        yield Station(client, desk)


def test_areas_are_districts_with_their_wards_by_name(station: Station) -> None:
    districts = station.ask(LIAISON, "GET", "/areas").json_body["districts"]
    assert [district["name"] for district in districts] == ["Osterbrook", "Quillhaven", "Thistleford"]
    assert {"code": WARD, "name": "Mill Lane", "kind": "ward"} in districts[2]["wards"]
    assert sum(len(district["wards"]) for district in districts) == 20


def test_neighbourhoods_stand_in_place_of_a_districts_wards_and_areas_nobody_lives_in_nowhere(
    station: Station,
) -> None:
    places, ward = station.desk.places, next(area for area in AREAS if area.code == WARD)
    counted = ward.but(code="X05009999", name="Counted only", cells=(), postcodes=0, households=900)
    places.put_areas([counted])
    places.put_areas([ward.but(code="riverside", kind="neighbourhood", name="Riverside")])
    districts = station.ask(LIAISON, "GET", "/areas").json_body["districts"]
    assert districts[2]["wards"] == [{"code": "riverside", "name": "Riverside", "kind": "neighbourhood"}]
    assert [len(district["wards"]) for district in districts[:2]] == [7, 6]


def test_outlines_are_those_of_the_districts_or_of_one_districts_wards_or_neighbourhoods(
    station: Station,
) -> None:
    geometry = '{"type": "Polygon", "coordinates": [[[0, 51], [0.1, 51], [0.1, 51.1], [0, 51]]]}'
    ward = Outline(code=WARD, kind="ward", name="Mill Lane", district="X07000001", geometry=geometry)
    whole = ward.but(code="X07000001", kind="district", name="Thistleford", district="")
    station.desk.places.put_outlines([ward, whole])

    def shown(query: str) -> list[dict[str, str]]:
        found = station.ask(LIAISON, "GET", f"/areas/outlines{query}").json_body
        assert found["type"] == "FeatureCollection"
        return [feature["properties"] for feature in found["features"]]

    assert shown("") == [{"code": "X07000001", "name": "Thistleford", "kind": "district"}]
    assert shown("?district=X07000001") == [{"code": WARD, "name": "Mill Lane", "kind": "ward"}]
    assert shown("?district=X07000002") == []
    assert station.ask(LIAISON, "GET", f"/areas/outlines?district={'X' * 2000}").status_code == 404
    station.desk.places.put_outlines([ward.but(code="riverside", kind="neighbourhood", name="Riverside")])
    assert [each["code"] for each in shown("?district=X07000001")] == ["riverside"]


def test_a_postcode_has_a_point_for_a_circle_round_it(station: Station) -> None:
    (known,) = (each for each in POSTCODES if each.postcode == "XV1 1AB")
    station.desk.places.put_postcodes([known])
    answer = station.ask(LIAISON, "POST", "/areas/point", {"postcode": "xv11ab"}).json_body
    assert answer == {"postcode": "XV1 1AB", "point": [known.lon, known.lat]}


@pytest.mark.parametrize(("typed", "said"), [("ZZ99", "not a postcode"), ("ME141XX", "do not know")])
def test_a_postcode_without_a_point_is_refused(station: Station, typed: str, said: str) -> None:
    answer = station.ask(LIAISON, "POST", "/areas/point", {"postcode": typed})
    assert answer.status_code == 422
    assert said in answer.json_body["fields"]["postcode"]


def test_an_alert_is_answered_whole_with_what_may_be_done_now(station: Station) -> None:
    alert = station.drafted()
    assert {name: alert[name] for name in FIELDS} == FIELDS
    assert (alert["status"], alert["version"], alert["author"]) == ("draft", 1, AUTHOR.name)
    assert alert["unit"] == "Mill Lane Safer Neighbourhood Team"
    assert alert["allowed"] == ["edit", "submit", "reject"]
    assert alert["log"] == [
        {"at": "2026-03-02T09:00:00Z", "officer": AUTHOR.name, "action": "draft", "note": ""}
    ]
    assert f"code {alert['code'][:4]}-{alert['code'][4:]}" in alert["text_as_sent"]
    assert station.ask(SPOC, "GET", f"/alerts/{alert['id']}").json_body["allowed"] == []


def test_an_alert_goes_from_draft_to_sending_and_is_stopped(station: Station) -> None:
    pending = station.step(AUTHOR, station.drafted(), "submit").json_body
    listed = station.ask(SPOC, "GET", "/alerts/todo").json_body["alerts"]
    assert [(line["id"], line["headline"]) for line in listed] == [(pending["id"], FIELDS["headline"])]
    assert station.step(AUTHOR, pending, "approve").status_code == 403
    approved = station.step(SPOC, pending, "approve", note="Go.").json_body
    assert (approved["status"], approved["approved_by"]) == ("approved", "spoc1")
    assert approved["sending"]
    progress = station.ask(LIAISON, "GET", f"/alerts/{approved['id']}/progress").json_body
    assert progress["counts"].keys() == {
        "waiting",
        "attempting",
        "sent",
        "failed",
        "skipped",
        "uncertain",
    }
    ledger = f"/alerts/{approved['id']}/ledger"
    assert station.ask(AUTHOR, "GET", ledger).json_body == {"rows": [], "after": None}
    assert station.ask(LIAISON, "GET", ledger).status_code == 403
    assert station.step(CONTROL, approved, "cancel").json_body["status"] == "cancelled"
    lines = station.ask(ANALYST, "GET", "/alerts?status=cancelled").json_body["alerts"]
    assert [line["status"] for line in lines] == ["cancelled"]
    assert station.ask(ANALYST, "GET", "/alerts?status=draft").json_body == {"alerts": []}


def test_returning_asks_for_a_reason_and_editing_for_the_version_seen(station: Station) -> None:
    pending = station.step(AUTHOR, station.drafted(), "submit").json_body
    refused = station.step(SPOC, pending, "return")
    assert (refused.status_code, list(refused.json_body["fields"])) == (422, ["note"])
    returned = station.step(SPOC, pending, "return", note="Name the street.").json_body
    path = f"/alerts/{returned['id']}"
    stale = station.ask(AUTHOR, "PUT", path, {**FIELDS, "version": pending["version"]})
    assert stale.status_code == 409
    edited = station.ask(AUTHOR, "PUT", path, {**FIELDS, "version": returned["version"]}).json_body
    assert (edited["status"], edited["version"]) == ("draft", returned["version"] + 1)


def test_the_preview_has_the_names_that_the_page_reads(station: Station) -> None:
    station.desk.joined(1)
    station.desk.census.build()
    body = {**FIELDS, "text": "Vans\N{HORIZONTAL ELLIPSIS}", "crime_recorded_at": "2026-03-02T08:00:00Z"}
    answer = station.ask(AUTHOR, "POST", "/alerts/preview", body).json_body
    assert answer["people"] == 1
    assert answer["replaced"] == [{"at": 4, "from": "\N{HORIZONTAL ELLIPSIS}", "to": "..."}]
    assert answer["staleness_minutes"] == 60
    assert answer.keys() >= {
        "channels",
        "unreachable",
        "parts",
        "encoding",
        "units",
        "pounds",
        "minutes",
        "as_of",
        "age_minutes",
        "areas",
    }


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"surprise": 1}, "surprise"),
        ({"headline": ""}, "headline"),
        ({"headline": "      "}, "headline"),
        ({"text": "x" * 919}, "text"),
        ({"kind": "rumour"}, "kind"),
        ({"expires": "2026-03-09T09:00:00"}, "expires"),
        ({"expires": "soon"}, "expires"),
        ({"expires": "2020-01-01T00:00:00Z"}, "expires"),
        ({"audience": {"include": {"postcodes": []}}}, "audience.include.postcodes"),
        ({"audience": {"include": {"wards": ["X05999999"]}}}, "audience"),
        ({"audience": {"include": {"districts": [1]}}}, "audience.include.districts.0"),
        ({"other_ways": ["101"] * 7}, "other_ways"),
        ({"other_ways": ["x" * 121]}, "other_ways.0"),
    ],
)
def test_what_cannot_be_an_alert_is_refused_at_its_field(
    station: Station, changes: dict[str, object], field: str
) -> None:
    answer = station.ask(AUTHOR, "POST", "/alerts", {**FIELDS, **changes})
    assert answer.status_code == 422
    assert list(answer.json_body["fields"]) == [field]
    assert answer.json_body["fields"][field].endswith((".", "?"))
    assert station.desk.alerts.latest(10) == []


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/alerts"), ("GET", "/alerts/todo"), ("POST", "/alerts"), ("POST", "/alerts/x/approve")],
)
def test_nothing_is_shown_without_signing_in(station: Station, method: str, path: str) -> None:
    assert station.ask(None, method, path, FIELDS).status_code == 401


def test_an_unknown_alert_is_404_and_a_wrong_step_is_refused(station: Station) -> None:
    assert station.ask(AUTHOR, "GET", "/alerts/unknown").status_code == 404
    alert = station.drafted()
    assert station.step(AUTHOR, alert, "cancel").status_code == 409
    assert station.ask(AUTHOR, "POST", f"/alerts/{alert['id']}/submit", {}).status_code == 422
    assert station.step(ANALYST, alert, "submit").status_code == 403


def test_an_officer_without_the_role_may_not_write(station: Station) -> None:
    assert station.ask(ANALYST, "POST", "/alerts", FIELDS).status_code == 403
