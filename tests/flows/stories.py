"""The four flows, each lived through once in a house on fakes."""

import re
from collections.abc import Callable, Mapping

from chalicelib.domain.officer import Role

from ..desk import content
from ..door import an_application
from ..house import BY_ROLE, House
from .trace import Trace

AUTHOR, SPOC, ANALYST = BY_ROLE[Role.AUTHOR], BY_ROLE[Role.SPOC], BY_ROLE[Role.ANALYST]
PHONE = "+447700900123"
Flow = Callable[[House, Trace], None]


def sign_up(house: House, trace: Trace) -> None:
    """Sign up by text and email, enter the code, press the button behind the link."""
    trace.caller = trace.people = "resident"
    form = an_application().model_dump(mode="json")
    request = house.ask("POST", "/sign-up", form).json_body["request"]
    house.work()
    digits, token = code(house), link(house)
    house.ask("POST", "/verify", {"request": request, "channel": "text", "code": digits})
    house.ask("POST", "/verify", {"request": request, "token": token})


def alert(house: House, trace: Trace) -> None:
    """Draft, preview, submit, approve, and let it go out until it is closed."""
    trace.caller, words = "author", content(priority="urgent").model_dump(mode="json")
    house.ask("POST", "/alerts/preview", words, AUTHOR)
    drafted = house.ask("POST", "/alerts", words, AUTHOR).json_body
    path = f"/alerts/{drafted['id']}"
    asked = house.ask("POST", f"{path}/submit", {"version": drafted["version"]}, AUTHOR).json_body
    trace.caller = "SPOC"
    house.ask("POST", f"{path}/approve", {"version": asked["version"]}, SPOC)
    house.work()
    assert house.ask("GET", f"{path}/progress", by=SPOC).json_body["status"] == "sent"


def reply(house: House, trace: Trace) -> None:
    """Answer an alert by text; the officer reads it and answers."""
    trace.people = "resident"
    trace.says("resident", "SNS", "Saw the van on Mill Lane")
    trace.caller = "SNS"
    assert house.comes(PHONE, "Saw the van on Mill Lane") == 200
    house.work()
    trace.caller = "author"
    inbox = house.ask("GET", "/inbox", by=AUTHOR).json_body["conversations"]
    path = f"/conversations/{inbox[0]['id']}"
    house.ask("GET", path, by=AUTHOR)
    body = {"text": "Thank you. An officer will ring you at six.", "nonce": "12345678"}
    assert house.ask("POST", f"{path}/answers", body, AUTHOR).status_code == 201
    house.work()


def week(house: House, trace: Trace) -> None:
    """Let the week end in London, close it an hour later, and look at it."""
    house.clock.pass_by(days=7)
    house.on_schedule("close_weeks")
    trace.caller = "analyst"
    newest, *closed = house.ask("GET", "/weeks", by=ANALYST).json_body["weeks"]
    shown = house.ask("GET", f"/weeks/{closed[0]}", by=ANALYST).json_body
    assert newest > shown["week"]
    assert shown["closed_at"]


FLOWS: Mapping[str, Flow] = {"sign-up": sign_up, "alert": alert, "reply": reply, "week": week}


def before(house: House) -> None:
    """Live what comes ahead of the drawn flows: the weeks until now are closed, two more people joined."""
    house.on_schedule("close_weeks")
    for n in (1, 2):
        joined(house, n)
    house.on_schedule("census")


def joined(house: House, n: int) -> None:
    """Let somebody join by text, or by email if their number is even."""
    address = (
        {"email": None, "text": f"07700 90020{n}"} if n % 2 else {"email": f"p{n}@example.org", "text": None}
    )
    form = an_application().but(**address)
    request = house.ask("POST", "/sign-up", form.model_dump(mode="json")).json_body["request"]
    house.work()
    proof = {"channel": "text", "code": code(house)} if n % 2 else {"token": link(house)}
    house.ask("POST", "/verify", {"request": request, **proof})
    house.work()


def code(house: House) -> str:
    """Answer the code in the latest text."""
    found = re.search(r"code is (\d+)", house.text.sent[-1].text)
    assert found
    return found[1]


def link(house: House) -> str:
    """Answer the token of the link in the latest email."""
    found = re.search(r"&t=(\w+)", house.email.sent[-1].text)
    assert found
    return found[1]


def after_a_while(house: House) -> None:
    """Finish what one flow left to do, and let some time pass before the next."""
    house.work()
    house.clock.pass_by(minutes=5)
