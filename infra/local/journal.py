"""Keeps the laptop's cloud through stop and kill: what each call changed or sent, written before its answer.

The journal holds *results*, not requests: the items as they stand after a write, and the keys that are gone.
Replay is then only "the last one wins": no condition, counter or transaction token can turn out differently
the second time, and replaying a stretch twice does no harm. A line reaches the operating system before the
answer leaves, so a killed process loses nothing that it had answered; the disk is forced at snapshots only,
so a power cut may cost the last seconds.
"""

import asyncio
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import IO, Any, cast

from .asgi import Asgi, Message, Receive, Send, again, refuse, whole
from .sends import Sent, provider_of, sends_of
from .state import State, lines_of, write_whole
from .tables import Item, Key, every_item, image, key_of, load

BATCH = "BatchExecuteStatement"
WRITES = {
    "PutItem",
    "UpdateItem",
    "DeleteItem",
    "BatchWriteItem",
    "TransactWriteItems",
    BATCH,
}
UNKNOWN_WRITES = {"ExecuteStatement", "ExecuteTransaction", "ImportTable"}
_UPDATE = re.compile(r'UPDATE "[^"]+" .* WHERE "pk"=\? AND "sk"=\?( AND .*)?')
"""The one statement we make: the only parameters before WHERE are what is set."""
TAKEN = {200, 201}
Touched = list[tuple[str, Key]]


@dataclass
class Journal:
    """An ASGI wrapper round the emulator, for the one table of one force."""

    state: State
    table: str
    sent: list[Sent] = field(default_factory=list)
    _writes: IO[str] | None = None
    _sends: IO[str] | None = None
    _order: asyncio.Lock = field(default_factory=asyncio.Lock)

    def around(self, app: Asgi) -> Asgi:
        async def call(scope: Message, receive: Receive, send: Send) -> None:
            if scope["type"] != "http" or scope["method"] != "POST" or self._writes is None:
                await app(scope, receive, send)
                return
            body = await whole(receive)
            action = _action(scope)
            if action in UNKNOWN_WRITES or (action == BATCH and not _ours(body)):
                # Better no answer of the kind than a write that is gone at the next start.
                await refuse(send, f"The laptop's journal cannot follow {action}.")
            elif action in WRITES or provider_of(scope["path"], body):
                await self._keep(app, scope, body, action, send)
            else:
                await app(scope, again(body), send)

        return call

    async def _keep(self, app: Asgi, scope: Message, body: bytes, action: str, send: Send) -> None:
        """One call at a time, so that the order of the lines is the order in which they were applied."""
        answer: list[Message] = []

        async def hold_back(message: Message) -> None:
            answer.append(message)

        async with self._order:
            await app(scope, again(body), hold_back)
            if answer[0]["status"] in TAKEN:
                if action in WRITES:
                    self._write_down(touched(action, json.loads(body)))
                else:
                    self._note(
                        sends_of(scope["path"], body, b"".join(part.get("body", b"") for part in answer[1:]))
                    )
        for message in answer:
            await send(message)

    def _write_down(self, keys: Touched) -> None:
        put: list[Item] = []
        gone: list[Key] = []
        for table, key in keys:
            if table == self.table:
                item = image(table, key)
                put.append(item) if item is not None else gone.append(key)
        _append(self._writes, [{"put": put, "gone": gone}])

    def _note(self, sends: list[Sent]) -> None:
        _append(self._sends, sends)
        self.sent.extend(sends)

    async def replay(self) -> int:
        """Fill the fresh table from snapshot and journal, begin to record, and answer the number of items."""
        items: dict[Key, Item] = {key_of(item): item for item in lines_of(self.state.snapshot)}
        for line in lines_of(self.state.journal):
            for item in line["put"]:
                items[key_of(item)] = item
            for pk, sk in line["gone"]:
                items.pop((pk, sk), None)
        count = load(self.table, items.values())
        self.sent.extend(_recorded(line) for line in lines_of(self.state.sent))
        self._writes = self.state.journal.open("a", encoding="utf-8")
        self._sends = self.state.sent.open("a", encoding="utf-8")
        return count

    async def snapshot(self) -> None:
        """Write the whole table once and start the journal afresh, so that the next start is quick.

        On the emulator's loop (`Cloud.run`). A kill between the two steps leaves the old journal beside the
        new snapshot, which replays to the same table.
        """
        async with self._order:
            if self._writes is not None:
                write_whole(self.state.snapshot, (_json(item) for item in every_item(self.table)))
                self._writes.truncate(0)

    def close(self) -> None:
        for file in (self._writes, self._sends):
            if file is not None:
                file.close()
        self._writes = self._sends = None


def touched(action: str, call: dict[str, Any]) -> Touched:
    """Every (table, key) that a successful write may have changed, once each."""
    if action == "BatchWriteItem":
        found = [
            (table, _key(next(iter(request.values()))))
            for table, requests in call["RequestItems"].items()
            for request in requests
        ]
    elif action == "TransactWriteItems":
        found = [
            (change["TableName"], _key(change))
            for member in call["TransactItems"]
            for kind, change in member.items()
            if kind != "ConditionCheck"
        ]
    elif action == BATCH:
        found = [_stated(each["Statement"], each["Parameters"]) for each in call["Statements"]]
    else:
        found = [(call["TableName"], _key(call))]
    return list(dict.fromkeys(found))


def _ours(body: bytes) -> bool:
    return all(_UPDATE.fullmatch(each["Statement"]) for each in json.loads(body)["Statements"])


def _stated(statement: str, parameters: list[dict[str, str]]) -> tuple[str, Key]:
    """Answer what a statement of ours changes."""
    before, _, _ = statement.partition(" WHERE ")
    key = parameters[before.count("?") :]
    return before.split('"')[1], (key[0]["S"], key[1]["S"])


def _key(change: dict[str, Any]) -> Key:
    return key_of(change["Item"] if "Item" in change else change["Key"])


def _action(scope: Message) -> str:
    for name, value in scope["headers"]:
        if name == b"x-amz-target" and value.startswith(b"DynamoDB_20120810."):
            return str(value.decode().partition(".")[2])
    return ""


def _recorded(line: dict[str, Any]) -> Sent:
    """One line of the record; an older laptop had one provider a channel and did not say which."""
    return cast(Sent, {"provider": {"text": "sns", "email": "ses"}[line["channel"]], **line})


def _append(file: IO[str] | None, entries: Iterable[Any]) -> None:
    if file is not None:
        file.write("".join(_json(entry) + "\n" for entry in entries))
        file.flush()


def _json(entry: Any) -> str:
    return json.dumps(entry, separators=(",", ":"), ensure_ascii=False)
