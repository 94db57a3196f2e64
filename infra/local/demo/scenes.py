"""The scenes of the demonstration, in the order in which a force lives them; each checks what it did."""

from typing import Any
from uuid import uuid4

from .afterwards import afterwards
from .arrival import alert, arrives
from .audience import audience
from .failing import failing
from .receipts import receipts
from .stage import Stage
from .story import Answer, Http, an_appeal, eventually
from .week import week


def places(stage: Stage) -> None:
    """The force: its areas, and people on its postcodes"""
    areas = stage.officers["author"].get("/api/areas")["districts"]
    found = {ward["code"] for district in areas for ward in district["wards"]}
    stage.step("wards to choose from", len(stage.neighbours.all_wards), len(found))
    for code, people in sorted(stage.neighbours.districts.items()):
        stage.step(
            f"people in district {code}, counted from postcodes", people, _people(stage, districts=[code])
        )
    for code in stage.neighbours.wards:
        count = stage.neighbours.in_wards[code]
        stage.step(f"people in ward {code}, counted from postcodes", count, _people(stage, wards=[code]))
    sample = stage.neighbours.sample()
    right = [code for code in sample if _people(stage, wards=[code]) == stage.neighbours.in_wards[code]]
    stage.step(
        f"wards, of {len(sample)} looked at, with as many people as the postcodes say",
        len(sample),
        len(right),
    )


def _people(stage: Stage, **areas: list[str]) -> object:
    body = an_appeal("Who lives here", "standard", **areas)
    return stage.officers["author"].post("/api/alerts/preview", body).body.get("people")


def sign_ups(stage: Stage) -> None:
    """Three people sign up and prove their addresses"""
    for resident, says in (
        (stage.text_only, "text"),
        (stage.email_only, "email"),
        (stage.both, "text and email"),
    ):
        asked = resident.sign_up(campaign="victim-card")
        stage.step(f"signs up for {says}", 202, asked.status)
        request = asked.body["request"]
        if resident.number:
            proved = resident.enters_code(request)
            stage.step("  enters the code that came to the phone", "text", _verified(proved, "text"))
        if resident.mailbox:
            proved = resident.follows_link(request)
            stage.step(
                "  presses the button behind the link in the mailbox", "email", _verified(proved, "email")
            )
    again = stage.text_only.sign_up()
    stage.step("signs up again with a known number: the same answer", 202, again.status)
    known = stage.text_only.waits_for(stage.text_only.phone, "already signed up")
    stage.step("  and only the phone says that it is known", True, bool(known))


def _verified(answer: Answer, channel: str) -> str:
    return channel if channel in answer.body.get("verified", []) else f"{answer.status} {answer.body}"


def answers(stage: Stage) -> None:
    """People answer, and an officer answers them"""
    author, writer = stage.officers["author"], stage.text_only
    received = writer.waits_for(writer.phone, "Silver van")
    stage.step(
        "a signed reply is taken: Saw the van on Mill Lane",
        200,
        writer.says("Saw the van on Mill Lane", received.get("id")),
    )
    saw = _conversation(author, "Saw the van on Mill Lane")
    stage.step("  and lies in the inbox, tied to the alert", stage.alert["id"], _alert_of(author, saw))
    said = stage.both.says("Stop sign at Mill Lane smashed")
    stage.step("a signed reply is taken: Stop sign at Mill Lane smashed", 200, said)
    sign = _conversation(author, "Stop sign at Mill Lane smashed")
    stage.step("  and stays a reply, flagged to be read first", True, sign.get("flagged"))
    body = {"text": "Thank you. An officer will ring you at six.", "nonce": str(uuid4())}
    answered = author.post(f"/api/conversations/{saw.get('id')}/answers", body)
    stage.step("the officer answers from the inbox", 201, answered.status)
    stage.step("  and the phone gets it", True, bool(writer.waits_for(writer.phone, "ring you at six")))
    again = author.post(f"/api/conversations/{saw.get('id')}/answers", body)
    stage.step(
        "the same answer pressed twice is one",
        "201, 1",
        f"{again.status}, {stage.carried('ring you at six').total()}",
    )


def _conversation(officer: Http, words: str) -> dict[str, Any]:
    def look() -> dict[str, Any]:
        listed = officer.get("/api/inbox?state=open").get("conversations", [])
        return next((each for each in listed if each["last_text"] == words), {})

    return eventually(look, 30)


def _alert_of(officer: Http, conversation: dict[str, Any]) -> object:
    whole = officer.get(f"/api/conversations/{conversation.get('id')}").get("alert")
    return whole.get("id") if isinstance(whole, dict) else whole


def leaving(stage: Stage) -> None:
    """One person leaves with one word, and the next alert skips them"""
    leaver = stage.text_only
    stage.step("a signed reply is taken: STOP", 200, leaver.says("STOP"))
    stage.step("  and confirmed", True, bool(leaver.waits_for(leaver.phone, "no more texts")))
    before = len(leaver.received(leaver.phone))
    stage.step("a second STOP is taken", 200, leaver.says("stop"))
    words = stage.words("Van found in Tanyard Road", "standard")
    author, spoc = stage.officers["author"], stage.officers["spoc"]
    drafted = author.post("/api/alerts", words).body
    path = f"/api/alerts/{drafted['id']}"
    asked = author.post(f"{path}/submit", {"version": drafted["version"]}).body
    approved = spoc.post(f"{path}/approve", {"version": asked["version"]})
    stage.step("a second alert to the same wards is approved", 200, approved.status)
    recipients = len(stage.neighbours.people) + 2
    arrives(stage, drafted["id"], "Van found", recipients, stage.reached - 1)
    stage.step(
        "the one who left got neither it nor a second confirmation",
        before,
        len(leaver.received(leaver.phone)),
    )
    carried = stage.carried("Van found")
    kept = [sum(carried[known] for known in each.addresses) for each in (stage.email_only, stage.both)]
    stage.step("the two who stayed got it once each", [1, 1], kept)


SCENES = (places, audience, sign_ups, alert, answers, leaving, week, afterwards, receipts, failing)
