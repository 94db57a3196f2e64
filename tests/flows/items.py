"""What an item of the table is called, by its key: the names of the access patterns in `stores/keys.py`."""

import re
from functools import cache

from chalicelib.ports import Key

from ..architecture.documents import access_patterns


def name_of(key: Key) -> str:
    """Name an item by its key, or what begins with a sort key; raises LookupError for what has no pattern."""
    for name, pk, sk in _patterns():
        if pk.fullmatch(key.pk) and (sk.fullmatch(key.sk) or sk.match(f"{key.sk}x")):
            return name
    for name, pk, sk in _patterns():
        if pk.fullmatch(key.pk) and sk.pattern.startswith(key.sk):
            return name
    raise LookupError(f"no access pattern has the key {key}")


def name_of_index(pk: str) -> str:
    """Name what an index's partition holds, for a look at it that finds nothing."""
    for row in access_patterns():
        if row["index"] and _expression(row["index"].split()[1]).fullmatch(pk):
            return row["item"]
    raise LookupError(f"no access pattern has the partition {pk}")


@cache
def _patterns() -> list[tuple[str, re.Pattern[str], re.Pattern[str]]]:
    rows = access_patterns()
    return [(row["item"], _expression(row["pk"]), _expression(row["sk"])) for row in rows]


def _expression(pattern: str) -> re.Pattern[str]:
    """Read a pattern: capitals stand for themselves, other words for anything; `#` stands between them."""
    parts = pattern.split("#")
    wild = ["[^#]+"] * (len(parts) - 1) + [".+"]
    return re.compile("#".join(re.escape(p) if p.isupper() else w for p, w in zip(parts, wild, strict=True)))
