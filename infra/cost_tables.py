"""The tables of docs/costs.md, written anew by `python -m infra.cost_tables`."""

import math
import re

from chalicelib.domain.force import Force
from chalicelib.settings import load_force
from infra.doctor import ROOT

from .costs import MEASURED, ROW_READS, Month, Prices, bill

DOCUMENT = ROOT / "docs" / "costs.md"
SIZES = (10_000, 75_986, 750_000)
"""A pilot; a tenth of Kent's households; about as many people as Kent has households."""
_PLACE = re.compile(r"(<!-- costs: (?P<name>\w+) -->\n).*?(<!-- /costs -->\n)", re.DOTALL)


def minutes(messages: float, a_second: float) -> int:
    """Answer the whole minutes until the last of so many has left."""
    return math.ceil(messages / a_second / 60)


def tables(force: Force, prices: Prices) -> dict[str, str]:
    """Answer the tables of the document by name, as Markdown."""
    return {
        "alert": _alerts(force, prices),
        "month": _months(force, prices),
        "measured": _measured(),
        "census": _census(prices),
    }


def _alerts(force: Force, prices: Prices) -> str:
    rows = [["one alert to everybody", *(f"{size:,} people" for size in SIZES)]]
    speed = force.texting.parts_per_second
    for parts in (1, 2, 3):
        pence = parts * force.texting.pence_per_part
        cells = [f"{_money(n * pence / 100)}, {_time(minutes(n * parts, speed))}" for n in SIZES]
        rows.append([f"text, {parts} part{'s' if parts > 1 else ''}", *cells])
    emails = [
        f"{_money(prices.pounds(email=n))}, {_time(minutes(n, force.emailing.per_second))}" for n in SIZES
    ]
    return _table([*rows, ["email", *emails]])


def _months(force: Force, prices: Prices) -> str:
    bills = [list(bill(Month(size), force, prices)) for size in SIZES]
    rows = [["a month", "how", *(f"{size:,} people" for size in SIZES)]]
    for lines in zip(*bills, strict=True):
        rows.append([lines[0].what, lines[0].formula, *(_money(line.pounds) for line in lines)])
    totals = [sum(line.pounds for line in lines) for lines in bills]
    without = [total - lines[0].pounds for total, lines in zip(totals, bills, strict=True)]
    rows.append(["**All**", "", *(f"**{_money(total)}**" for total in totals)])
    return _table([*rows, ["All but texts out", "", *map(_money, without)]])


def _census(prices: Prices) -> str:
    months = [Month(size) for size in SIZES]
    rows = [
        ["the census", *(f"{size:,} people" for size in SIZES)],
        ["counted every", *(f"{30 * 1440 / month.counts:g} min" for month in months)],
        ["read units a count", *(f"{month.places * ROW_READS:,.0f}" for month in months)],
        [
            "read units a month",
            *(f"{month.counts * month.places * ROW_READS / 1e6:,.1f} million" for month in months),
        ],
        [
            "reading, a month",
            *(_money(prices.pounds(read_unit=m.counts * m.places * ROW_READS)) for m in months),
        ],
    ]
    return _table(rows)


def _measured() -> str:
    rows = [[kind, *(f"{figure:g}" for figure in use)] for kind, use in MEASURED.items()]
    return _table([["one", "calls", "write units", "read units"], *rows])


def _table(rows: list[list[str]]) -> str:
    head, *body = rows
    line = ["---"] + [
        "---:" if column[:1].isdigit() or column.endswith(("calls", "units")) else "---"
        for column in head[1:]
    ]
    return "".join(f"| {' | '.join(row)} |\n" for row in [head, line, *body])


def _money(pounds: float) -> str:
    return f"£{pounds:,.0f}" if pounds >= 10 else f"£{pounds:,.2f}"


def _time(minutes: int) -> str:
    return f"{minutes} min" if minutes <= 120 else f"{minutes / 60:.1f} h"


def rendered(text: str) -> str:
    """Answer the document with every table as it comes out now."""
    made = tables(load_force("kent"), Prices.read())
    return _PLACE.sub(lambda found: f"{found[1]}{made[found['name']]}{found[3]}", text)


if __name__ == "__main__":
    DOCUMENT.write_text(rendered(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
