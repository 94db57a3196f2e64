"""Every route there is, taken from the application, with what the tests must know of each."""

from typing import Any, NamedTuple

from app import app
from chalicelib.domain.officer import PERMISSIONS, Role

from ..desk import content
from ..door import a_paper_form, an_application
from ..house import BY_ROLE, PASSWORD

Fields = dict[str, Any]


class Route(NamedTuple):
    """One method of one path."""

    method: str
    path: str

    def at(self, id: str) -> str:
        """Answer the path with this id in its place."""
        start, brace, rest = self.path.partition("{")
        return start + (id + rest.partition("}")[2] if brace else "")


ROUTES = sorted(Route(method, path) for path, methods in app.routes.items() for method in methods)
OFFICERS = [route for route in ROUTES if app.routes[route.path][route.method].authorizer]
PUBLIC = [route for route in ROUTES if route not in OFFICERS]
NEEDS: dict[Route, str | None] = {
    Route("GET", "/me"): None,
    Route("DELETE", "/session"): None,
    Route("DELETE", "/officers/{id}/session"): "end an officer's sessions",
    Route("POST", "/sign-up/paper"): "type in a paper form",
    Route("GET", "/areas"): "see alerts",
    Route("GET", "/areas/outlines"): "see alerts",
    Route("POST", "/areas/point"): "see alerts",
    Route("GET", "/alerts"): "see alerts",
    Route("GET", "/alerts/todo"): "see alerts",
    Route("POST", "/alerts"): "write an alert",
    Route("POST", "/alerts/preview"): "see alerts",
    Route("GET", "/alerts/{id}"): "see alerts",
    Route("PUT", "/alerts/{id}"): "write an alert",
    Route("GET", "/alerts/{id}/picture"): "see alerts",
    Route("POST", "/alerts/{id}/submit"): "write an alert",
    Route("POST", "/alerts/{id}/approve"): "approve an alert",
    Route("POST", "/alerts/{id}/return"): "approve an alert",
    Route("POST", "/alerts/{id}/reject"): "see alerts",
    Route("POST", "/alerts/{id}/cancel"): "cancel an alert",
    Route("POST", "/alerts/{id}/retry"): "send an alert again",
    Route("POST", "/alerts/{id}/joiners"): "send an alert again",
    Route("POST", "/alerts/{id}/stop"): "cancel an alert",
    Route("GET", "/alerts/{id}/progress"): "see alerts",
    Route("GET", "/alerts/{id}/ledger"): "see the ledger",
    Route("GET", "/alerts/{id}/counts"): "see alerts",
    Route("GET", "/alerts/{id}/counts/csv"): "see alerts",
    Route("GET", "/alerts/{id}/ledger/csv"): "see the ledger",
    Route("GET", "/delivery"): "look after delivery",
    Route("GET", "/providers"): "look after delivery",
    Route("PUT", "/providers/{channel}"): "look after delivery",
    Route("GET", "/dead-letters"): "look after delivery",
    Route("POST", "/dead-letters/redrive"): "look after delivery",
    Route("POST", "/dead-letters/put-away"): "look after delivery",
    Route("GET", "/interests"): "see alerts",
    Route("GET", "/interests/{id}/asked"): "manage groups",
    Route("POST", "/interests/{id}/asked/{sid}"): "manage groups",
    Route("POST", "/interests/{id}/invitation"): "manage groups",
    Route("GET", "/templates"): "use templates",
    Route("POST", "/templates"): "use templates",
    Route("PUT", "/templates/{id}"): "use templates",
    Route("DELETE", "/templates/{id}"): "use templates",
    Route("GET", "/audiences"): "use saved audiences",
    Route("POST", "/audiences"): "use saved audiences",
    Route("PUT", "/audiences/{id}"): "use saved audiences",
    Route("DELETE", "/audiences/{id}"): "use saved audiences",
    Route("GET", "/inbox"): "use the inbox",
    Route("GET", "/conversations/{conversation}"): "use the inbox",
    Route("POST", "/conversations/{conversation}/answers"): "use the inbox",
    Route("POST", "/conversations/{conversation}/close"): "use the inbox",
    Route("GET", "/coverage"): "see the week",
    Route("GET", "/weeks"): "see the week",
    Route("GET", "/weeks/{week}"): "see the week",
}
"""What an officer's role must allow (None: any officer); written down a second time, so that nobody opens a
route by a slip."""

_CONTENT = content().model_dump(mode="json", exclude_none=True) | {"asks_for": "Dashcam film"}
_STEP = {"version": 1, "note": "Looked at."}
_STEP_OF_SIGNING_IN = {"username": "author1", "session": "0" * 44}
_FORM = an_application().model_dump(mode="json") | {"kind": "resident"}
BODIES: dict[Route, Fields] = {
    Route("POST", "/places"): {"postcode": _FORM["postcode"]},
    Route("POST", "/places/ground"): {"postcode": _FORM["postcode"]},
    Route("POST", "/sign-up"): _FORM,
    Route("POST", "/sign-up/paper"): a_paper_form().model_dump(mode="json"),
    Route("POST", "/verify"): {"request": "0" * 16, "channel": "text", "code": "1234567"},
    Route("POST", "/verify/resend"): {"request": "0" * 16, "channel": "text"},
    Route("POST", "/leave/{token}"): {"action": "pause", "days": 7},
    Route("POST", "/settings/code"): {"address": "07700 900456"},
    Route("POST", "/settings/session"): {"request": "0" * 16, "code": "1234567"},
    Route("PATCH", "/settings"): {
        "name": "Ann",
        "interests": ["wildlife"],
        "invitation": "x",
        "places": [{"label": "Home", "postcode": _FORM["postcode"], "house": "1", "point": ""}],
        "paused_until": "2026-03-09T09:00:00Z",
        "add": {"email": "ann@example.com"},
        "remove": [],
    },
    Route("POST", "/settings/leave"): {},
    Route("POST", "/session"): {"username": "author1", "password": PASSWORD},
    Route("POST", "/session/new-password"): {**_STEP_OF_SIGNING_IN, "password": PASSWORD},
    Route("POST", "/session/authenticator"): {**_STEP_OF_SIGNING_IN, "code": "123456"},
    Route("POST", "/session/code"): {**_STEP_OF_SIGNING_IN, "code": "123456"},
    Route("POST", "/areas/point"): {"postcode": _FORM["postcode"]},
    Route("POST", "/alerts"): {**_CONTENT, "training": False},
    Route("POST", "/alerts/preview"): _CONTENT,
    Route("PUT", "/alerts/{id}"): {**_CONTENT, "version": 1},
    **{
        Route("POST", f"/alerts/{{id}}/{s}"): _STEP
        for s in ("submit", "approve", "return", "reject", "cancel", "retry", "joiners", "stop")
    },
    Route("POST", "/interests/{id}/asked/{sid}"): {"admit": True},
    Route("POST", "/interests/{id}/invitation"): {},
    Route("POST", "/dead-letters/redrive"): {"queue": "routine", "id": "X"},
    Route("POST", "/dead-letters/put-away"): {"queue": "routine", "id": "X"},
    Route("PUT", "/providers/{channel}"): {"provider": "notify"},
    Route("POST", "/templates"): {"name": "Burglary", "of": "unit", "alert": "0" * 26},
    Route("PUT", "/templates/{id}"): {"name": "Burglary", "version": 1},
    Route("POST", "/audiences"): {"name": "Town", "of": "unit", "audience": _CONTENT["audience"]},
    Route("PUT", "/audiences/{id}"): {"name": "Town", "audience": _CONTENT["audience"], "version": 1},
    Route("POST", "/conversations/{conversation}/answers"): {"text": "Thank you.", "nonce": "12345678"},
    Route("POST", "/conversations/{conversation}/close"): {"version": 1},
}
"""A body for every route that reads JSON of ours, with every field that it may have."""


def someone_for(route: Route) -> Any:
    """Answer an officer who may call this route; None where nobody need sign in."""
    action = NEEDS.get(route)
    if route not in NEEDS:
        return None
    return BY_ROLE[next(role for role in Role if action is None or role in PERMISSIONS[action])]
