"""How facts add up to a week's figures: which kinds are counted, by what, and under which names."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from .engagement import Fact, percent_change, points, share
from .model import Model

TOTALS = "totals"
Figures = dict[str, dict[str, int]]


class Change(Model):
    """How a figure differs from the week before: by number, and `-7.7 %` or `+1.7 percentage points`."""

    number: int | None = None
    percent: str | None = None


class Rule(NamedTuple):
    """A kind of fact under its name on the page, the count that is added up, and what it is counted by."""

    name: str
    counted: str
    by: tuple[str, ...]


_ORIGIN = ("channel", "source", "campaign", "district")
RULES: dict[str, Rule] = {
    "sign-up": Rule("sign-ups", "people", ("day", *_ORIGIN, "kind")),
    "verified": Rule("verified", "people", ("channel",)),
    "joined": Rule("joined", "people", _ORIGIN),
    "left": Rule("left", "people", _ORIGIN),
    "alert": Rule("alerts", "alerts", ("unit", "kind")),
    "recipients": Rule("recipients", "people", ("unit",)),
    "reply": Rule("replies", "people", ("unit",)),
}
DELIVERIES = "deliveries"
MINUTES = "minutes from crime to alert"


def figures_of(facts: Iterable[Fact], subscribers: int) -> Figures:
    """Add up the facts of one week; `subscribers` is the figure of the week before.

    The order of the facts does not matter. What a fact does not say it is not counted by.
    """
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    totals = found[TOTALS]
    totals.update(dict.fromkeys([rule.name for rule in RULES.values()], 0))
    totals[DELIVERIES] = timed = minutes = 0
    for fact in facts:
        if rule := RULES.get(fact.kind):
            _count(found, fact, rule)
        if fact.kind == DELIVERIES:
            _count_deliveries(found, fact)
        timed += fact.counts.get("timed", 0)
        minutes += fact.counts.get("minutes", 0)
    totals["subscribers"] = subscribers + totals["joined"] - totals["left"]
    if timed:
        totals[MINUTES] = round(minutes / timed)
    return {group: dict(sorted(counts.items())) for group, counts in found.items()}


def sent(figures: Figures) -> tuple[int, int]:
    """Answer how many deliveries were sent, and of how many."""
    return figures.get("deliveries by status", {}).get("sent", 0), figures[TOTALS][DELIVERIES]


def named(figures: Figures, names: dict[str, str]) -> Figures:
    """Put names for codes of districts and units; facts and closed weeks keep the codes."""
    coded = ("by district", "by unit")
    return {
        group: {names.get(key, key): n for key, n in counts.items()} if group.endswith(coded) else counts
        for group, counts in figures.items()
    }


def changes_of(now: Figures, before: Figures) -> dict[str, dict[str, Change]]:
    """Answer every figure's change, by group and key."""
    changes: dict[str, dict[str, Change]] = {}
    for group in {**now, **before}:
        new, old = now.get(group, {}), before.get(group, {})
        changes[group] = {
            key: Change(
                number=new.get(key, 0) - old.get(key, 0),
                percent=percent_change(new.get(key, 0), old.get(key, 0)),
            )
            for key in {**new, **old}
        }
    return changes


def rates_of(now: Figures, before: Figures | None) -> dict[str, dict[str, str | None]]:
    """Answer the shares, which change by points."""
    old = sent(before) if before else (0, 0)
    return {
        "deliveries sent": {"now": share(*sent(now)), "before": share(*old), "change": points(sent(now), old)}
    }


def _count(found: dict[str, dict[str, int]], fact: Fact, rule: Rule) -> None:
    number = fact.counts.get(rule.counted, 0)
    found[TOTALS][rule.name] += number
    for dimension in rule.by:
        if value := fact.dimensions.get(dimension):
            found[f"{rule.name} by {dimension}"][value] += number


def _count_deliveries(found: dict[str, dict[str, int]], fact: Fact) -> None:
    for status, number in fact.counts.items():
        found[TOTALS][DELIVERIES] += number
        found["deliveries by status"][status] += number
        for dimension in ("channel", "why"):
            if value := fact.dimensions.get(dimension):
                found[f"deliveries by {dimension} and status"][f"{value}, {status}"] += number
