"""A story that went wrong made as short as it can be and still go wrong."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import NoReturn

from .judge import Violation
from .night import Night
from .scenario import Scenario

LEAST = {
    "people": 1,
    "notes": 0,
    "alerts": 1,
    "workers": 1,
    "threads": 1,
    "text_window": 1,
    "email_window": 1,
}
"""What can be made smaller, and how small."""


def wrong(scenario: Scenario) -> str:
    """Run a story; answer what did not hold, "" where all of it did."""
    try:
        Night(scenario).run()
    except Violation as violation:
        return str(violation)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""


def leave(status: int) -> NoReturn:
    """End this process now: threads of a story that failed may wait for ever for their turn."""
    sys.stdout.flush()
    os._exit(status)


def shrunk(scenario: Scenario) -> Scenario:
    """Leave out faults, people and workers as long as something still goes wrong."""
    while True:
        smaller = next((each for each in _smaller(scenario) if wrong(each)), None)
        if smaller is None:
            return scenario
        scenario = smaller


def _smaller(scenario: Scenario) -> Iterator[Scenario]:
    """Answer stories that are a step shorter, those that leave out most first."""
    faults = scenario.faults
    if len(faults) > 2:
        half = len(faults) // 2
        yield scenario.but(faults=faults[:half])
        yield scenario.but(faults=faults[half:])
    for fault in faults:
        yield scenario.but(faults=tuple(each for each in faults if each != fault))
    for name, least in LEAST.items():
        there = getattr(scenario, name)
        for fewer in sorted({least, (least + there) // 2, there - 1}):
            if least <= fewer < there:
                yield scenario.but(**{name: fewer})
