"""The figures of docs/limits.md are those of the templates, the force file and the bill."""

import json
import re

from chalicelib.settings import QUEUES, load_force
from infra.cost_tables import minutes
from infra.doctor import ROOT

from .documents import DOCS, table

WORDS = (DOCS / "limits.md").read_text(encoding="utf-8")
OVERLAY = (ROOT / "infra" / "overlay.yaml").read_text(encoding="utf-8")
LIMITS = {row["limit"]: row["set to"] for row in table(WORDS[WORDS.index("## Functions") :], "limit")}


def figure(name: str) -> str:
    found = re.search(rf"\b{name}: (\d+)", OVERLAY)
    assert found
    return f"{int(found[1]):,}"


def test_workers_at_once_are_those_of_the_overlay() -> None:
    found = dict(re.findall(r"(\w+)SqsEventSource:\n.*MaximumConcurrency: (\d+)", OVERLAY))
    listed = {row["queue"]: row["set to"] for row in table(WORDS, "queue")}
    assert listed == {name.lower(): most for name, most in found.items()}
    assert listed.keys() == set(QUEUES)
    assert LIMITS["functions at once"].startswith(f"{sum(map(int, found.values()))} for the queues")


def test_the_apis_pace_is_that_of_the_overlay() -> None:
    rate, burst = figure("ThrottlingRateLimit"), figure("ThrottlingBurstLimit")
    assert LIMITS["API calls a second"] == f"{rate}, burst {burst}"
    assert LIMITS["calls of one network in five minutes"] == figure("Limit")


def test_the_longest_runs_are_those_of_the_functions() -> None:
    functions = json.loads((ROOT / ".chalice" / "config.json").read_text())["lambda_functions"]
    runs = {name: function["lambda_timeout"] for name, function in functions.items()}
    told = LIMITS["a function's longest run"]
    listed = {name: int(seconds) for seconds, name in re.findall(r"(\d+) s for (?:the )?(\w+)", told)}
    others = {runs[name] for name in runs.keys() - {"plan", "census", "api_handler"}}
    assert listed == {"plan": runs["plan"], "census": runs["census"], "routes": runs["api_handler"]} | {
        "others": others.pop()
    }
    assert not others
    most = max(function["lambda_memory_size"] for function in functions.values())
    assert LIMITS["a function's memory"] == f"at most {most:,} MB, of census"


def test_minutes_are_worked_out() -> None:
    kent = load_force("kent")
    assert (kent.texting.parts_per_second, kent.emailing.per_second) == (20, 14)
    assert int(75_986 / 20 / 60) == 63
    assert round(75_986 / 50 / 60) == 25
    assert (minutes(10_000, 10), minutes(75_986, 14), minutes(75_986, 50)) == (17, 91, 26)
