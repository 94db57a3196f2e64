"""The scene after an alert: tried again where it failed, sent to who joined since, followed by another."""

from collections import Counter
from http import HTTPStatus
from typing import Any

from .stage import Stage
from .story import Http, Resident, eventually

CLOSED, OPEN = "Mill Lane is closed", "Mill Lane is open again"


def afterwards(stage: Stage) -> None:
    """What comes after an alert: only the failed again, only who joined, exactly who received it"""
    spoc, two_ways = stage.officers["spoc"], stage.both
    one = _joins(stage, "Alma Thorne", "07700 900004", "somebody with a phone only signs up")
    stage.laptop.refusing.numbers |= {one.phone, two_ways.phone}
    alert = sent(stage, stage.words(CLOSED, "urgent"))
    by_email = eventually(lambda: stage.carried(CLOSED)[two_ways.mailbox])
    stage.step("the network calls two numbers invalid: one has an email instead", 1, by_email)
    stage.step("  and one has nothing: failed", 1, counts_of(spoc, alert)["failed"])
    stage.laptop.refusing.numbers.clear()
    says = "an officer sends it again to those whom it failed to reach"
    _again(stage, alert, "retry", says, [one.phone])
    late = _joins(stage, "Ida Marsh", "07700 900003", "somebody signs up after the alert")
    _again(stage, alert, "joiners", "an officer sends it to those who joined since", [late.phone])
    follow = stage.words(OPEN, "urgent") | {"follows": {"alert": alert, "how": "all-clear"}}
    sent(stage, follow)
    received, told = stage.carried(CLOSED), stage.carried(OPEN)
    stage.step(
        "the all-clear went to exactly those who received the alert", 0, len(received.keys() ^ told.keys())
    )
    stage.step("  once each", (1, 1), (max(received.values()), max(told.values())))


def _joins(stage: Stage, name: str, number: str, says: str) -> Resident:
    """Sign somebody up for texts."""
    resident = Resident(Http(stage.laptop.address), name, stage.neighbours.home, number=number)
    joined = resident.enters_code(resident.sign_up().body["request"])
    stage.step(says, ["text"], joined.body.get("verified"))
    return resident


def sent(stage: Stage, words: dict[str, Any]) -> str:
    """Write, submit and approve an alert, and wait until everybody has an end; its id."""
    author, spoc = stage.officers["author"], stage.officers["spoc"]
    drafted = author.post("/api/alerts", words).body
    path = f"/api/alerts/{drafted['id']}"
    asked = author.post(f"{path}/submit", {"version": drafted["version"]}).body
    approved = spoc.post(f"{path}/approve", {"version": asked["version"]})
    stage.step(f"an urgent alert is approved: {words['headline']}", 200, approved.status)
    eventually(lambda: spoc.get(f"{path}/progress").get("status") == "sent", 180)
    return str(drafted["id"])


def _again(stage: Stage, alert: str, verb: str, says: str, meant: list[str]) -> None:
    """Send an alert again, and see that it goes to these addresses and to no other."""
    spoc, before = stage.officers["spoc"], stage.carried(CLOSED)
    version = spoc.get(f"/api/alerts/{alert}")["version"]

    def asked() -> bool:
        """A round begins when the one before has ended, which may take a moment."""
        return spoc.post(f"/api/alerts/{alert}/{verb}", {"version": version}).status == HTTPStatus.OK

    stage.step(says, True, eventually(asked, 60))
    eventually(lambda: _new(stage, before).total() >= len(meant), 120)
    stage.step("  and it goes to nobody else", meant, sorted(_new(stage, before).elements()))


def _new(stage: Stage, before: Counter[str]) -> Counter[str]:
    return stage.carried(CLOSED) - before


def counts_of(officer: Http, alert: str) -> dict[str, int]:
    counts: dict[str, int] = officer.get(f"/api/alerts/{alert}/progress").get("counts", {})
    return counts
