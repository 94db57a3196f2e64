"""`make demo`: a throwaway laptop, the whole story told through HTTP, and a table of its steps."""

import argparse
import os
import sys
import tempfile
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from infra.made_up.people import how_many

from ..application import NoSuchForce
from ..laptop import Laptop
from .scenes import SCENES
from .stage import Stage

FEWEST = 50
"""Fewer may leave no two neighbouring wards with somebody in them."""


@dataclass(frozen=True)
class Step:
    """What was looked at, what should be seen there, and what was."""

    says: str
    expected: str
    got: str

    @property
    def fine(self) -> bool:
        return self.expected == self.got


@dataclass
class Record:
    """The steps of a story so far, each printed as it is taken."""

    steps: list[Step] = field(default_factory=list)

    def heading(self, words: str) -> None:
        print(f"\n{words}\n  {'':4}  {'step':<68}  {'expected':<22}  got", flush=True)

    def step(self, says: str, expected: object, got: object) -> None:
        taken = Step(says, str(expected), str(got))
        self.steps.append(taken)
        mark = "ok" if taken.fine else "WRONG"
        print(f"  {mark:<5} {taken.says:<68}  {taken.expected:<22}  {taken.got}", flush=True)

    @property
    def wrong(self) -> int:
        return sum(not step.fine for step in self.steps)


def tell(force: str, subscribers: int, root: Path) -> Record:
    """Tell the story on a fresh laptop under `root`; raises what a laptop raises that cannot start."""
    record = Record()
    laptop = Laptop(force=force, root=root, subscribers=subscribers)
    laptop.start()
    try:
        stage = Stage.of(laptop, record)
        for scene in SCENES:
            record.heading((scene.__doc__ or "").partition("\n")[0])
            scene(stage)
    except Exception as broken:
        # A scene that cannot go on is a step that differs; where it broke is worth more than a bare table.
        traceback.print_exc()
        record.step("the story went on to its end", "yes", f"no: {type(broken).__name__}")
    finally:
        laptop.stop()
    return record


def main(arguments: Sequence[str]) -> int:
    """0 when every step was as expected, 1 with a sentence otherwise."""
    named = os.environ.get("FORCE") or "fictional"
    parser = argparse.ArgumentParser(prog="python -m infra.local.demo", description=__doc__)
    parser.add_argument("--force", default=named, help="the force file's stem (default: %(default)s)")
    parser.add_argument("--subscribers", type=int, default=int(os.environ.get("SUBSCRIBERS") or 0))
    wanted = parser.parse_args(arguments)
    people = wanted.subscribers or how_many(wanted.force)
    if people < FEWEST:
        parser.error(f"the story needs {FEWEST} people or more")
    print(f"The story of Watchword, force {wanted.force}, with {people:,} made-up people.")
    try:
        with tempfile.TemporaryDirectory(prefix="watchword-demo-") as root:
            record = tell(wanted.force, people, Path(root))
    except (NoSuchForce, OSError) as reason:
        print(reason, file=sys.stderr)
        return 1
    verdict = f"{record.wrong} differ." if record.wrong else "every one as expected."
    print(f"\n{len(record.steps)} steps, {verdict}")
    return 1 if record.wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
