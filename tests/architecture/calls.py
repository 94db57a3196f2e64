"""Which calls to AWS a function can make, read from the code: from its handler through services and stores.

It follows names: a service's or store's field is called like the function of `wiring.py` that fills it, with
or without a stroke before it. Whatever a function refers to counts as called, so every path is in.
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from chalicelib.settings import QUEUES, load_force
from infra.doctor import ROOT
from infra.policies import used

from .packaged import STAGE

HOME = ROOT / "chalicelib"
ACTIONS = {
    "get_item": "dynamodb:GetItem",
    "batch_get_item": "dynamodb:BatchGetItem",
    "batch_write_item": "dynamodb:BatchWriteItem",
    "update_item": "dynamodb:UpdateItem",
    "get_secret_value": "secretsmanager:GetSecretValue",
    "get_object": "s3:GetObject",
    "put_object": "s3:PutObject",
    "send_bulk_email": "ses:SendBulkEmail",
}
"""boto3's methods as a policy writes them."""
FROM_OUTSIDE = {
    *("exceptions", "query", "transact_write_items", "batch_execute_statement"),
    *("get_queue_url", "send_message_batch", "receive_message", "delete_message_batch"),
    *("get_queue_attributes", "change_message_visibility_batch"),
}
"""Told by whoever calls the store: which index, what is written, which queue."""
LETTERS = {
    "depth": "sqs:GetQueueAttributes",
    "take": "sqs:ReceiveMessage",
    "give_back": "sqs:ChangeMessageVisibility",
    "remove": "sqs:DeleteMessage",
}
"""What is done with dead letters, by the method of the port."""
UNSIGNED = {
    "initiate_auth",
    "respond_to_auth_challenge",
    "associate_software_token",
    "verify_software_token",
    "global_sign_out",
}
"""Cognito takes these from anybody: no policy can permit or refuse them."""
LANES = {"urgent", "routine", "direct"}
PROVIDERS = {
    "sns": ("sns_text", "SnsTexts"),
    "end-user-messaging": ("end_user_messaging", "EndUserMessagingTexts"),
    "notify": ("notify", "Notify"),
    "ses": ("ses", "SesEmails"),
    "smtp": ("smtp", "Smtp"),
}
"""Who may carry a lane's messages: name, file and class. The package has leave for those its force uses."""
SIGNED = {"channels.sns_text": "sns:Publish", "channels.end_user_messaging": "sms-voice:SendTextMessage"}
"""What a file posts that signs its requests without boto3's client."""
INDEXES = {"G1": "G1-audience", "G2": "G2-work"}


class Room(NamedTuple):
    """A module's functions and what it imports from this house, by the name it uses."""

    functions: dict[str, ast.AST]
    classes: dict[str, ast.ClassDef]
    imported: dict[str, tuple[str, str]]


class Spot(NamedTuple):
    """A function of a module, or a method where `kind` names its class."""

    module: str
    kind: str
    name: str


@cache
def rooms() -> dict[str, Room]:
    """Read every module of chalicelib, by its dotted name below it."""
    found = {}
    for path in sorted(HOME.rglob("*.py")):
        name = ".".join(path.relative_to(HOME).with_suffix("").parts)
        found[name] = _room(ast.parse(path.read_text(encoding="utf-8")), path)
    return found


def _room(tree: ast.Module, path: Path) -> Room:
    above = path.parent.relative_to(HOME).parts
    imported = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = ".".join([*above[: len(above) + 1 - node.level], *filter(None, [node.module])])
            imported.update({a.asname or a.name: (base, a.name) for a in node.names})
    return Room(
        {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)},
        {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)},
        imported,
    )


@cache
def wired() -> dict[str, tuple[str, str]]:
    """Answer what fills each name of `wiring.py`: (module, class), as its definition there says."""
    tree, room = ast.parse((HOME / "wiring.py").read_text(encoding="utf-8")), rooms()["wiring"]
    found = {}
    for node in tree.body:
        name, body = _definition(node)
        for part in (each for statement in body for each in ast.walk(statement)):
            if isinstance(part, ast.Name) and (target := _class_of(room.imported.get(part.id))):
                found[name] = target
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                module, _, kind = part.value.rpartition(".")
                if target := _class_of((f"services.{module}", kind)):
                    found[name] = target
    return found


def _definition(node: ast.stmt) -> tuple[str, list[ast.AST]]:
    if isinstance(node, ast.FunctionDef):
        return node.name, list(node.body)
    if isinstance(node, ast.Assign | ast.AnnAssign) and node.value:
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        return (target.id if isinstance(target, ast.Name) else ""), [node.value]
    return "", []


def _class_of(where: tuple[str, str] | None) -> tuple[str, str] | None:
    return where if where and where[0] in rooms() and where[1] in rooms()[where[0]].classes else None


@cache
def needs(name: str) -> frozenset[str]:
    """Answer every name of `wiring.py` that is made when this one is."""
    tree, asked, all_names = ast.parse((HOME / "wiring.py").read_text(encoding="utf-8")), {name}, set[str]()
    bodies = {known: body for known, body in map(_definition, tree.body) if known}
    while asked:
        this = asked.pop()
        all_names.add(this)
        words = {n.id for b in bodies[this] for n in ast.walk(b) if isinstance(n, ast.Name)}
        module, kind = wired().get(this, ("", ""))
        if module.startswith("services."):
            fields = [
                n for n in rooms()[module].classes[kind].body if isinstance(n, ast.AnnAssign) and not n.value
            ]
            words |= {n.target.id for n in fields if isinstance(n.target, ast.Name)}
        asked |= (words & bodies.keys()) - all_names
    return frozenset(all_names)


class Calls:
    """The calls of one function: (action, resource) with the resource a queue, an index, "table" or ""."""

    def __init__(self, handlers: str, function: str) -> None:
        self.function, self.found = function, set[tuple[str, str]]()
        self._seen: set[Spot] = set()
        start = rooms()[f"handlers.{handlers}"].functions
        names = [function] if function in start else list(start)
        self._waiting = [Spot(f"handlers.{handlers}", "", name) for name in names]

    def follow(self) -> set[tuple[str, str]]:
        """Answer all calls that can be reached."""
        while self._waiting:
            spot = self._waiting.pop()
            if spot not in self._seen:
                self._seen.add(spot)
                self._look(spot)
        return self.found

    def _look(self, spot: Spot) -> None:
        body, room = _body(spot), rooms().get(spot.module)
        if body is None or room is None:
            return
        own = _locals(body)
        for node in ast.walk(body):
            if isinstance(node, ast.Call):
                self._call(node, body)
            if isinstance(node, ast.Name) and node.id not in own:
                self._name(spot, room, node.id)
            elif isinstance(node, ast.Attribute):
                self._attribute(spot, room, node)

    def _name(self, spot: Spot, room: Room, name: str) -> None:
        if name in room.functions:
            self._waiting.append(Spot(spot.module, "", name))
        elif name in room.classes:
            self._waiting += [Spot(spot.module, name, method) for method in ("__init__", "__call__")]
        elif name in room.imported:
            module, original = room.imported[name]
            if (module, original) == ("stores.items", "deleting"):
                self.found.add(("dynamodb:DeleteItem", "table"))
            if module in rooms():
                self._name(Spot(module, "", original), rooms()[module], original)

    def _attribute(self, spot: Spot, room: Room, node: ast.Attribute) -> None:
        owner, name = node.value, node.attr
        if isinstance(owner, ast.Name) and owner.id in ("self", "cls"):
            self._waiting.append(Spot(spot.module, spot.kind, name))
            self._reach(name, "__call__")
        elif (
            isinstance(owner, ast.Attribute)
            and isinstance(owner.value, ast.Name)
            and owner.value.id == "self"
        ):
            self._reach(owner.attr, name)
            if owner.attr == "_client" and name not in FROM_OUTSIDE | UNSIGNED:
                self.found.add((ACTIONS[name], "table" if ACTIONS[name].startswith("dynamodb:") else ""))
            if owner.attr == "_signed":
                self.found.add((SIGNED[spot.module], ""))
        elif isinstance(owner, ast.Name):
            self._named(spot, room, owner.id, name)
        elif isinstance(owner, ast.Call) and ast.unparse(owner.func).startswith("wiring."):
            self._reach(ast.unparse(owner.func).removeprefix("wiring."), name)

    def _named(self, spot: Spot, room: Room, owner: str, name: str) -> None:
        """A module's function, a class's method, or a handler's local that is called like what fills it."""
        module, original = room.imported.get(owner, ("", ""))
        if owner == "wiring":
            if "keys" in needs(name):
                self.found.add(("secretsmanager:GetSecretValue", ""))
            self._waiting.append(Spot("wiring", "", name))
        elif (inside := f"{module}.{original}".lstrip(".")) in rooms():
            self._name(Spot(inside, "", name), rooms()[inside], name)
        elif module in rooms() and original in rooms()[module].classes:
            self._waiting.append(Spot(module, original, name))
        elif owner == "channel":
            carriers = [PROVIDERS[each] for each in used(load_force(STAGE))]
            self._waiting += [Spot(f"channels.{file}", kind, name) for file, kind in carriers]
        elif spot.module.startswith("handlers."):
            self._reach(owner, name)

    def _reach(self, port: str, method: str) -> None:
        if target := wired().get(port.lstrip("_")):
            self._waiting.append(Spot(*target, method))

    def _call(self, node: ast.Call, body: ast.AST) -> None:
        if not isinstance(node.func, ast.Attribute) or not isinstance(node.func.value, ast.Attribute):
            return
        port, method = node.func.value.attr.lstrip("_"), node.func.attr
        if (port, method) == ("table", "query"):
            index = [
                k.value.value for k in node.keywords if k.arg == "index" and isinstance(k.value, ast.Constant)
            ]
            self.found.add(("dynamodb:Query", INDEXES[str(index[0])] if index else "table"))
        elif (port, method) == ("table", "commit"):
            self.found.add(("dynamodb:PutItem", "table"))
        elif (port, method) == ("table", "each"):
            self.found.add(("dynamodb:PartiQLUpdate", "table"))
        elif (port, method) == ("queue", "put"):
            for queue in self._queues(node.args[0], body):
                self.found |= {("sqs:GetQueueUrl", queue), ("sqs:SendMessage", queue)}
        elif port == "letterbox" and method == "depth" and not isinstance(node.args[0], ast.BinOp):
            # To count its messages is what Lambda may do with every queue that it takes from.
            self.found |= {("sqs:GetQueueUrl", queue) for queue in QUEUES}
        elif port == "letterbox" and method in LETTERS:
            dead = {f"{queue}-dead" for queue in QUEUES}
            self.found |= {(action, q) for action in ("sqs:GetQueueUrl", LETTERS[method]) for q in dead}

    def _queues(self, said: ast.expr, body: ast.AST) -> Iterator[str]:
        """A queue's name in so many words; a lane's dead letters; the queue of a letter; or those that this
        function speaks of, and a sending's lane."""
        if isinstance(said, ast.Constant):
            yield str(said.value)
            return
        if isinstance(said, ast.BinOp):
            yield from (f"{lane}-dead" for lane in LANES)
            return
        if isinstance(said, ast.Attribute) and said.attr == "queue":
            yield from QUEUES
            return
        spoken = {n.value for n in ast.walk(body) if isinstance(n, ast.Constant) and n.value in QUEUES}
        yield from (str(name) for name in spoken if isinstance(said, ast.Name))
        if any(isinstance(n, ast.Attribute) and n.attr == "lane" for n in ast.walk(body)):
            # A lane's worker has pages of its own lane only.
            yield from {self.function} if self.function in LANES else LANES


def _locals(body: ast.AST) -> set[str]:
    """Answer what a function calls its own: its parameters, and what it sets."""
    stored = {n.id for n in ast.walk(body) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return stored | {n.arg for n in ast.walk(body) if isinstance(n, ast.arg)}


def _body(spot: Spot) -> ast.AST | None:
    room = rooms().get(spot.module)
    if room is None:
        return None
    if not spot.kind:
        return room.functions.get(spot.name)
    methods = room.classes[spot.kind].body
    return next((m for m in methods if isinstance(m, ast.FunctionDef) and m.name == spot.name), None)
