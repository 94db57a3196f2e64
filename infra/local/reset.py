"""`make reset`: empties the laptop's data of one force (FORCE) or, where none is named, of all."""

import os
import sys
from pathlib import Path

from .state import AlreadyRunning, State, all_states, state_of


def reset(force: str, root: Path | None = None) -> list[str]:
    """Empty the state of one force, or of all when `force` is empty; answers which. Raises AlreadyRunning."""
    base = root or all_states()
    states = [state_of(force, base)] if force else [State(folder) for folder in sorted(base.glob("*/"))]
    for state in states:
        held = state.hold()
        try:
            state.empty()
        finally:
            held.release()
    return [state.folder.name for state in states]


def main() -> int:
    """0 when everything asked for is empty; 1 with a sentence where a laptop is running on it."""
    try:
        emptied = reset(os.environ.get("FORCE", ""))
    except AlreadyRunning as reason:
        print(reason, file=sys.stderr)
        return 1
    print(f"Emptied: {', '.join(emptied)}." if emptied else "There was nothing to empty.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
