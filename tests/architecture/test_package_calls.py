"""Each packaged policy permits the calls of its function's code, where it makes them, and no others."""

import re

import pytest

from .calls import HOME, Calls
from .packaged import Packaged

pytestmark = pytest.mark.slow

LAMBDAS = {
    *("logs:CreateLogStream", "logs:PutLogEvents", "xray:PutTraceSegments", "xray:PutTelemetryRecords"),
    *("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sms-voice:SendTextMessage"),
    "s3:ListBucket",
}
"""What Lambda, SNS and S3 do for a function: test_package_policies.py looks at these."""
NEVER_PENDING = {"Plan", "Reconcile", "Record", "Sweep"}
"""They save alerts that were approved before. Saving deletes only the mark of one that was pending."""
DELETE = ("dynamodb:DeleteItem", "table")


def called(function: str) -> set[tuple[str, str]]:
    """Answer what a function calls; that of the routes is every handler but workers and schedules."""
    apart = {"workers", "schedules", "__init__"}
    if function == "APIHandler":
        rooms = sorted({path.stem for path in (HOME / "handlers").glob("*.py")} - apart)
        return {call for room in rooms for call in Calls(room, function).follow()}
    name = re.sub(r"(?<!^)(?=[A-Z])", "_", function).lower()
    scheduled = {"Sweep", "Reconcile", "Census", "Digests", "CloseWeeks"}
    return Calls("schedules" if function in scheduled else "workers", name).follow()


def permitted(packaged: Packaged, function: str) -> set[tuple[str, str]]:
    """Answer what a policy permits, as (action, queue, index, "table" or "")."""
    found = set()
    for statement in packaged.statements(function):
        named = statement.get("Resource") or statement["NotResource"]
        for resource in named if isinstance(named, list) else [named]:
            queue_or_index = re.search(
                r"/index/([\w-]+)|:sqs:[^-]*-(?:.*\}-)([a-z]+(?:-dead)?)'", str(resource)
            )
            table = "table" if ":table/" in str(resource) else ""
            short = (queue_or_index[1] or queue_or_index[2]) if queue_or_index else table
            # Lambda takes from a function's own queue, and from nobody's dead letters.
            ours = short.endswith("-dead")
            found |= {(action, short) for action in statement["Action"] if ours or action not in LAMBDAS}
    return found


def test_each_policy_permits_what_its_functions_code_calls_and_nothing_else(packaged: Packaged) -> None:
    for function in packaged.functions():
        calls = called(function) - ({DELETE} if function in NEVER_PENDING else set())
        assert permitted(packaged, function) == calls, function


def test_the_code_is_really_read() -> None:
    assert {("sns:Publish", ""), ("ses:SendBulkEmail", ""), ("sqs:SendMessage", "record")} <= called("Urgent")
    assert ("dynamodb:Query", "G2-work") in called("Sweep")
    assert all(DELETE in called(function) for function in NEVER_PENDING)
