"""The scene of an alert: written, approved by another, and arrived once at everybody it is for."""

from typing import Any

from .stage import Stage
from .story import AUTHENTICITY, Http, eventually, ledger

FINAL = ("sent", "failed", "skipped", "uncertain")


def alert(stage: Stage) -> None:
    """An officer writes an alert, another approves it"""
    author, spoc = stage.officers["author"], stage.officers["spoc"]
    words = stage.words("Silver van seen on Mill Lane", "urgent")
    neighbours = len(stage.neighbours.people) + 3
    # The schedule would within a minute.
    stage.laptop.count()
    preview = author.post("/api/alerts/preview", words).body
    stage.step("the preview counts the people of two wards", neighbours, preview.get("people"))
    kept_out = sum(preview["unreachable"].values())
    stage.reached = sum(preview["channels"].values())
    stage.step("  by text, by email and not at all add up", neighbours, stage.reached + kept_out)
    drafted = author.post("/api/alerts", words)
    stage.step("the author drafts it", "201 draft", f"{drafted.status} {drafted.body.get('status')}")
    path, version = f"/api/alerts/{drafted.body['id']}", drafted.body["version"]
    asked = author.post(f"{path}/submit", {"version": version})
    stage.step("  and submits it", "200 pending-approval", f"{asked.status} {asked.body.get('status')}")
    own = author.post(f"{path}/approve", {"version": asked.body["version"]})
    stage.step("the author may not approve it", 403, own.status)
    approved = spoc.post(f"{path}/approve", {"version": asked.body["version"]})
    stage.step("the SPOC approves it", "200 approved", f"{approved.status} {approved.body.get('status')}")
    stage.alert = approved.body
    arrives(stage, stage.alert["id"], "Silver van", neighbours, stage.reached)
    text = stage.text_only.waits_for(stage.text_only.phone, "Silver van")
    code = AUTHENTICITY.search(text["text"])
    real = Http(stage.laptop.address).get(f"/api/real?code={code[1] if code else ''}")
    stage.step("the code in the text proves that it is real", True, real.get("real"))


def arrives(stage: Stage, alert: str, words: str, recipients: int, reached: int) -> None:
    """Wait until a sending is over, and compare what three witnesses say: progress, ledger and networks."""
    officer = stage.officers["spoc"]

    def over() -> dict[str, Any]:
        progress = officer.get(f"/api/alerts/{alert}/progress")
        return progress if progress.get("status") == "sent" else {}

    counts = eventually(over, 180).get("counts", {})
    stage.step(
        "every recipient reaches a final state", recipients, sum(counts.get(name, 0) for name in FINAL)
    )
    stage.step("  sent", reached, counts.get("sent"))
    rows = ledger(officer, alert)
    stage.step("the ledger has one row a person", recipients, len({row["recipient"] for row in rows}))
    stage.step("  and no more rows than people", recipients, len(rows))
    carried = stage.carried(words)
    stage.step("the networks carried as many as the ledger says", _sent(rows), carried.total())
    stage.step("  none of them twice to one address", 1, max(carried.values(), default=0))
    stage.step("  and exactly one message a person", carried.total(), len(set(stage.holders(carried))))


def _sent(rows: list[dict[str, Any]]) -> int:
    return sum(row["status"] == "sent" for row in rows)
