"""Writes the golden files anew: for a change of a stored shape that is meant, and for a new kind of item."""

from tests.stored import stored

from . import DEFAULTS, HERE, as_text, defaults, path

if __name__ == "__main__":
    for old in HERE.glob("*.json"):
        old.unlink()
    for kind, items in stored().items():
        path(kind).write_text(as_text(items), encoding="utf-8")
    DEFAULTS.write_text(defaults(), encoding="utf-8")
