"""The scene of what comes later: networks and mail servers say what became of messages."""

from typing import Any

from .stage import Stage
from .story import Http, eventually


def receipts(stage: Stage) -> None:
    """Networks say what became of messages, and a mailbox bounces"""
    officer, person = stage.officers["spoc"], stage.both
    says = Http(stage.laptop.address)
    text = stage.text_only.waits_for(stage.text_only.phone, "Silver van")
    said = says.post("/local/phones/receipt", {"id": text["id"], "outcome": "delivered"})
    stage.step("the network says that the first alert's text was delivered", 200, said.status)

    def delivered() -> int:
        known: dict[str, int] = officer.get(f"/api/alerts/{stage.alert['id']}/progress").get("receipts", {})
        return known.get("delivered", 0)

    stage.step("  and the alert's page counts it", 1, eventually(delivered, 30))
    mail = _mailed(stage, person.mailbox)
    for outcome in ("permanent", "permanent"):
        bounced = says.post("/local/phones/receipt", {"id": mail["id"], "outcome": outcome})
    stage.step("somebody's mailbox bounces, and it is said twice", 200, bounced.status)
    asked = person.waits_for(person.phone, "come back")
    stage.step("  their phone is asked for another", True, bool(asked))
    stage.step("  once", 1, stage.carried("come back").total())


def _mailed(stage: Stage, mailbox: str) -> dict[str, Any]:
    """Answer the last email to a mailbox."""
    return next(dict(m) for m in reversed(stage.laptop.sent) if m["to"] == mailbox)
