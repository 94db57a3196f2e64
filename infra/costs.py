"""What a force's month costs: from prices, measured use and stated assumptions."""

import math
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

from chalicelib.domain.force import Force
from chalicelib.services.census import OLDEST, SHARE
from infra.doctor import ROOT


class Use(NamedTuple):
    """What one recipient, or one sign-up, takes: calls of any kind, write and read units of the table."""

    calls: float
    writes: float
    reads: float


MEASURED: Mapping[str, Use] = {
    "text": Use(1.28, 1.25, 1.19),
    "email": Use(0.42, 1.31, 1.25),
    "sign-up": Use(43, 108, 37),
}
"""Counted on fakes with our own arithmetic of item sizes, history included; a test holds them to it."""


ROW_READS = 0.02
"""Read units of one place in the audience index: 160 bytes, and half a unit for four kilobytes."""
ROW_SECONDS = 60e-6
"""Seconds to fetch, read and count one place."""


@dataclass(frozen=True)
class Prices:
    """Dollars by name, the exchange rate, and when both were as_of."""

    dollars: Mapping[str, float]
    pounds_per_dollar: float
    as_of: date

    @classmethod
    def read(cls, file: Path = ROOT / "infra" / "prices.toml") -> "Prices":
        return cls(**tomllib.loads(file.read_text(encoding="utf-8")))

    def pounds(self, **amounts: float) -> float:
        """Add up so many of each thing, in pounds; raises KeyError for what has no price."""
        return sum(n * self.dollars[name] for name, n in amounts.items()) * self.pounds_per_dollar


@dataclass(frozen=True)
class Month:
    """What happens in an ordinary month; every figure is an assumption that a budget may change."""

    people: int
    texts_each: float = 1
    parts: int = 2
    emails_each: float = 4
    answers: float = 0.02
    """Share of the texts that somebody answers."""
    joining: float = 0.03
    """Share of the people who sign up or change something."""
    pages_each: float = 1

    @property
    def texts(self) -> float:
        return self.people * self.texts_each

    @property
    def emails(self) -> float:
        return self.people * self.emails_each

    @property
    def api_calls(self) -> float:
        """Two a page of the public's; 200 a working day for 50 officers and one more in 2,000 people."""
        return 2 * self.people * self.pages_each + (50 + self.people / 2000) * 20 * 200

    @property
    def places(self) -> float:
        """Every fifth person has a second one."""
        return 1.2 * self.people

    @property
    def counts(self) -> float:
        """How often everybody is counted: each whole minute when thirty times the last count has passed."""
        rest = min(OLDEST.total_seconds(), SHARE * self.places * ROW_SECONDS)
        return 30 * 86_400 / (60 * max(1, math.ceil(rest / 60)))

    @property
    def gigabytes(self) -> float:
        """Of the table after three years: 5 KB a person, and 200 bytes of history a message."""
        return (self.people * 5_000 + 36 * (self.texts + self.emails) * 200) / 1e9


class Line(NamedTuple):
    """One line of a month's bill."""

    what: str
    formula: str
    pounds: float


def bill(month: Month, force: Force, prices: Prices) -> Iterator[Line]:
    """Work out a month line by line."""
    pounds = prices.pounds
    parts = month.texts * month.parts
    yield Line("Texts out", "texts × parts × pence a part", parts * force.texting.pence_per_part / 100)
    answers = pounds(text_in=month.texts * month.answers, number=1)
    yield Line("Texts in, and the number", "answers × price, a number", answers)
    yield Line("SES", "emails × price", pounds(email=month.emails))
    yield Line("DynamoDB", "write and read units, GB after three years with recovery", _table(month, prices))
    yield Line("Lambda", "GB-seconds and requests", _functions(month, prices))
    yield Line("SQS", "polling, and four requests a page", _queues(month, prices))
    yield Line("API Gateway", "calls × price", pounds(api_call=month.api_calls))
    yield Line("CloudFront", "12 requests and 150 KB a page, calls of the API", _pages(month, prices))
    firewall = pounds(firewall=1, firewall_rule=4, firewall_request=month.api_calls)
    yield Line("WAF", "one firewall, four rules, calls", firewall)
    keys = pounds(key=1, key_request=100_000, secret=3)
    yield Line("KMS and Secrets Manager", "one key, three secrets, requests", keys)
    logged = (month.api_calls + month.texts / 20 + month.emails / 50) * 1_000 / 1e9
    watched = pounds(alarm_metric=40, log_gb=logged)
    yield Line("CloudWatch", "40 metrics in alarms, 1 KB of log a call", watched)


def _table(month: Month, prices: Prices) -> float:
    happened = {"text": month.texts, "email": month.emails, "sign-up": month.people * month.joining}
    return prices.pounds(
        write_unit=sum(n * MEASURED[kind].writes for kind, n in happened.items()),
        read_unit=sum(n * MEASURED[kind].reads for kind, n in happened.items()) + _counted(month),
        stored_gb=month.gigabytes,
        restorable_gb=month.gigabytes,
    )


def _counted(month: Month) -> float:
    """Read units of counting everybody as often as the census does."""
    return month.counts * month.places * ROW_READS


def _functions(month: Month, prices: Prices) -> float:
    """A tenth of a second of 1 GB a recipient or call, and the sweep's 0.2 seconds of 0.5 GB each minute.

    The census looks each minute whether it is due, and counts with 1.73 GB.
    """
    runs = month.texts + month.emails + month.api_calls + 40 * month.people * month.joining + 2 * 43_200
    counting = month.counts * month.places * ROW_SECONDS * 1.73
    return prices.pounds(lambda_gb_second=runs * 0.1 + counting, lambda_request=runs)


def _queues(month: Month, prices: Prices) -> float:
    """Lambda's pollers ask each of six queues five times in 20 seconds, also where nothing waits."""
    polled, pages = 6 * 5 * 30 * 86_400 / 20, (month.texts + month.emails) / 100
    return prices.pounds(queue_request=polled + 4 * pages)


def _pages(month: Month, prices: Prices) -> float:
    opened = month.people * month.pages_each
    return prices.pounds(page_request=12 * opened + month.api_calls, page_gb=opened * 150_000 / 1e9)
