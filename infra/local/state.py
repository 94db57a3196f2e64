"""Where one force's laptop keeps its state, and the lock that keeps a second laptop out of it."""

import fcntl
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from chalicelib.domain.packed import FORMAT

CHECKOUT = Path(__file__).parent.parent.parent


class AlreadyRunning(RuntimeError):
    """Another laptop holds this state."""


class Damaged(RuntimeError):
    """A record has a broken line that no kill can explain."""


@dataclass(frozen=True)
class State:
    """The folder of one force: `.local/<force>` of the checkout unless told otherwise."""

    folder: Path

    @property
    def snapshot(self) -> Path:
        return self.folder / "table.jsonl"

    @property
    def journal(self) -> Path:
        return self.folder / "journal.jsonl"

    @property
    def sent(self) -> Path:
        return self.folder / "sent.jsonl"

    @property
    def keys(self) -> Path:
        return self.folder / "keys.json"

    @property
    def seeded(self) -> Path:
        """Present once seeding ended, so that a kill in the middle of it is seen; says the index's format."""
        return self.folder / "seeded"

    @property
    def site(self) -> Path:
        return self.folder / "site"

    @property
    def environment(self) -> Path:
        """The environment in which the running laptop is reached, for the administrator's commands."""
        return self.folder / "environment.json"

    def readable(self) -> None:
        """Raise Damaged where the state was made by code that packed the audience index otherwise."""
        if self.seeded.exists() and self.seeded.read_text(encoding="utf-8").strip() != FORMAT:
            raise Damaged(
                f"{self.folder} was filled by another version of Watchword, and this one cannot read it. "
                f"`make reset FORCE={self.folder.name}` empties it, and the next start fills it again."
            )

    def hold(self) -> "Lock":
        """Take the state for this process until it ends; raises AlreadyRunning with a sentence."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return Lock.take(self.folder / "lock")

    def empty(self) -> None:
        """Forget everything but the lock."""
        for path in self.folder.iterdir():
            if path.is_dir():
                shutil.rmtree(path)
            elif path.name != "lock":
                path.unlink()


def all_states() -> Path:
    """The folder that holds every force's: `.local` of the checkout, or where STATE says."""
    return Path(os.environ.get("STATE") or CHECKOUT / ".local")


def state_of(force: str, root: Path | None = None) -> State:
    return State((root or all_states()) / force)


@dataclass(frozen=True)
class Lock:
    """An advisory lock of the operating system: it goes with the process, however that ends."""

    file: IO[str]

    @classmethod
    def take(cls, path: Path) -> "Lock":
        file = path.open("a+", encoding="utf-8")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as busy:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            file.close()
            raise AlreadyRunning(
                f"Watchword is already running on {path.parent} (process {holder}). Stop it first."
            ) from busy
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        return cls(file)

    def release(self) -> None:
        self.file.close()


def lines_of(path: Path) -> Iterator[Any]:
    """Each line as JSON; a last line that a kill cut short is taken off the file, so the next starts clean.

    Raises Damaged where a line in the middle cannot be read.
    """
    if not path.exists():
        return
    whole = 0
    with path.open("r+b") as file:
        for number, line in enumerate(file, start=1):
            if not line.endswith(b"\n"):
                break
            try:
                entry = json.loads(line)
            except ValueError as broken:
                raise Damaged(
                    f"Line {number} of {path} cannot be read. `make reset` empties the laptop."
                ) from broken
            whole += len(line)
            yield entry
        file.truncate(whole)


def write_whole(path: Path, lines: Iterable[str]) -> None:
    """Replace a file at once: whoever reads it sees the old one or the new one, also after a power cut."""
    new = path.with_suffix(".new")
    with new.open("w", encoding="utf-8") as file:
        for line in lines:
            file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
