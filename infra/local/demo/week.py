"""The scene of the week: what happened so far in the running one, and the last one closed."""

from collections import Counter
from typing import Any

from .stage import Stage
from .story import eventually


def week(stage: Stage) -> None:
    """The week adds up, and the last one is closed"""
    recipients = 2 * len(stage.neighbours.people) + 5
    expected = {
        "sign-ups": 3,
        "verified": 4,
        "joined": 3,
        "left": 1,
        "alerts": 2,
        "recipients": recipients,
        "replies": 2,
    }
    for name, number in expected.items():
        stage.step(f"so far: {name}", number, _soon(stage, "totals", name, number))
    subscribers = stage.laptop.subscribers + 2
    stage.step("subscribers: those of last week, three more and one less", subscribers, _subscribers(stage))
    sent = 2 * stage.reached - 1
    stage.step("deliveries of alerts that were sent", sent, _soon(stage, *_ALERTS_SENT, sent))
    campaign = _soon(stage, "sign-ups by campaign", "victim-card", 3)
    stage.step("sign-ups told apart by campaign: victim-card", 3, campaign)
    _last_week(stage)


_ALERTS_SENT = ("deliveries by why and status", "alert, sent")


def _soon(stage: Stage, group: str, key: str, expected: int) -> int:
    """A figure of all weeks since the story began, as soon as it is what it should be, or after a while."""

    def figure() -> int:
        return _since(stage)[group, key]

    eventually(lambda: figure() == expected, 15)
    return figure()


def _since(stage: Stage) -> Counter[tuple[str, str]]:
    """Figures since the story began, which may be two weeks where a Sunday's midnight passed."""
    figures: Counter[tuple[str, str]] = Counter()
    weeks = stage.officers["analyst"].get("/api/weeks")["weeks"]
    for name in [name for name in weeks if name >= stage.began]:
        for group, counts in _shown(stage, name)["figures"].items():
            figures.update({(group, key): number for key, number in counts.items()})
    return figures


def _subscribers(stage: Stage) -> object:
    newest = stage.officers["analyst"].get("/api/weeks")["weeks"][0]
    return _shown(stage, newest)["figures"]["totals"]["subscribers"]


def _last_week(stage: Stage) -> None:
    def closed() -> list[str]:
        """Weeks that the schedule has closed; for an hour after Sunday's midnight the newest is not."""
        names: list[str] = stage.officers["analyst"].get("/api/weeks")["weeks"]
        return [name for name in names if name < stage.began and _shown(stage, name)["closed_at"]]

    newest = next(iter(eventually(closed, 60)), "")
    stage.step("the schedule has closed a week before this one", True, bool(newest))
    if newest:
        signed_up = stage.neighbours.joined[newest]
        stage.step(f"sign-ups in {newest}", signed_up, _shown(stage, newest)["figures"]["totals"]["sign-ups"])


def _shown(stage: Stage, name: str) -> dict[str, Any]:
    return stage.officers["analyst"].get(f"/api/weeks/{name}")
