"""Groups that one joins: what choosing an interest does, and the invitation that opens a closed one."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from .force import Force
from .model import Model

INVITATION_LIFETIME = timedelta(days=30)
Admits = Callable[[str], str]
"""Answers the interest that an invitation opens; raises ValueError with a sentence where it opens none."""


class Invitation(Model):
    """A link into a group, good until the end of its day in London; it names nobody and may be passed on."""

    interest: str
    link: str
    expires: date


class Chosen(NamedTuple):
    """What becomes of the interests that somebody chose: a member at once, or asked."""

    members: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()


def chosen(
    wanted: tuple[str, ...], force: Force, invited: tuple[str, ...] = (), members: tuple[str, ...] = ()
) -> Chosen:
    """Judge a choice of interests, the same on every form; raises ValueError with a sentence.

    Whoever is invited, or a member already (`members`), needs nobody's yes; what is not wanted is left.
    """
    interests = {interest.id: interest for interest in force.interests}
    joined, asked = list[str](), list[str]()
    for each in sorted({*wanted, *invited}):
        interest = interests.get(each)
        if interest is None:
            raise ValueError("Choose interests from the list.")
        if each in members or each in invited or interest.joining == "open":
            joined.append(each)
        elif interest.joining == "approval":
            asked.append(each)
        else:
            raise ValueError(
                f"One joins {interest.name} by invitation only. Ask an officer you know for one."
            )
    return Chosen(tuple(joined), tuple(asked))


def suggested(force: Force, *areas: str) -> tuple[str, ...]:
    """Answer the interests that are suggested to people of these areas, by code; never a closed group."""
    offered = [interest for interest in force.interests if interest.joining != "invitation"]
    return tuple(interest.id for interest in offered if set(areas) & set(interest.suggested))
