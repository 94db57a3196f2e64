"""Messages as people get them: the words, a way to check them and a way out, and nothing about anybody."""

import re
from datetime import timedelta
from typing import get_args

import pytest

from chalicelib.domain.request import CODE_DIGITS, TOKEN_LENGTH, proof
from chalicelib.domain.sending import ROUNDS, Entry, Message, Why
from chalicelib.domain.sms_text import size
from chalicelib.services.sending.compose import LEAVE_LENGTH, Compose
from tests.factories import a_contact, a_sending, an_address, some_forms
from tests.fakes import FakeClock, FakeKeys
from tests.parts import BASE, FORCE

COMPOSE = Compose(force=FORCE, base_url=BASE, keys=FakeKeys(), clock=FakeClock())
CONTACT = a_contact(1)
TEXT, EMAIL = CONTACT.addresses
CRIMESTOPPERS = FORCE.contact["crimestoppers"]
TOKEN = CONTACT.sid + FakeKeys().sign("leave", CONTACT.sid, LEAVE_LENGTH)
REQUEST = "01KJN0S1N0000000000000000Q"
EXPIRES = FakeClock().now() + timedelta(days=5)
ENTRIES = tuple(
    Entry(sending=str(n), headline=words, words=words, code=code, expires=EXPIRES)
    for n, (words, code) in enumerate(
        [("Bikes marked at the market", "QRSTUVWX"), ("Meet your team", "JKMNPQRS")]
    )
)
VALUES = {
    "cadence": "weekly",
    "request": REQUEST,
    "issue": "2",
    "purpose": "sign-up",
    "source": "web",
    "interest": "shops",
}
WHYS: tuple[Why, ...] = tuple(why for why in get_args(Why) if why not in ROUNDS)
"""A later round of an alert has the words of the first."""


def message(why: Why, channel: str = "text", values: dict[str, str] = VALUES, **words: str) -> Message:
    entries = ENTRIES if why == "digest" else ()
    forms = some_forms(
        template=why, values=values, entries=entries, **{"text": "Lock up.", "email": "Lock up.", **words}
    )
    address = TEXT if channel == "text" else EMAIL
    return COMPOSE(a_sending(why=why), forms, "snd.page.0", CONTACT, address)


@pytest.mark.parametrize("why", WHYS)
@pytest.mark.parametrize("channel", ["text", "email"])
def test_every_sending_goes_to_its_address_with_reference_and_authenticity_code(
    why: Why, channel: str
) -> None:
    made = message(why, channel)
    assert (made.channel, made.reference) == (channel, "snd.page.0")
    assert made.to == (TEXT if channel == "text" else EMAIL).value
    assert "ABCD-EFGH" in made.text
    assert made.text == made.text.strip()


@pytest.mark.parametrize("why", WHYS)
def test_every_text_is_plain_gsm_and_short(why: Why) -> None:
    encoding, _, parts = size(message(why).text)
    assert encoding == "GSM-7"
    assert parts <= 2


@pytest.mark.parametrize("source", ["web", "paper"])
@pytest.mark.parametrize("purpose", ["sign-up", "settings", "add-address"])
def test_texts_with_a_code_are_one_part_on_a_web_address_of_ordinary_length(
    source: str, purpose: str
) -> None:
    kent = Compose(
        force=FORCE.but(short_name="Kent Police"),
        base_url="https://community.kent.police.uk",
        keys=FakeKeys(),
        clock=FakeClock(),
    )
    values = {**VALUES, "source": source, "purpose": purpose}
    forms = some_forms(template="code", values=values)
    made = kent(a_sending(why="code"), forms, "r", CONTACT, TEXT)
    assert size(made.text).parts == 1


@pytest.mark.parametrize("channel", ["text", "email"])
def test_code_and_link_are_those_that_verifying_derives_again(channel: str) -> None:
    made = message("code", channel, {**VALUES, "source": "paper"})
    proven = proof(REQUEST, channel, "2")
    assert FakeKeys().digits("code", proven, CODE_DIGITS) in made.text
    assert f"{BASE}/verify.html?r={REQUEST}&t={FakeKeys().sign('verify', proven, TOKEN_LENGTH)}" in made.text


def test_a_new_issue_is_another_code() -> None:
    assert message("code").text != message("code", values={**VALUES, "issue": "3"}).text


def test_a_code_for_settings_has_no_link_that_would_not_work() -> None:
    made = message("code", "email", {**VALUES, "purpose": "settings"})
    assert "verify.html" not in made.text + made.html
    assert made.subject == "Your code for your settings"


def test_an_alert_by_text_is_the_authors_words_with_stop_link_and_code() -> None:
    assert message("alert", text="Vans \N{EN DASH} lock up\N{HORIZONTAL ELLIPSIS}").text == (
        f"Vans - lock up...\nMarrowshire Police, code ABCD-EFGH: reply STOP or {BASE}/api/leave/{TOKEN}"
    )


def test_a_sender_made_of_letters_names_the_number_that_takes_stop() -> None:
    """Facts of the networks: nobody can reply to an alphanumeric sender."""
    texting = FORCE.texting.but(sender="Marrowshire")
    made = Compose(
        force=FORCE.but(texting=texting), base_url=BASE, keys=FakeKeys(), clock=FakeClock()
    ).sample("Lock up.")
    assert "reply STOP" not in made
    assert f"text STOP to {FORCE.texting.number}" in made


@pytest.mark.parametrize("why", sorted(set(WHYS) - {"code"}))
def test_email_can_be_left_with_one_click(why: Why) -> None:
    """RFC 8058: an HTTPS URI, and the header that says a POST is enough."""
    made = message(why, "email")
    assert made.headers == {
        "List-Unsubscribe": f"<{BASE}/api/leave/{TOKEN}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    assert f"{BASE}/api/leave/{TOKEN}" in made.text
    assert f"{BASE}/api/leave/{TOKEN}" in made.html


def test_a_code_has_nothing_to_leave_yet() -> None:
    made = message("code", "email")
    assert made.headers == {}
    assert "/leave/" not in made.text + made.html


def test_plain_and_html_say_the_same() -> None:
    made = message(
        "alert",
        "email",
        {"asks_for": "Dashcam footage", "other_ways": "101\nAt the desk"},
        subject="Vans broken into",
        email="Two vans.\n\nSee https://advice.example/vans?a=1&b=2 for more.",
    )
    for words in ("Two vans.", "Dashcam footage", "At the desk", FORCE.emergency_note):
        assert words in made.text
        assert words in made.html
    assert '<a href="https://advice.example/vans?a=1&amp;b=2"' in made.html
    assert made.subject == "Vans broken into"


def test_an_email_names_each_other_way_once() -> None:
    ways = message("alert", "email", {"other_ways": f"Call 101\nCrimestoppers: {CRIMESTOPPERS}"}).text
    none = message("alert", "email", {}).text
    assert (ways.count(CRIMESTOPPERS), none.count(CRIMESTOPPERS)) == (1, 1)
    assert (ways.count("101"), none.count("101")) == (1, 1)


def test_a_force_without_crimestoppers_can_write_to_people() -> None:
    contact = {name: value for name, value in FORCE.contact.items() if name != "crimestoppers"}
    elsewhere = Compose(force=FORCE.but(contact=contact), base_url=BASE, keys=FakeKeys(), clock=FakeClock())
    made = elsewhere(a_sending(why="alert"), some_forms(template="alert"), "r", CONTACT, EMAIL)
    assert "Crimestoppers" not in made.text


def test_words_are_text_and_never_markup() -> None:
    made = message("alert", "email", {}, subject="<i>Vans</i>", email='<script>alert("x")</script>')
    assert "<script" not in made.html
    assert "<i>" not in made.html
    assert '<script>alert("x")</script>' in made.text


def test_a_line_break_in_a_headline_begins_no_header() -> None:
    made = message("alert", "email", {}, subject="Vans\r\nBcc: all@example.org")
    assert made.subject == "Vans Bcc: all@example.org"


def test_email_asks_for_nothing_from_anywhere() -> None:
    html = message("alert", "email", {}).html
    assert not re.search(r"<(img|script|link|iframe|style)\b|url\(|@import", html)
    assert re.search(r'<html lang="en">', html)


def test_nobodys_address_stands_in_the_words() -> None:
    for why in WHYS:
        made = message(why, "email")
        assert EMAIL.value not in made.text + made.html + made.subject
        assert TEXT.value not in made.text + made.html


def test_a_channel_that_was_added_to_one_person_is_sent_on_that_channel() -> None:
    address = an_address(id="t2", value="+447700900002")
    made = COMPOSE(a_sending(), some_forms(), "r", CONTACT, address)
    assert (made.channel, made.to) == ("text", "+447700900002")


@pytest.mark.parametrize("channel", ["text", "email"])
def test_a_digest_names_each_alert_with_its_own_code(channel: str) -> None:
    made = message("digest", channel)
    for headline, code in (("Bikes marked at the market", "QRST-UVWX"), ("Meet your team", "JKMN-PQRS")):
        assert headline in made.text
        assert code in made.text
    assert made.subject == ("2 messages this week: Bikes marked at the market" if channel == "email" else "")


def test_a_text_that_cannot_name_every_alert_says_how_many_more_there_are() -> None:
    forms = some_forms(template="digest", values=VALUES, entries=ENTRIES * 4)
    made = COMPOSE(a_sending(why="digest"), forms, "snd.page.0", CONTACT, TEXT)
    assert f"And 4 more. Read: {BASE}/real.html" in made.text


def test_a_mailbox_shows_nothing_of_a_message_to_somebody_discreet() -> None:
    forms = some_forms(subject="Help for victims", email="Where to find a refuge.")
    discreet = COMPOSE(a_sending(), forms, "snd.page.0", CONTACT.but(discreet=True), EMAIL)
    assert discreet.subject == "A message for you"
    opening = discreet.text[:120]
    assert not any(word in opening for word in ("Help", "refuge", FORCE.name))
    assert "Help for victims" in discreet.text
    assert "Where to find a refuge." in discreet.html
    body = discreet.html[discreet.html.index("<body") :]
    assert "Help for victims" not in body[: body.index("below this paragraph")]
    assert FORCE.name not in body[: body.index("below this paragraph")]


def test_a_text_lives_no_longer_than_its_alert() -> None:
    expires = FakeClock().now() + timedelta(minutes=2, milliseconds=500)
    made = COMPOSE(a_sending(expires_at=expires), some_forms(), "snd.page.0", CONTACT, TEXT)
    assert made.lifetime == 120
    assert message("alert").lifetime is None
