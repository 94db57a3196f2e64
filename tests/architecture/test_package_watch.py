"""What watches a deployment: every queue, function and purse has an alarm, each alarm its heading."""

import json
import re

import pytest

from chalicelib.settings import QUEUES

from .documents import DOCS, anchors
from .packaged import Packaged, Template

pytestmark = pytest.mark.slow

RUNBOOK = DOCS / "runbook.md"


def alarms(packaged: Packaged) -> dict[str, Template]:
    return packaged.of_type("AWS::CloudWatch::Alarm", packaged.watch)


def watched(alarm: Template, metric: str) -> list[str]:
    """Answer the dimensions' values of one metric in an alarm, without the stage."""
    stats = [m["MetricStat"]["Metric"] for m in alarm.get("Metrics", []) if "MetricStat" in m] or [alarm]
    found = [each["Dimensions"][0]["Value"] for each in stats if each["MetricName"] == metric]
    return [value.removeprefix("watchword-${Stage}-") for value in found]


def everywhere(packaged: Packaged, metric: str) -> list[str]:
    return [name for alarm in alarms(packaged).values() for name in watched(alarm, metric)]


def test_every_alarm_names_its_heading_in_the_runbook_and_no_heading_is_without(packaged: Packaged) -> None:
    named = [
        re.search(r"docs/runbook\.md#([\w-]+)$", a["AlarmDescription"]) for a in alarms(packaged).values()
    ]
    headings = {found[1] for found in named if found}
    assert len(headings) == len(alarms(packaged))
    sections = re.findall(r"^## (.*)$", RUNBOOK.read_text(encoding="utf-8"), re.MULTILINE)
    assert headings <= anchors(RUNBOOK)
    assert headings == {section.lower().replace(" ", "-") for section in sections}


def test_no_alarm_has_more_metrics_than_cloudwatch_takes(packaged: Packaged) -> None:
    """Ten, which cannot be raised (CloudWatch's user guide, "Limits that apply to alarms")."""
    for name, alarm in alarms(packaged).items():
        assert len([m for m in alarm.get("Metrics", []) if "MetricStat" in m]) <= 10, name


def test_every_alarm_tells_somebody_and_says_so_when_it_is_over(packaged: Packaged) -> None:
    for alarm in alarms(packaged).values():
        assert alarm["AlarmActions"] == alarm["OKActions"] == ["Alarms"]
    (somebody,) = packaged.watch["Resources"]["Alarms"]["Properties"]["Subscription"]
    assert somebody == {"Protocol": "email", "Endpoint": "AlarmEmail"}


def test_every_lane_is_watched_for_waiting_and_for_dead_letters(packaged: Packaged) -> None:
    assert sorted(everywhere(packaged, "ApproximateAgeOfOldestMessage")) == sorted(QUEUES)
    dead = everywhere(packaged, "ApproximateNumberOfMessagesVisible")
    assert sorted(dead) == sorted(f"{queue}-dead" for queue in QUEUES)


@pytest.mark.parametrize("metric", ["Errors", "Throttles"])
def test_every_function_is_watched(packaged: Packaged, metric: str) -> None:
    held_back = {"census"} if metric == "Throttles" else set()
    assert set(packaged.names().values()) - held_back <= set(everywhere(packaged, metric))


def test_a_schedule_that_falls_silent_is_an_alarm_even_when_nothing_is_measured(packaged: Packaged) -> None:
    silent = [a for a in alarms(packaged).values() if a["TreatMissingData"] == "breaching"]
    found = sorted(watched(a, "Invocations")[0] for a in silent)
    assert found == ["census", "close-weeks", "digests", "reconcile", "sweep"]


def test_money_and_reputation_are_watched(packaged: Packaged) -> None:
    text = json.dumps(alarms(packaged))
    for metric in ("SMSMonthToDateSpentUSD", "Reputation.BounceRate", "Reputation.ComplaintRate", "5XXError"):
        assert metric in text
    (budget,) = packaged.of_type("AWS::Budgets::Budget", packaged.watch).values()
    assert {n["Notification"]["NotificationType"] for n in budget["NotificationsWithSubscribers"]} == {
        "ACTUAL",
        "FORECASTED",
    }


def test_the_dashboard_shows_every_queue_and_every_function(packaged: Packaged) -> None:
    (dashboard,) = packaged.of_type("AWS::CloudWatch::Dashboard", packaged.watch).values()
    body = json.loads(dashboard["DashboardBody"])
    shown = json.dumps(body)
    names = [*QUEUES, *(f"{queue}-dead" for queue in QUEUES), *packaged.names().values()]
    assert [name for name in names if f'"watchword-${{Stage}}-{name}"' not in shown] == []
    places = [(widget["x"], widget["y"]) for widget in body["widgets"]]
    assert len(places) == len(set(places))
