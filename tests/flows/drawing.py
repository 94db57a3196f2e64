"""Mermaid sequence diagrams of traced flows, and their place in docs/flows.md."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from ..architecture.documents import DOCS
from ..house import a_house
from .stories import FLOWS, after_a_while, before
from .trace import API, QUEUES, TABLE, Step, Trace
from .tracing import traced

DOCUMENT = DOCS / "flows.md"
_PEOPLE = ("resident", "residents", "author", "SPOC", "analyst")
_TITLES = {API: "APIHandler", TABLE: "the table", QUEUES: "the queues"}
_ROW = 5
"""Names of items in one line of an arrow's words."""
_PLACE = re.compile(r"(<!-- flow: (?P<name>[\w-]+) -->\n```mermaid\n).*?(```\n)", re.DOTALL)


def drawn() -> dict[str, str]:
    """Live through every flow, one after the other in one house; answer a diagram a flow."""
    pictures = {}
    with a_house() as house:
        before(house)
        for name, flow in FLOWS.items():
            with traced(house) as trace:
                flow(house, trace)
            pictures[name] = diagram(trace)
            after_a_while(house)
    return pictures


def diagram(trace: Trace) -> str:
    """Draw the steps as a Mermaid sequence diagram; equal arrows that follow each other are one, counted."""
    return "\n".join(["sequenceDiagram", *_participants(trace.steps), *_arrows(trace.steps), ""])


def _participants(steps: Sequence[Step]) -> list[str]:
    names = dict.fromkeys(name for step in steps for name in (step.source, step.target))
    people = [f"    actor {name}" for name in names if name in _PEOPLE]
    titles = {name: f"{name} as {title}" for name, title in _TITLES.items()}
    rest = [f"    participant {titles.get(name, name)}" for name in names if name not in _PEOPLE]
    return people + rest


def _arrows(steps: Sequence[Step]) -> Iterator[str]:
    for step, same in groupby(steps):
        times = len(list(same))
        yield _arrow(step if times == 1 else step._replace(words=f"{step.words} ({times} times)"))


def _arrow(step: Step) -> str:
    line = "-->>" if step.answer else "->>"
    words = step.words.split(", ")
    rows = [", ".join(words[start : start + _ROW]) for start in range(0, len(words), _ROW)]
    return f"    {step.source}{line}{step.target}: {',<br/>'.join(rows)}"


def redrawn(text: str) -> str:
    """Answer the document with every picture as it is drawn now; raises KeyError for an unknown flow."""
    pictures = drawn()
    return _PLACE.sub(lambda found: f"{found[1]}{pictures[found['name']]}{found[3]}", text)


def placed(text: str) -> list[str]:
    """Answer the flows that the document has a place for, in order."""
    return [found["name"] for found in _PLACE.finditer(text)]
