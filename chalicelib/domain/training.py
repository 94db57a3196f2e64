"""Training: what is marked so at its birth stays so, and what is not never becomes it."""

from collections.abc import Mapping

from .errors import Conflict


def fixed(training: bool, changes: Mapping[str, object]) -> dict[str, object]:
    """Answer the changes; raises Conflict where they touch the mark (facts 14: never live)."""
    if changes.get("training", training) is not training:
        raise Conflict("A training alert can never become live, nor a live one training. Write another.")
    return dict(changes)
