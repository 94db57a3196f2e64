"""Numbers of people for officers who may see no person: in steps of five, so that no home stands out."""

from collections.abc import Callable

from .officer import Officer

STEP = 5
NAMES = "see the ledger"
"""Whoever may look who was sent something learns nothing from an exact number."""
Rounding = Callable[[int], int]


def exact(officer: Officer) -> bool:
    """Tell whether this officer sees numbers of people as they are."""
    return officer.may(NAMES)


def rounding(officer: Officer) -> Rounding:
    """Answer what becomes of a number of people for this officer: itself, or the step it is on.

    Rounded down, so that 0 says no more than "fewer than five": nobody is not told from somebody.
    """
    return int if exact(officer) else coarse


def coarse(people: int) -> int:
    """Round a number of people down to a step."""
    return people // STEP * STEP
