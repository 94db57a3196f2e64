"""Phones and mailboxes show the record and answer through the webhook."""

import json
from pathlib import Path
from typing import Any, cast

import pytest

from infra.local import phones as module
from infra.local.phones import FOLDER, Phones, cards_of
from infra.local.routes import Call
from infra.local.sends import Sent
from infra.local.signing import Signer

VAN, LAMP = "+447700900001", "+447700900002"


def a_text(to: str = VAN, text: str = "White van on Mill Lane", **changes: Any) -> Sent:
    text_sent = Sent(
        at="2026-11-21T10:00:00.000+00:00",
        channel="text",
        provider="sns",
        to=to,
        id="id-1",
        status="accepted",
        sender="Kent Police",
        subject="",
        text=text,
        html="",
        headers={},
        tags={},
    )
    return cast(Sent, text_sent | changes)


@pytest.fixture
def phones(tmp_path: Path) -> Phones:
    sent = [a_text(), a_text(LAMP, "Lamp out"), a_text(text="All clear", id="id-2")]
    return Phones(
        sent, Signer.kept_in(tmp_path), "arn:aws:sns:eu-west-2:0:t", "+447700900999", "http://127.0.0.1:1"
    )


def call(query: str = "", body: bytes = b"", kind: str = "application/json") -> Call:
    return Call("POST", "/local/phones", query, {"content-type": kind}, body, "127.0.0.1")


def test_one_card_an_address_with_the_newest_message_first() -> None:
    first, second = cards_of([a_text(), a_text(LAMP, "Lamp out"), a_text(text="All clear")])
    assert (first["address"], first["count"]) == (VAN, 2)
    assert [message["text"] for message in first["messages"]] == ["All clear", "White van on Mill Lane"]
    assert second["address"] == LAMP


def test_what_the_provider_refused_reached_nobody() -> None:
    assert cards_of([a_text(status="MESSAGE_REJECTED")]) == []


def test_a_number_is_found_as_people_write_it() -> None:
    sent = [a_text(LAMP)]
    national = "0" + LAMP.removeprefix("+44")
    assert cards_of(sent, f"{national[:5]} {national[5:]}") == cards_of(sent, national) == cards_of(sent)
    assert cards_of(sent, "07700 900099") == []


def test_the_filter_looks_in_addresses_and_words(phones: Phones) -> None:
    for query, wanted in (("q=900002", [LAMP]), ("q=mill%20LANE", [VAN]), ("q=nothing", [])):
        _, body = phones.show(call(query))
        assert [card["address"] for card in json.loads(body)["cards"]] == wanted


def test_an_unchanged_record_is_not_sent_again(phones: Phones) -> None:
    assert json.loads(phones.show(call("seen=3"))[1]) == {"size": 3}
    assert "cards" in json.loads(phones.show(call("seen=2"))[1])


def test_thousands_of_people_are_counted_and_the_latest_shown(tmp_path: Path) -> None:
    sent = [a_text(f"+4470000{n:05d}") for n in range(500)]
    phones = Phones(sent, Signer.kept_in(tmp_path), "arn:aws:sns:eu-west-2:0:t", "", "")
    shown = json.loads(phones.show(call())[1])
    assert (shown["addresses"], len(shown["cards"])) == (500, module.MOST_CARDS)
    assert shown["cards"][0]["address"] == "+447000000499"


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"from": "+447700900001"}', b"null"])
def test_an_answer_without_number_or_words_is_refused(phones: Phones, body: bytes) -> None:
    assert phones.answer(call(body=body))[0] == 400


def test_a_form_of_another_site_cannot_answer(phones: Phones) -> None:
    assert phones.answer(call(body=b'{"from":"+447700900001","text":"x"}', kind="text/plain"))[0] == 415


def test_the_page_never_puts_words_in_as_markup() -> None:
    script = (FOLDER / "phones.js").read_text()
    assert not [
        way for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write") if way in script
    ]
