"""What the documents say is so: lists equal the code's, links lead somewhere, every decision is indexed."""

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from urllib.parse import unquote

import pytest
from chalice.app import Rate, ScheduledEventConfig, SQSEventConfig

from app import app
from chalicelib import settings
from chalicelib.domain.officer import PERMISSIONS, Role
from chalicelib.handlers.http import PUBLIC
from infra.doctor import ROOT

from .documents import ARCHITECTURE, DOCS, DOCUMENTS, access_patterns, anchors, links, relative, table

WORDS = ARCHITECTURE.read_text(encoding="utf-8")
EVERYTHING = "\n".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)
DECISIONS = sorted(path for path in (DOCS / "adr").glob("*.md") if path.name != "README.md")
OURS = (".chalice", ".ci", "chalicelib", "docs", "infra", "tests", "web")
NOT_TEXT = {".png", ".pyc"}
# In pieces, so that this file does not find itself.
ELSEWHERE = re.compile(
    "|".join(
        [
            "/" + "home/",
            "/" + "Users/",
            "/" + "root/",
            "/" + "work/",
            "pypi" + r"\.org",
            "python" + "hosted",
            "npm" + "js",
        ]
    )
)


def guarded() -> Iterator[tuple[str, str]]:
    """Answer each officers' route with what an officer's role must allow, as the handlers declare it."""
    for path in sorted((ROOT / "chalicelib" / "handlers").glob("*.py")):
        module = import_module(f"chalicelib.handlers.{path.stem}")
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef):
                for mark in node.decorator_list:
                    if (
                        isinstance(mark, ast.Call)
                        and isinstance(mark.func, ast.Name)
                        and mark.func.id == "officers"
                    ):
                        _, method, route, action = (eval(ast.unparse(arg), vars(module)) for arg in mark.args)
                        yield f"{method} {route}", action or "signed in"


def test_the_direction_of_imports_is_the_one_that_is_checked() -> None:
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    (layers,) = (contract["layers"] for contract in linter["contracts"] if contract["type"] == "layers")
    assert "\n" + " -> ".join(["app", *layers]) + "\n" in WORDS


def test_the_access_patterns_are_those_of_the_keys() -> None:
    assert table(WORDS, "item") == access_patterns()


def test_every_setting_is_explained_as_in_the_code_and_no_other() -> None:
    documented = table(settings.__doc__ or "", "variable")
    assert table(WORDS, "variable") == documented
    read = set(re.findall(r'get\("([A-Z_0-9]+)"', Path(settings.__file__ or "").read_text()))
    assert {row["variable"] for row in documented} == read


def test_every_route_is_listed_with_who_may_call_it() -> None:
    routes = {f"{method} {path}" for path, methods in app.routes.items() for method in methods}
    who = dict.fromkeys((f"{method} {path}" for method, path in PUBLIC), "anyone") | dict(guarded())
    assert who.keys() == routes
    assert {row["route"]: row["who"] for row in table(WORDS, "route")} == who


def test_every_role_is_listed_with_what_it_may() -> None:
    def named(roles: set[Role]) -> str:
        return "every role" if roles == set(Role) else ", ".join(role for role in Role if role in roles)

    listed = {row["an officer may"]: row["with one of these roles"] for row in table(WORDS, "an officer may")}
    assert listed == {action: named(roles) for action, roles in PERMISSIONS.items()}


def test_every_function_is_listed_with_what_it_takes_from() -> None:
    takes = {"api_handler": "every route"}
    for source in app.event_sources:
        if isinstance(source, SQSEventConfig):
            takes[source.name] = f"queue `{str(source.queue).removeprefix(settings.settings().queue(''))}`"
        elif isinstance(source, ScheduledEventConfig) and isinstance(source.schedule_expression, Rate):
            takes[source.name] = source.schedule_expression.to_string()
    takes |= {function.name: "log of SNS" for function in app.pure_lambda_functions}
    assert {row["function"]: row["takes from"] for row in table(WORDS, "function")} == takes
    configured = json.loads((ROOT / ".chalice" / "config.json").read_text())["lambda_functions"]
    assert takes.keys() == configured.keys()
    assert {f"queue `{name}`" for name in settings.QUEUES} < set(takes.values())


def test_every_target_of_the_makefile_is_explained() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = re.findall(r"^([a-z]+):.*## ", makefile, re.MULTILINE)
    assert targets
    assert [target for target in targets if f"`make {target}`" not in EVERYTHING] == []


def test_every_file_at_the_top_of_the_code_is_on_the_map_of_contributing() -> None:
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rooms = [
        path for path in (ROOT / "chalicelib").iterdir() if path.suffix in {"", ".py"} and path.name[0] != "_"
    ]
    named = [f"`{relative(path)}{'/' if path.is_dir() else ''}`" for path in rooms]
    assert [name for name in named if name not in contributing] == []


def test_every_decision_is_indexed_under_its_own_number() -> None:
    numbers = [path.name[:4] for path in DECISIONS]
    assert numbers == [f"{n:04d}" for n in range(1, len(DECISIONS) + 1)]
    index = DOCS / "adr" / "README.md"
    rows = {row["decision"] for row in table(index.read_text(encoding="utf-8"), "number")}
    titles = [re.match(r"# (\d+)\. (.+)\n", path.read_text(encoding="utf-8")) for path in DECISIONS]
    for path, title in zip(DECISIONS, titles, strict=True):
        assert title, f"{path.name} needs a title like `# 7. What was decided`"
        assert int(title[1]) == int(path.name[:4])
        assert f"[{title[2]}]({path.name})" in rows
    assert len(rows) == len(DECISIONS)


@pytest.mark.parametrize("path", DOCUMENTS, ids=relative)
def test_every_link_leads_somewhere(path: Path) -> None:
    for link in links(path):
        target, _, anchor = link.partition("#")
        if re.match(r"https?:|mailto:", target):
            continue
        there = (path.parent / unquote(target)).resolve() if target else path
        assert there.exists(), link
        assert not anchor or anchor in anchors(there), link


@pytest.mark.parametrize("path", DOCUMENTS, ids=relative)
def test_every_file_that_a_document_names_is_there(path: Path) -> None:
    named = re.findall(
        r"`((?:chalicelib|infra|tests|web|docs|\.chalice)/[\w./*-]+)`", path.read_text(encoding="utf-8")
    )
    assert [name for name in named if not any(ROOT.glob(name.rstrip("/")))] == []


def test_nothing_speaks_of_one_machine_or_of_a_registry() -> None:
    files = [path for path in ROOT.iterdir() if path.is_file() and path.name != ".git"]
    files += [path for folder in OURS for path in (ROOT / folder).rglob("*") if path.is_file()]
    vendor = ROOT / "web" / "vendor"
    texts = [path for path in files if path.suffix not in NOT_TEXT and vendor not in path.parents]
    assert [relative(path) for path in texts if ELSEWHERE.search(path.read_text(encoding="utf-8"))] == []
