"""Watches a house on fakes: its routes, queues, workers, services, channels and table."""

import functools
import inspect
import pkgutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import is_dataclass
from importlib import import_module
from typing import Any

import pytest

from chalicelib import services
from chalicelib.domain.sending import Message
from chalicelib.ports import Item, Key, Write
from infra.local.routes import Match

from ..house import GATEWAY, House, Reply
from .items import name_of, name_of_index
from .trace import API, CLOCK, NETWORKS, QUEUES, TABLE, Trace


@contextmanager
def traced(house: House) -> Iterator[Trace]:
    """Watch everything that this house does until the block ends."""
    trace = Trace()
    with pytest.MonkeyPatch.context() as patch:
        for name, watch in {**_table(house, trace), **_doors(house, trace)}.items():
            owner, _, method = name.rpartition(".")
            patch.setattr(getattr(house, owner) if owner else house, method, watch)
        for kind in _services():
            for verb, work in inspect.getmembers(kind, inspect.isfunction):
                if not verb.startswith("_"):
                    patch.setattr(kind, verb, _serving(trace, f"{kind.__name__}.{verb}", work))
        yield trace


def _services() -> Iterator[type]:
    for found in pkgutil.walk_packages(services.__path__, f"{services.__name__}."):
        module = import_module(found.name)
        for kind in vars(module).values():
            if inspect.isclass(kind) and kind.__module__ == module.__name__ and is_dataclass(kind):
                yield kind


def _serving(trace: Trace, words: str, method: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(method)
    def watched(*args: Any, **named: Any) -> Any:
        with trace.serving(words):
            return method(*args, **named)

    return watched


def _table(house: House, trace: Trace) -> dict[str, Callable[..., Any]]:
    """Answer the watched methods of the table."""
    inner = house.table
    get, get_many, query = inner.get, inner.get_many, inner.query
    commit, each, put_many, increment = inner.commit, inner.each, inner.put_many, inner.increment

    def read(key: Key) -> Item | None:
        trace.reads([name_of(key)])
        return get(key)

    def read_many(keys: Sequence[Key]) -> dict[Key, Item]:
        trace.reads(map(name_of, keys))
        return get_many(keys)

    def look(pk: str, first: str = "", last: str = "\U0010ffff", **more: Any) -> Iterator[Item]:
        found = list(query(pk, first, last, **more))
        names = [name_of(Key(str(item["pk"]), str(item["sk"]))) for item in found]
        trace.reads(names or [name_of_index(pk) if more.get("index") else name_of(Key(pk, first))])
        return iter(found)

    def write(*writes: Write) -> None:
        trace.does(TABLE, _written(writes))
        commit(*writes)

    def write_each(*writes: Write) -> tuple[bool, ...]:
        trace.does(TABLE, f"writes {_counted(name_of(write.key) for write in writes)}, each by itself")
        return each(*writes)

    def put(items: Iterable[Item]) -> None:
        given = list(items)
        trace.does(
            TABLE, f"writes {_counted(name_of(Key(str(item['pk']), str(item['sk']))) for item in given)}"
        )
        put_many(given)

    def add(key: Key, most: int | None = None, expires: int | None = None) -> int:
        trace.does(TABLE, f"counts {name_of(key)}")
        return increment(key, most, expires)

    watched: tuple[Callable[..., Any], ...] = (read, read_many, look, write, write_each, put, add)
    names = ("get", "get_many", "query", "commit", "each", "put_many", "increment")
    return {f"table.{name}": method for name, method in zip(names, watched, strict=True)}


def _doors(house: House, trace: Trace) -> dict[str, Callable[..., Any]]:
    """Answer the watched ways in and out: routes, queues, workers, schedules, channels."""
    ask, put, invoke, on_schedule = house.ask, house.queue.put, house.invoke, house.on_schedule

    def asked(method: str, path: str, *args: Any, **named: Any) -> Reply:
        match = GATEWAY.find(method, path.partition("?")[0])
        trace.says(trace.caller, API, f"{method} {match.pattern if isinstance(match, Match) else path}")
        with trace.running(API):
            reply = ask(method, path, *args, **named)
        trace.says(API, trace.caller, str(reply.status_code), answer=True)
        return reply

    def queued(queue: str, bodies: Sequence[Mapping[str, object]]) -> None:
        tasks = _counted(str(body.get("task", "page")) for body in bodies) if queue == "plan" else ""
        if bodies:
            trace.does(QUEUES, f"{queue}: {tasks or len(bodies)}")
        put(queue, bodies)

    def worked(queue: str, *bodies: str) -> Any:
        function = queue.capitalize()
        trace.says(QUEUES, function, f"{queue}: {len(bodies)}")
        with trace.running(function):
            return invoke(queue, *bodies)

    def due(name: str) -> None:
        function = name.title().replace("_", "")
        trace.says(CLOCK, function, "it is time")
        with trace.running(function):
            on_schedule(name)

    sends = {f"{each.name}.send": _sent(each.send, each.name, trace) for each in (house.text, house.email)}
    doors: dict[str, Callable[..., Any]] = {
        "ask": asked,
        "queue.put": queued,
        "invoke": worked,
        "on_schedule": due,
    }
    return {**doors, **sends}


def _sent(send: Callable[[Sequence[Message]], Any], name: str, trace: Trace) -> Callable[..., Any]:
    def sent(messages: Sequence[Message]) -> Any:
        words = f"{len(messages)} {name}{'s' if len(messages) > 1 else ''}"
        trace.does(NETWORKS[name], words)
        answers = send(messages)
        trace.says(NETWORKS[name], trace.people, words)
        return answers

    return sent


def _written(writes: Sequence[Write]) -> str:
    put = _counted(name_of(write.key) for write in writes if write.item is not None)
    gone = _counted(name_of(write.key) for write in writes if write.item is None)
    words = " and ".join(filter(None, (put and f"writes {put}", gone and f"deletes {gone}")))
    return f"{words} in one transaction" if len(writes) > 1 else words


def _counted(names: Iterable[str]) -> str:
    return ", ".join(f"{name} ({n})" if n > 1 else name for name, n in Counter(names).items())
