"""Models to items and back: defaults left out, times as text, keys beside the fields."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from typing import TypeVar

from ..domain.model import Model
from ..ports import ABSENT, Item, Key, Write

KEYS = ("pk", "sk", "g1pk", "g1sk", "g2pk", "g2sk", "b", "ttl")
NEW: Mapping[str, object] = {"pk": ABSENT}
M = TypeVar("M", bound=Model)


def item_of(model: Model, key: Key, **beside: object) -> Item:
    """Make the item of a model: its fields that differ from the default, its key, and what stands beside."""
    fields = {name: plain(value) for name, value in model.model_dump(exclude_defaults=True).items()}
    return {"pk": key.pk, "sk": key.sk, **fields, **beside}


def model_of(kind: type[M], item: Item) -> M:
    """Read a model from its item; raises pydantic's ValidationError where the item is not one."""
    return kind.model_validate({name: value for name, value in item.items() if name not in KEYS})


def adding(model: Model, key: Key, **beside: object) -> Write:
    """Write a model that must be new."""
    return Write(key, item_of(model, key, **beside), NEW)


def saving(model: Model, was: Model, key: Key, *guards: str, **beside: object) -> Write:
    """Write a model over the one that was loaded: these fields must still hold the old values."""
    old, item = item_of(was, key), item_of(model, key, **beside)
    gone = tuple(name for name in old if name not in item)
    return Write(key, item, {guard: old.get(guard, ABSENT) for guard in ("pk", *guards)}, gone)


def deleting(key: Key) -> Write:
    """Delete an item, there or not."""
    return Write(key, None)


def plain(value: object) -> object:
    """Turn a Python value into what an item may hold."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {name: plain(each) for name, each in value.items() if each is not None}
    if isinstance(value, tuple | list | set):
        return [plain(each) for each in value]
    return value
