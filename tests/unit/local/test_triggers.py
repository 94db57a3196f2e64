"""Rates and partial answers are read as AWS reads them."""

from typing import Any

import pytest
from chalice.app import Cron, Rate

from infra.local.pollers import failed_ids
from infra.local.schedules import UnknownRate, seconds_of


@pytest.mark.parametrize(
    ("expression", "seconds"),
    [
        ("rate(1 minute)", 60),
        ("rate(5 minutes)", 300),
        (Rate(1, unit=Rate.HOURS), 3600),
        ("rate(2 days)", 172800),
    ],
)
def test_a_rate_is_so_many_seconds(expression: Any, seconds: int) -> None:
    assert seconds_of(expression) == seconds


@pytest.mark.parametrize("expression", ["rate(soon)", Cron(0, 3, "*", "*", "?", "*")])
def test_anything_but_a_rate_is_refused(expression: Any) -> None:
    with pytest.raises(UnknownRate, match="by rate"):
        seconds_of(expression)


@pytest.mark.parametrize(
    ("answer", "failed"),
    [
        (None, set()),
        ({}, set()),
        ({"batchItemFailures": []}, set()),
        ({"batchItemFailures": [{"itemIdentifier": "1"}]}, {"1"}),
        ({"batchItemFailures": [{"itemIdentifier": ""}]}, {""}),
        ({"batchItemFailures": [{}]}, {""}),
    ],
)
def test_the_failures_of_a_batch_are_those_named(answer: Any, failed: set[str]) -> None:
    assert failed_ids(answer) == failed
