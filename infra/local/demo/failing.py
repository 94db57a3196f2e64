"""The scene in which a provider fails: another carries the alert, and an officer takes the first one back."""

from itertools import accumulate
from typing import Any

from chalicelib.settings import load_force

from .afterwards import counts_of, sent
from .stage import Stage
from .story import Answer, an_appeal

DOWN, BACK = "Tanyard Bridge is shut", "Tanyard Bridge is safe again"
ENOUGH = 60
"""People that the alerts go to, or a few more: some texts have to fail before a provider is left alone."""


def failing(stage: Stage) -> None:
    """Amazon SNS goes down: texts go by GOV.UK Notify, and by SNS again when an officer says so"""
    control = stage.officers["control"]
    providers = load_force(stage.laptop.force).texting.providers()
    stage.step("texts go by", "sns", _texts(stage)["in use"])
    if len(providers) == 1:
        stage.step("  and this force names nobody else, so none can fail for another", 1, len(_states(stage)))
        return
    answer = control.post("/local/providers", {"provider": "sns", "state": "down"})
    stage.step("from now on Amazon SNS refuses every text", "down", answer.body["providers"]["sns"])
    counts = counts_of(control, sent(stage, _to_some(stage, DOWN)))
    stage.step("  nobody's message failed or is uncertain", (0, 0), (counts["failed"], counts["uncertain"]))
    stage.step("  all texts were carried by", ["notify"], _carriers(stage, DOWN))
    stage.step("  once each", 1, max(stage.carried(DOWN).values()))
    stage.step("the page Delivery says of SNS", "away", _texts(stage)["sns"])
    stage.step("  and texts go by", "notify", _texts(stage)["in use"])
    control.post("/local/providers", {"provider": "sns", "state": "well"})
    chosen = control.call("PUT", "/api/providers/text", {"provider": "sns"})
    stage.step("SNS is well, and the control room chooses it", "200 sns", _chosen(chosen))
    sent(stage, _to_some(stage, BACK))
    stage.step("  all texts were carried by", ["sns"], _carriers(stage, BACK))
    stage.step("  once each", 1, max(stage.carried(BACK).values()))
    freed = control.call("PUT", "/api/providers/text", {"provider": ""})
    stage.step("the control room leaves the choice to Watchword again", "200 ", _chosen(freed))
    stage.step("  SNS is well", ("well", "sns"), (_texts(stage)["sns"], _texts(stage)["in use"]))


def _to_some(stage: Stage, headline: str) -> dict[str, Any]:
    """Write an urgent alert to as many wards as it takes."""
    wards, people = stage.neighbours.all_wards, stage.neighbours.in_wards
    few = sum(so_far < ENOUGH for so_far in accumulate(people[code] for code in wards))
    return an_appeal(headline, "urgent", wards=list(wards[: few + 1]))


def _texts(stage: Stage) -> dict[str, str]:
    """What the page Delivery says of texts: each provider's state, and which is in use."""
    states = {each["name"]: str(each["state"]) for each in _states(stage)}
    return states | {"in use": next(each["name"] for each in _states(stage) if each["in_use"])}


def _states(stage: Stage) -> list[dict[str, Any]]:
    listed = stage.officers["control"].get("/api/providers")["channels"]
    carriers: list[dict[str, Any]] = next(each["carriers"] for each in listed if each["channel"] == "text")
    return carriers


def _carriers(stage: Stage, words: str) -> list[str]:
    """Who carried the texts with these words, from the networks' journal."""
    texts = [m for m in list(stage.laptop.sent) if m["channel"] == "text" and words in m["text"]]
    return sorted({text["provider"] for text in texts})


def _chosen(answer: Answer) -> str:
    return f"{answer.status} {answer.body.get('chosen')}"
