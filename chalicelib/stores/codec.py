"""DynamoDB's typed form of items, keys and conditions, and its arithmetic of sizes."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from ..ports import ABSENT, Item, Write

_KEY = ('"pk"=?', '"sk"=?')


def _write(value: object) -> dict[str, Any]:
    """Write one value; our own few lines cost a third of boto3's and no import of it."""
    if isinstance(value, str):
        return {"S": value}
    if isinstance(value, bool):
        return {"BOOL": value}
    if isinstance(value, int | float):
        return {"N": str(value)}
    if isinstance(value, bytes):
        return {"B": value}
    if isinstance(value, Mapping):
        return {"M": {name: _write(each) for name, each in value.items()}}
    if isinstance(value, list):
        return {"L": [_write(each) for each in value]}
    raise TypeError(f"An item cannot hold a {type(value).__name__}.")


def _read(typed: Mapping[str, Any]) -> object:
    ((kind, value),) = typed.items()
    if kind == "M":
        return {name: _read(each) for name, each in value.items()}
    if kind == "L":
        return [_read(each) for each in value]
    return _number(value) if kind == "N" else value


def _number(digits: str) -> int | float:
    """Read a number, whole where it is one however it is written ("3", "3.0", "3E+2")."""
    if digits.lstrip("-").isdigit():
        return int(digits)
    exact = Decimal(digits)
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def encode(item: Mapping[str, object]) -> dict[str, Any]:
    """Write an item in DynamoDB's typed form; raises TypeError for what an item cannot hold."""
    return {name: _write(value) for name, value in item.items()}


def decode(item: Mapping[str, Any]) -> Item:
    """Read an item from DynamoDB's typed form."""
    return {name: _read(value) for name, value in item.items()}


def condition(expected: Mapping[str, object] | None) -> dict[str, Any]:
    """Write what a `Write` expects as the parameters of a conditional call."""
    if expected is None:
        return {}
    clauses, names, values = [], {}, {}
    for n, (name, value) in enumerate(expected.items()):
        names[f"#c{n}"] = name
        if value is ABSENT:
            clauses.append(f"attribute_not_exists(#c{n})")
        else:
            clauses.append(f"#c{n} = :c{n}")
            values[f":c{n}"] = _write(value)
    parameters = {"ConditionExpression": " AND ".join(clauses), "ExpressionAttributeNames": names}
    return parameters | ({"ExpressionAttributeValues": values} if values else {})


def update(table: str, write: Write) -> dict[str, Any]:
    """Write a change of an item that is there as a statement of PartiQL; raises TypeError for a delete."""
    if write.item is None:
        raise TypeError("A statement changes an item and deletes none.")
    given = {name: value for name, value in write.item.items() if name not in ("pk", "sk")}
    expected = {name: value for name, value in (write.expected or {}).items() if name not in ("pk", "sk")}
    changes = [f'SET "{name}"=?' for name in given] + [f'REMOVE "{name}"' for name in write.gone]
    where = [f'"{name}"' + (" IS MISSING" if v is ABSENT else "=?") for name, v in expected.items()]
    values = [*given.values(), *write.key, *(value for value in expected.values() if value is not ABSENT)]
    return {
        "Statement": " ".join([f'UPDATE "{table}"', *changes, "WHERE", " AND ".join([*_KEY, *where])]),
        "Parameters": [_write(value) for value in values],
    }


def size(value: object) -> int:
    """Answer the bytes an item, or a value in it, is charged for.

    Developer Guide, "DynamoDB item sizes and formats": names and text in UTF-8, numbers a byte per two
    digits and one more, a list or map three bytes and one per element.
    """
    if isinstance(value, str):
        return len(value.encode())
    if isinstance(value, bool):
        return 1
    if isinstance(value, int | float | Decimal):
        digits = str(abs(value)).replace(".", "").strip("0")
        return (len(digits) + 1) // 2 + 1 + (value < 0)
    if isinstance(value, bytes):
        return len(value)
    if isinstance(value, Mapping):
        return 3 + sum(1 + size(name) + size(each) for name, each in value.items())
    return 3 + sum(1 + size(each) for each in value) if isinstance(value, list) else 0


def item_size(item: Mapping[str, object]) -> int:
    """Answer the bytes of a whole item: its attributes' names and values."""
    return sum(size(name) + size(value) for name, value in item.items())


def write_units(item: Mapping[str, object]) -> int:
    """Answer the write units of putting an item: one per KB begun."""
    return max(1, -(-item_size(item) // 1024))
