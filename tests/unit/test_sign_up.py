"""Signing up: what is taken, what is refused, and that nobody learns who is known."""

from collections.abc import Callable
from datetime import datetime

import pytest

from chalicelib.domain.errors import Conflict, Expired, Forbidden, Invalid, TemporaryFailure, TooMany
from chalicelib.domain.officer import Role
from chalicelib.domain.request import LINK_LIFETIME
from chalicelib.services.budgets import IN_ALL, PER_ADDRESS, PER_ADDRESS_A_DAY, PER_NETWORK, network
from chalicelib.stores import keys
from tests.door import EMAIL, IP, TEXT, Door, a_paper_form, an_application
from tests.factories import NOW, an_officer
from tests.parts import FORCE, POSTCODES


def test_a_form_is_kept_in_its_normal_form() -> None:
    door = Door()
    request = door.requests.load(
        door.sign_up.apply(an_application(name=" Ann\u200b  Marrow ", campaign="Victim-Card"), IP)
    )
    assert request
    assert request.form
    assert (request.form.name, request.form.text, request.form.email) == ("Ann Marrow", TEXT, EMAIL)
    assert request.form.postcode == POSTCODES[0].postcode
    assert request.form.interests == ("dog-walkers", "wildlife")
    assert (request.form.campaign, request.form.source) == ("victim-card", "web")
    assert request.form.wording_version == FORCE.wording.version


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"text": "", "email": None}, "text", "or both"),
        ({"text": "01622 690690"}, "text", "07"),
        ({"email": "ann@"}, "email", "name@example.com"),
        ({"name": " \u200b"}, "name", "Enter your name"),
        ({"postcode": ""}, "postcode", "Enter your postcode"),
        ({"postcode": "nowhere"}, "postcode", "not a postcode"),
        ({"postcode": "AB99 9ZZ"}, "postcode", "do not know"),
        ({"interests": ("wildlife", "spying")}, "interests", "from the list"),
        ({"consent": False}, "consent", "agree"),
    ],
)
def test_each_mistake_gets_a_sentence_at_its_field(
    changes: dict[str, object], field: str, words: str
) -> None:
    door = Door()
    with pytest.raises(Invalid) as refusal:
        door.sign_up.apply(an_application(**changes), IP)
    assert list(refusal.value.fields) == [field]
    assert words in refusal.value.fields[field]
    assert "commit" not in door.table.calls
    assert "transaction" not in door.table.calls


def test_all_mistakes_are_told_at_once_in_the_order_of_the_form() -> None:
    with pytest.raises(Invalid) as refusal:
        Door().sign_up.apply(an_application(text="1", email="x", name="", postcode="", consent=False), IP)
    assert list(refusal.value.fields) == ["name", "text", "email", "postcode", "consent"]


def test_an_odd_campaign_is_dropped_and_does_not_stop_anybody() -> None:
    door = Door()
    request = door.requests.load(door.sign_up.apply(an_application(campaign="<script>"), IP))
    assert request
    assert request.form
    assert request.form.campaign is None


def test_answer_and_calls_are_the_same_whether_or_not_an_address_is_known() -> None:
    def sign_up(door: Door) -> object:
        return len(door.sign_up.apply(an_application(), IP))

    def settings(door: Door) -> object:
        return len(door.settings.ask_code(TEXT, IP))

    def seen(door: Door, ask: Callable[[Door], object]) -> object:
        door.table.calls.clear()
        before = set(door.table.items)
        answer = ask(door)
        kept = sorted(
            (key.pk.split("#")[0], *sorted(item))
            for key, item in door.table.items.items()
            if key not in before
        )
        shape = [(queue, len(bodies)) for queue, bodies in door.queue.bodies.items()]
        return answer, dict(door.table.calls), kept, shape

    for ask in (sign_up, settings):
        stranger, member = Door(), Door()
        member.joined()
        for door in (stranger, member):
            # On the next day the counters are new for both, whoever asked before.
            door.clock.pass_by(days=1)
        assert seen(stranger, ask) == seen(member, ask)


def test_a_robot_gets_the_answer_of_a_person_and_nothing_is_kept() -> None:
    door = Door()
    answer = door.sign_up.apply(an_application(nickname="Ann"), IP)
    assert len(answer) == len(door.sign_up.apply(an_application(), IP))
    assert door.requests.load(answer) is None


def test_each_address_gets_a_code_of_its_own_and_the_email_a_link() -> None:
    door = Door()
    request = door.sign_up.apply(an_application(), IP)
    text, email = door.work()
    assert (text.to, email.to) == (TEXT, EMAIL)
    assert door.code(request, "text") in text.text
    assert "verify.html" not in text.text
    assert door.code(request, "email") in email.text
    assert f"verify.html?r={request}&t={door.link(request, 'email')}" in email.text


def test_who_is_known_is_told_so_at_the_address_and_gets_no_code() -> None:
    door = Door()
    door.joined("text")
    request = door.sign_up.apply(an_application(), IP)
    text, email = door.work()
    assert "already signed up" in text.text
    assert door.code(request, "text") not in text.text
    assert door.code(request, "email") in email.text


def test_a_worker_that_runs_twice_sends_one_code() -> None:
    door = Door()
    door.sign_up.apply(an_application(), IP)
    bodies = door.queue.take("plan")
    door.queue.bodies["plan"] = bodies * 2
    assert len(door.work()) == 2


def test_the_sweep_finds_a_request_whose_worker_died() -> None:
    door = Door()
    request = door.sign_up.apply(an_application(), IP)
    door.queue.take("plan")
    door.clock.pass_by(minutes=2)
    (waiting,) = door.requests.waiting(door.clock.now())
    assert (waiting.id, waiting.undispatched()) == (request, ("text", "email"))
    for channel in waiting.undispatched():
        door.codes.dispatch(waiting.id, channel)
    assert door.requests.waiting(door.clock.now()) == []
    assert len(door.work()) == 2


def test_both_addresses_may_be_worked_on_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    door = Door()
    request = door.sign_up.apply(an_application(), IP)
    commit = door.table.commit
    raced: list[bool] = []

    def racing(*writes: object) -> None:
        if not raced:
            raced.append(True)
            door.codes.dispatch(request, "email")
        commit(*writes)

    monkeypatch.setattr(door.table, "commit", racing)
    door.codes.dispatch(request, "text")
    found = door.requests.load(request)
    assert found
    assert found.undispatched() == ()
    assert len(door.queue.take("direct")) == 2


def test_a_conflict_that_does_not_pass_is_left_to_the_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    door = Door()
    request = door.sign_up.apply(an_application(), IP)

    def never(*writes: object) -> None:
        raise Conflict("no")

    monkeypatch.setattr(door.table, "commit", never)
    with pytest.raises(Conflict):
        door.codes.dispatch(request, "text")


def test_a_sign_up_is_counted_once_and_without_the_person() -> None:
    door = Door()
    request = door.asked()
    door.sign_up.resend(request, "text", IP)
    door.work()
    (fact,) = door.kinds("sign-up")
    assert fact == {
        "channel": "text+email",
        "source": "web",
        "campaign": "victim-card",
        "district": POSTCODES[0].district,
        "ward": POSTCODES[0].ward,
        "kind": "resident",
        "day": "2026-03-02",
    }


def test_who_is_known_already_is_not_counted_again() -> None:
    door = Door()
    door.joined("email")
    door.asked()
    assert len(door.kinds("sign-up")) == 1


def test_a_new_code_kills_the_one_before() -> None:
    door = Door()
    request = door.asked()
    door.clock.pass_by(minutes=3)
    door.sign_up.resend(request, "text", IP)
    (text,) = door.work()
    assert door.code(request, "text", 2) in text.text
    with pytest.raises(Invalid):
        door.verification.by_code(request, "text", door.code(request, "text", 1))
    with pytest.raises(Expired, match="newer"):
        door.verification.by_link(request, door.link(request, "text", 1))
    assert door.verification.by_code(request, "text", door.code(request, "text", 2)).waiting == ("email",)


def test_a_new_code_for_nobody_looks_like_any_other() -> None:
    door = Door()
    door.sign_up.resend("NOSUCHREQUEST000", "text", IP)
    assert door.work() == []


def test_a_paper_form_names_its_officer_and_its_day_and_its_text_has_a_link() -> None:
    door = Door()
    request = door.sign_up.paper(a_paper_form(), an_officer("author1"))
    text, _ = door.work()
    assert door.link(request, "text") in text.text
    door.clock.pass_by(days=1)
    door.verification.by_link(request, door.link(request, "text"))
    sid = door.sid(request)
    assert door.person(sid).profile.source == "paper"
    consents = [item for key, item in door.table.items.items() if key.sk.startswith("CONSENT#")]
    assert [item["by"] for item in consents] == ["author1"]
    assert [item["wording_version"] for item in consents] == ["leaflet-3"]
    assert "2026-02-20" in str(consents[0]["how"])


def test_a_paper_form_is_typed_in_by_those_who_may() -> None:
    with pytest.raises(Forbidden):
        Door().sign_up.paper(a_paper_form(), an_officer("liaison1", Role.LIAISON))


@pytest.mark.parametrize("day", ["2026-03-03", "2024-12-31"])
def test_a_paper_form_of_tomorrow_or_long_ago_is_refused(day: str) -> None:
    with pytest.raises(Invalid) as refusal:
        Door().sign_up.paper(a_paper_form(form_date=day), an_officer("author1"))
    assert list(refusal.value.fields) == ["form_date"]


def test_one_address_gets_five_codes_an_hour_and_then_no_more() -> None:
    door = Door()
    for n in range(PER_ADDRESS):
        door.sign_up.apply(an_application(email=None), f"203.0.{n}.1")
    with pytest.raises(TooMany):
        door.sign_up.apply(an_application(email=None), "198.51.100.1")
    with pytest.raises(TooMany):
        door.settings.ask_code(TEXT, "198.51.100.1")
    door.clock.pass_by(hours=1)
    door.sign_up.apply(an_application(email=None), "198.51.100.1")


def test_one_address_gets_twelve_codes_a_day_whoever_asks_for_them() -> None:
    door = Door()
    for n in range(PER_ADDRESS_A_DAY):
        door.clock.pass_by(minutes=13)
        door.sign_up.apply(an_application(email=None), f"203.0.{n}.1")
    door.clock.pass_by(hours=2)
    with pytest.raises(TooMany):
        door.settings.ask_code(TEXT, "198.51.100.1")
    door.clock.pass_by(days=1)
    door.settings.ask_code(TEXT, "198.51.100.1")


def test_asking_again_for_a_code_costs_the_same_budget() -> None:
    door = Door()
    request = door.sign_up.apply(an_application(email=None), IP)
    for _ in range(PER_ADDRESS - 1):
        door.sign_up.resend(request, "text", IP)
    with pytest.raises(TooMany):
        door.sign_up.resend(request, "text", IP)


def test_one_network_asks_sixty_times_an_hour() -> None:
    door = Door()
    for n in range(PER_NETWORK):
        door.settings.ask_code(f"person{n}@example.org", f"203.0.113.{n}")
    with pytest.raises(TooMany):
        door.settings.ask_code("another@example.org", "203.0.113.200")
    door.settings.ask_code("another@example.org", "203.0.114.1")


def test_all_together_have_a_budget_too() -> None:
    door = Door()
    key = keys.budget("all", "all", f"{NOW:%Y-%m-%dT%H}")
    door.table.items[key] = {"pk": key.pk, "sk": key.sk, "n": IN_ALL}
    with pytest.raises(TooMany):
        door.sign_up.apply(an_application(), IP)
    assert not door.queue.take("plan")


def test_where_a_budget_cannot_be_counted_nothing_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    door = Door()

    def throttled(*_: object) -> int:
        raise TemporaryFailure("table: throttled")

    monkeypatch.setattr(door.table, "increment", throttled)
    with pytest.raises(TemporaryFailure):
        door.sign_up.apply(an_application(), IP)
    assert not door.queue.take("plan")


@pytest.mark.parametrize(
    ("ip", "counted"),
    [
        ("203.0.113.7", "203.0.113.0/24"),
        ("::ffff:203.0.113.7", "203.0.113.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1::/48"),
        ("", "unknown"),
    ],
)
def test_networks_are_counted_as_one_household_or_office_holds_them(ip: str, counted: str) -> None:
    assert network(ip) == counted


def test_neither_network_nor_address_stands_in_a_budget() -> None:
    door = Door()
    door.sign_up.apply(an_application(), IP)
    spent = [key for key in door.table.items if key.pk.startswith("BUDGET#")]
    assert len(spent) == 6
    assert not any("203.0" in key.pk or "7700" in key.pk or "ann" in key.pk for key in spent)


def test_queue_bodies_hold_ids_only() -> None:
    door = Door()
    request = door.sign_up.apply(an_application(), IP)
    assert door.queue.take("plan") == [
        {"task": "request", "request": request, "channel": "text"},
        {"task": "request", "request": request, "channel": "email"},
    ]


def test_a_message_that_comes_too_late_is_not_sent() -> None:
    door = Door()
    door.sign_up.apply(an_application(), IP)
    door.work()
    sendings = door.sendings.open(datetime.max.replace(tzinfo=NOW.tzinfo))
    assert [sending.expires_at for sending in sendings] == [NOW + LINK_LIFETIME] * 2
