"""The preview counts who would be reached, and what it costs, in the last census."""

from dataclasses import fields
from datetime import timedelta

import pytest

from chalicelib.domain.audience import Areas, Audience, Choice
from chalicelib.domain.errors import Invalid
from chalicelib.domain.officer import Officer
from chalicelib.domain.reach import Reach, pressed
from chalicelib.domain.subscriber import AddressState
from chalicelib.services.preview import Preview
from chalicelib.services.sending.gate import Gate
from chalicelib.services.sending.planning import Planning
from tests.desk import ANALYST, AUTHOR, DISTRICT, LIAISON, OTHER_DISTRICT, WARD, Desk, content, in_ward, to
from tests.factories import NOW, a_contact, a_force, an_address
from tests.parts import FORCE


@pytest.fixture
def desk() -> Desk:
    return Desk()


def email_only(n: int) -> dict[str, object]:
    address = an_address(id="e1", channel="email", value=f"person{n}@example.org")
    return {"contact": a_contact(n, addresses=(address,))}


def test_an_urgent_alert_goes_by_text_and_any_other_by_email(desk: Desk) -> None:
    for n in range(1, 4):
        desk.joined(n)
    desk.joined(4, **email_only(4))
    urgent = desk.estimate(content(priority="urgent"))
    assert (urgent.people, urgent.channels) == (4, {"text": 3, "email": 1})
    assert desk.estimate(content()).channels == {"text": 0, "email": 4}


def test_people_who_cannot_be_reached_are_counted_by_reason(desk: Desk) -> None:
    desk.joined(1)
    desk.joined(2, contact=a_contact(2, paused_until=NOW + timedelta(days=1)))
    desk.joined(3, contact=a_contact(3, mutes=("alert",)))
    opted_out = an_address(state=AddressState.OPTED_OUT)
    desk.joined(4, contact=a_contact(4, addresses=(opted_out,)))
    estimate = desk.estimate(content())
    assert estimate.unreachable == {"no-channel": 1, "paused": 1, "muted": 1, "in-digest": 0, "capped": 0}
    assert estimate.people == sum(estimate.channels.values()) + sum(estimate.unreachable.values()) == 4


def test_whoever_wants_a_digest_is_counted_apart_where_it_is_not_urgent(desk: Desk) -> None:
    desk.joined(1)
    desk.joined(2, contact=a_contact(2, digest="daily"))
    later = NOW + timedelta(days=30)
    estimate = desk.estimate(content(priority="low", expires=later))
    assert (estimate.channels["email"], estimate.unreachable["in-digest"]) == (1, 1)
    assert desk.estimate(content(expires=later)).unreachable["in-digest"] == 0


def test_who_would_have_it_after_their_quiet_hours_is_foretold_for_the_time_it_goes_out(desk: Desk) -> None:
    desk.joined(1)
    desk.joined(2, contact=a_contact(2, quiet_hours=("22:00", "07:00")))
    desk.joined(3, contact=a_contact(3, quiet_hours=("22:00", "07:00"), urgent_wakes=True))
    night = NOW + timedelta(hours=14)
    assert desk.estimate(content()).resting == 0
    assert desk.estimate(content(send_at=night)).resting == 2
    assert desk.estimate(content(send_at=night, priority="urgent")).resting == 1


def test_the_quiet_hours_of_the_force_put_off_texts_that_are_not_urgent(desk: Desk) -> None:
    quiet = a_force().texting.but(quiet=("21:00", "08:00"))
    desk.force = a_force(texting=quiet)
    desk.preview = desk.make(Preview)
    desk.joined(1, contact=a_contact(1, order={"standard": ("text",)}))
    desk.joined(2)
    night = NOW + timedelta(hours=14)
    assert desk.estimate(content(send_at=night)).resting == 1
    assert desk.estimate(content(send_at=night, priority="urgent")).resting == 0


def test_an_evening_has_the_channels_of_the_evening(desk: Desk) -> None:
    desk.joined(1, contact=a_contact(1, order={"standard/evening": ("text",)}))
    evening = desk.estimate(content(send_at=NOW + timedelta(hours=10)))
    assert (evening.channels, desk.estimate(content()).channels["email"]) == ({"text": 1, "email": 0}, 1)


@pytest.mark.parametrize("officer", [LIAISON, ANALYST], ids=lambda officer: officer.id)
def test_whoever_sees_counts_only_sees_them_in_steps_of_five(desk: Desk, officer: Officer) -> None:
    """Four are told like nobody: one home cannot be asked after, nor by what an alert to it would cost."""
    seen = []
    for n in range(1, 12):
        desk.joined(n)
        found = desk.estimate(content(priority="urgent"), officer)
        assert not found.exact
        assert [each.people for each in found.areas] == ([found.people] if found.people else [])
        seen.append((found.people, found.channels["text"], found.pounds, found.minutes))
    assert [people for people, *_ in seen] == [0, 0, 0, 0, 5, 5, 5, 5, 5, 10, 10]
    assert len(set(seen)) == 3


def test_a_person_with_two_places_in_the_audience_is_counted_once(desk: Desk) -> None:
    ward_two = "X05001002"
    desk.joined(1, in_ward(WARD), in_ward(ward_two))
    assert desk.estimate(content()).people == 1
    assert desk.estimate(content(audience=to(wards=(ward_two,)))).people == 1
    assert desk.estimate(content(audience=to(wards=(WARD, ward_two)))).people == 1


def test_excluded_wards_and_interests_are_left_out(desk: Desk) -> None:
    desk.joined(1, interests=("dog-walkers",))
    desk.joined(2, in_ward("X05001002"))
    desk.joined(3, in_ward("X05001002"), interests=("farm",))
    include = Areas(districts=(DISTRICT,))
    for exclude, people in ((Choice(wards=(WARD,)), 2), (Choice(interests=("farm",)), 2), (Choice(), 3)):
        audience = Audience(include=include, exclude=exclude)
        assert desk.estimate(content(audience=audience)).people == people


def test_another_district_is_not_reached(desk: Desk) -> None:
    desk.joined(1)
    estimate = desk.estimate(content(audience=to(districts=(OTHER_DISTRICT,))))
    assert (estimate.people, estimate.minutes, estimate.pounds) == (0, 0, 0)


def test_an_empty_audience_has_no_preview(desk: Desk) -> None:
    with pytest.raises(Invalid):
        desk.estimate(content(audience=Audience()))


def test_money_is_texts_times_parts_times_price(desk: Desk) -> None:
    for n in range(1, 6):
        desk.joined(n)
    estimate = desk.estimate(content(priority="urgent"))
    assert estimate.parts == 2
    assert estimate.pounds == round(5 * 2 * FORCE.texting.pence_per_part / 100, 2) == 0.24


def test_minutes_are_those_of_the_slower_channel(desk: Desk) -> None:
    """Delivery figures of the source: 10,000 one-part texts take 17 minutes at 10 a second."""
    slow = FORCE.but(texting=FORCE.texting.but(parts_per_second=10))
    desk.preview = type(desk.preview)(
        **{field.name: getattr(desk.preview, field.name) for field in fields(desk.preview)} | {"force": slow}
    )
    assert desk.preview.minutes(10_000, 0, 1) == 17
    assert desk.preview.minutes(75_986, 10, 1) == 127
    assert desk.preview.minutes(1, 14 * 60 * 5, 1) == 5


def test_the_author_sees_replaced_and_kept_characters_and_the_text_as_sent(desk: Desk) -> None:
    estimate = desk.estimate(content(text="T\N{LATIN SMALL LETTER Y WITH CIRCUMFLEX}\u2026 \U0001f525"))
    assert [(each.at, each.old, each.new) for each in estimate.replaced] == [
        (2, "\u2026", "..."),
        (4, "\U0001f525", "?"),
    ]
    assert estimate.kept == ("\N{LATIN SMALL LETTER Y WITH CIRCUMFLEX}",)
    assert (estimate.encoding, estimate.units) == ("UCS-2", len(estimate.text_as_sent))
    assert estimate.text_as_sent.startswith(
        "T\N{LATIN SMALL LETTER Y WITH CIRCUMFLEX}... ?\nMarrowshire Police, code"
    )


def test_the_text_as_sent_has_the_length_of_what_is_sent(desk: Desk) -> None:
    person, alert = desk.joined(1), desk.approved()
    sending = desk.sendings.load(alert.sending or "")
    assert sending
    contact = person.contact
    message = desk.compose(sending, desk.sendings.forms(sending.id), "r", contact, contact.addresses[0])
    assert len(message.text) == len(desk.estimate(alert.content).text_as_sent)


def test_staleness_is_the_minutes_since_the_crime_was_recorded(desk: Desk) -> None:
    assert desk.estimate(content()).staleness_minutes is None
    recorded = content(crime_recorded_at=NOW - timedelta(hours=2))
    assert desk.estimate(recorded).staleness_minutes == 120


def test_what_the_preview_counts_is_what_the_planner_pages(desk: Desk) -> None:
    for n in range(1, 251):
        desk.joined(n, in_ward(WARD, n % 60), **(email_only(n) if n % 3 else {}))
    words = content(priority="urgent")
    estimate, alert = desk.estimate(words), desk.approved(words)
    planning, gate = desk.make(Planning), desk.make(Gate)
    for body in desk.queue.take("plan"):
        planning.plan(alert.sending or "", int(str(body["range"])))
    gate.release(alert.sending or "")
    standing = desk.progress.standing(AUTHOR, alert.id)
    waiting = {channel: counts["waiting"] for channel, counts in standing.channels.items()}
    assert estimate.channels == waiting == {"text": 83, "email": 167}
    assert desk.writing.load(alert.id).recipients == standing.recipients == estimate.people == 250
    assert standing.minutes_left == estimate.minutes


def test_whoever_has_their_weeks_texts_is_foretold_for_the_time_it_goes_out(desk: Desk) -> None:
    desk.joined(1, contact=a_contact(1, order={"standard": ("text",)}))
    for n in range(FORCE.texting.weekly_cap or 0):
        reach = Reach(
            sending=f"S{n}",
            alert=f"A{n}",
            at=NOW - timedelta(days=6),
            channel="text",
            priority="standard",
            numbers=pressed(1 << 1),
        )
        desk.table.commit(*desk.reaches.put([reach]))
    assert desk.estimate(content()).unreachable["capped"] == 1
    later = desk.estimate(content(send_at=NOW + timedelta(days=2)))
    assert (later.unreachable["capped"], later.channels["text"]) == (0, 1)
