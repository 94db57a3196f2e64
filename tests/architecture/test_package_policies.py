"""What each packaged function may do: its own calls on named resources, and only the lanes can send."""

import json
import re

import pytest

from chalicelib.domain.carriers import Notify, Smtp
from infra.doctor import ROOT
from infra.policies import STATEMENTS, narrowed
from tests.factories import a_force

from .packaged import STAGE, Packaged, Template

pytestmark = pytest.mark.slow

SENDERS = {"Urgent", "Routine", "Direct"}
SENDING = re.compile(r"(ses|sms-voice):|sns:Publish")


def test_only_the_functions_of_the_lanes_can_send(packaged: Packaged) -> None:
    can = {name for name in packaged.functions() if any(map(SENDING.match, packaged.actions(name)))}
    assert can == SENDERS
    assert "APIHandler" not in can


def test_texts_go_to_phones_and_never_to_a_topic(packaged: Packaged) -> None:
    for name in SENDERS:
        (publish,) = [s for s in packaged.statements(name) if "sns:Publish" in s["Action"]]
        assert publish["NotResource"] == {"Fn::Sub": "arn:${AWS::Partition}:sns:*:*:*"}
        assert "Resource" not in publish


def test_only_the_lanes_may_read_what_proves_us_to_other_providers(packaged: Packaged) -> None:
    """And where no such provider is used, not even they."""
    assert not [name for name in packaged.functions() if "-providers" in str(packaged.statements(name))]
    for path in (ROOT / ".chalice").glob("policy-*.json"):
        assert ("-providers" in path.read_text()) is (path.stem.partition("-")[2].title() in SENDERS)


@pytest.mark.parametrize(
    ("texts", "emails", "kept"),
    [
        ("sns", "ses", {"TextsToPhonesButNoTopic", "WhatSnsDoesForUs", "MailFromOurDomain"}),
        ("end-user-messaging", "ses", {"TextsFromOurNumber", "MailFromOurDomain"}),
        ("notify", "smtp", {"KeysOfOtherProviders"}),
    ],
)
def test_a_lane_may_send_with_whom_the_force_names_and_nobody_else(
    texts: str, emails: str, kept: set[str]
) -> None:
    given = a_force(notify=Notify(text_template="t"), smtp=Smtp(host="mail.police.example"))
    named = given.but(texting=given.texting.but(provider=texts), emailing=given.emailing.but(provider=emails))
    for lane in SENDERS:
        policy = json.loads((ROOT / ".chalice" / f"policy-{lane.lower()}.json").read_text())
        left = {statement["Sid"] for statement in narrowed(policy, named)["Statement"]}
        assert left & STATEMENTS.keys() == kept
        assert {each["Sid"] for each in policy["Statement"]} - left == STATEMENTS.keys() - kept


def test_no_policy_has_a_wildcard_where_a_resource_can_be_named(packaged: Packaged) -> None:
    nameless = {"xray:PutTraceSegments", "xray:PutTelemetryRecords", "sms-voice:SendTextMessage"}
    for function in packaged.functions():
        for statement in packaged.statements(function):
            assert not [action for action in statement["Action"] if "*" in action or action.endswith(":Scan")]
            if statement.get("Resource") == "*":
                assert set(statement["Action"]) <= nameless


def test_every_function_has_a_role_of_its_own_that_writes_its_own_log(packaged: Packaged) -> None:
    roles = {function["Role"]["Fn::GetAtt"][0] for function in packaged.functions().values()}
    assert len(roles) == len(packaged.functions())
    for name in packaged.functions():
        (log,) = [s for s in packaged.statements(name) if "logs:PutLogEvents" in s["Action"]]
        called = f"watchword-${{Stage}}-{packaged.names()[name]}"
        assert log["Resource"]["Fn::Sub"].endswith(f":log-group:/aws/lambda/{called}:*")


def test_every_worker_may_take_from_its_own_queue_only(packaged: Packaged) -> None:
    for name in packaged.functions():
        taken = [s["Resource"]["Fn::Sub"] for s in packaged.statements(name) if _takes(s) and not _dead(s)]
        source = packaged.sources().get(name)
        wanted = [source["Queue"]["Fn::Sub"]] if source else []
        assert [arn.replace("${Stage}", STAGE) for arn in taken] == wanted


def test_only_officers_by_the_api_take_dead_letters_and_from_no_other_queue(packaged: Packaged) -> None:
    can = {name for name in packaged.functions() for s in packaged.statements(name) if _takes(s) and _dead(s)}
    assert can == {"APIHandler"}


def _dead(statement: Template) -> bool:
    """Tell whether it speaks of dead letters and of nothing else."""
    named = statement["Resource"] if isinstance(statement["Resource"], list) else [statement["Resource"]]
    return all(isinstance(each, dict) and each.get("Fn::Sub", "").endswith("-dead") for each in named)


def _takes(statement: Template) -> bool:
    return {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"} <= set(statement["Action"])
