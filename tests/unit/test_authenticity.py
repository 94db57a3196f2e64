"""Is this real: what a code from a message tells whoever asks."""

import pytest

from chalicelib.domain.ids import spaced
from chalicelib.domain.sending import SendingStatus
from chalicelib.services.authenticity import Authenticity
from tests.desk import WARD, Desk, content, to


def released(desk: Desk) -> str:
    """Send an alert to one ward and answer its code."""
    alert = desk.approved(content(headline="Vans broken into", audience=to(wards=(WARD,))))
    sending = desk.sendings.load(alert.sending or "")
    assert sending
    moved = sending.but(status=SendingStatus.RELEASED, released_at=desk.clock.now())
    desk.table.commit(desk.sendings.save(moved, sending))
    return alert.code


def told(desk: Desk, code: str) -> dict[str, object]:
    return asked(desk).check(code)


def asked(desk: Desk) -> Authenticity:
    return desk.make(Authenticity)


def test_a_code_that_was_sent_tells_the_alert_and_who_sent_it() -> None:
    desk = Desk()
    answer = told(desk, released(desk))
    assert answer["real"] is True
    assert answer["headline"] == "Vans broken into"
    assert answer["unit"] == "Mill Lane Safer Neighbourhood Team"
    assert answer["sent"] == desk.clock.now()


def test_a_code_may_be_typed_as_people_type() -> None:
    desk = Desk()
    code = released(desk)
    assert told(desk, f"  {spaced(code).lower()} ")["real"] is True
    assert told(desk, f'"{spaced(code)}:"')["real"] is True
    assert told(desk, code.replace("0", "o").replace("1", "l"))["real"] is True


@pytest.mark.parametrize("code", ["", "ZZZZ-ZZZZ", "stop", "'; drop", "🔥" * 8])
def test_a_code_that_was_never_sent_is_not_real(code: str) -> None:
    assert told(Desk(), code) == {"real": False}


def test_an_alert_not_yet_released_is_not_real() -> None:
    desk = Desk()
    assert told(desk, desk.approved().code) == {"real": False}


def test_what_only_one_person_got_is_real_and_tells_nothing_of_them() -> None:
    desk = Desk()
    desk.joined(1)
    code = released(desk)
    sending = desk.sendings.by_code(code)
    assert sending
    desk.table.commit(desk.sendings.save(sending.but(why="answer", alert=None, kind=""), sending))
    answer = told(desk, code)
    assert set(answer) == {"real", "sent", "kind", "unit"}
    assert answer["kind"] == "message to one person"


def test_the_latest_alerts_are_those_that_went_out_with_their_areas() -> None:
    desk = Desk()
    desk.submitted()
    assert asked(desk).latest() == []
    alert = desk.approved(content(audience=to(wards=(WARD,))))
    going = alert.to(type(alert.status).SENDING, desk.clock.now())
    entry = desk.alerts.log(alert.id)[-1]
    desk.table.commit(*desk.alerts.save(going, alert, entry.but(at=desk.clock.now(), action="sending")))
    (shown,) = asked(desk).latest()
    assert shown["code"] == spaced(alert.code)
    assert shown["areas"] == ["Mill Lane"]
