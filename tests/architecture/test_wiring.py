"""The composition root: every service can be made, and workers stand without app.py."""

import subprocess
import sys
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from chalicelib import wiring
from tests.fakes import FakeKeys

ROOT = Path(__file__).parents[2]
SERVICES = [name for name, part in vars(wiring).items() if getattr(part, "__name__", "") == "made"]


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_gets_each_field_from_the_function_of_that_name(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setattr(wiring, "keys", FakeKeys)
    made = vars(wiring)[name].__wrapped__()
    assert is_dataclass(made)
    assert all(getattr(made, field.name) is not None for field in fields(made))


CALL = """
import sys
from chalicelib.handlers import schedules, workers
from chalicelib import wiring

class Never:
    def deliver(self, sending, page, left):
        raise RuntimeError("one bad message")
wiring.delivery = Never

class Context:
    def get_remaining_time_in_millis(self):
        return 60000

record = {"messageId": "m1", "body": '{"sending": "s", "page": "p"}', "receiptHandle": "r", "attributes": {},
    "messageAttributes": {}, "md5OfBody": "", "eventSource": "aws:sqs", "awsRegion": "eu-west-2",
    "eventSourceARN": "arn:aws:sqs:eu-west-2:000000000000:watchword-laptop-routine"}
answer = workers.routine({"Records": [record]}, Context())
assert answer == {"batchItemFailures": [{"itemIdentifier": "m1"}]}, answer
assert "app" not in sys.modules
"""


def test_workers_are_called_without_app_py_and_fail_only_the_bad_message() -> None:
    """In AWS the queue functions are deployed under their own module: app.py is never imported there."""
    ran = subprocess.run([sys.executable, "-c", CALL], cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    assert "one bad message" not in ran.stdout, "an error's text may hold a person"
