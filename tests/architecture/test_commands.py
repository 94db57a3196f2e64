"""What documents tell people to type is there: AWS commands with their options, queues and functions."""

import re
import shlex
from collections.abc import Iterator

import pytest
from botocore import xform_name
from botocore.session import get_session

from chalicelib.settings import QUEUES
from infra.doctor import ROOT

from .documents import DOCS, DOCUMENTS, anchors, relative

GLOBAL = {"region", "query", "output", "profile", "cli-binary-format", "no-cli-pager"}
OF_THE_COMMAND_LINE = {("logs", "tail"), ("sso", "login")}
"""Commands that are the command line's own and no call of an API."""
FUNCTIONS = {"api", "sweep", "reconcile", "census", "digests", "close-weeks", *QUEUES}
RUNBOOK = (DOCS / "runbook.md").read_text(encoding="utf-8")


def commands() -> Iterator[tuple[str, str]]:
    """Answer each document with each `aws` command in it, on one line."""
    for path in DOCUMENTS:
        text = re.sub(r"\\\n\s*", "", path.read_text(encoding="utf-8"))
        for line in re.findall(r"(?:^\s*|`)(aws [a-z0-9-]+ [^`\n]+)", text, re.MULTILINE):
            yield relative(path), line


@pytest.mark.parametrize(("path", "line"), list(commands()))
def test_every_aws_command_is_one(path: str, line: str) -> None:
    _, service, operation, *rest = shlex.split(line.partition(" > ")[0])
    if (service, operation) in OF_THE_COMMAND_LINE:
        return
    model = get_session().get_service_model(service)
    named = {xform_name(name, "-"): model.operation_model(name) for name in model.operation_names}
    assert operation in named
    shape = named[operation].input_shape
    known = {xform_name(member, "-") for member in shape.members} if shape else set()
    given = {word.removeprefix("--").removeprefix("no-") for word in rest if word.startswith("--")}
    assert given - GLOBAL <= known


def test_there_are_commands_to_check() -> None:
    assert len(list(commands())) > 30


def test_every_queue_and_function_that_is_named_is_there() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)
    named = {
        name.removesuffix("-dead") for name in re.findall(r"watchword-kent-([a-z][a-z-]*)\b(?!-?<)", text)
    }
    others = {"keys", "providers", "inbound-sms", "restored", "code", "data", "edge", "watch", "test"}
    assert named - others <= FUNCTIONS


def test_every_alarm_says_what_it_means_what_to_do_and_how_to_check() -> None:
    _, *sections = re.split(r"^## ", RUNBOOK, flags=re.MULTILINE)
    watch = (ROOT / "infra" / "watch.yaml").read_text(encoding="utf-8")
    named = re.findall(r'"([^"]+) See docs/runbook\.md#([\w-]+)"', watch)
    assert len(sections) == len(named)
    for section, (sentence, anchor) in zip(sections, named, strict=True):
        assert anchor in anchors(DOCS / "runbook.md")
        assert sentence in section
        parts = re.findall(r"^\*\*(.+?)\*\*", section, re.MULTILINE)
        assert parts == ["What it means.", "What to do.", "How to check."]
