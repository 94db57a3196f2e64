"""The stateful stack holds what the code expects, protected as production needs it."""

from typing import Any

import pytest
import yaml

from chalicelib.settings import QUEUES
from infra.local.cloud import DATA_TEMPLATE


class Loader(yaml.SafeLoader):
    """YAML with CloudFormation's short functions, which are kept as plain text."""


Loader.add_multi_constructor("!", lambda _loader, _suffix, node: node.value)


@pytest.fixture(scope="module")
def resources() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = yaml.load(DATA_TEMPLATE.read_text(), Loader)["Resources"]
    return found


def of_type(resources: dict[str, dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [resource["Properties"] for resource in resources.values() if resource["Type"] == kind]


def test_every_queue_of_the_code_is_there_with_its_dead_letters_and_no_other(
    resources: dict[str, Any],
) -> None:
    names = {queue["QueueName"] for queue in of_type(resources, "AWS::SQS::Queue")}
    assert names == {f"watchword-${{Stage}}-{name}{end}" for name in QUEUES for end in ("", "-dead")}


def test_a_message_is_tried_five_times_six_time_outs_apart_and_kept_a_fortnight_when_dead(
    resources: dict[str, Any],
) -> None:
    for queue in of_type(resources, "AWS::SQS::Queue"):
        if queue["QueueName"].endswith("-dead"):
            assert queue["MessageRetentionPeriod"] == 14 * 24 * 3600
        else:
            assert queue["RedrivePolicy"]["maxReceiveCount"] == 5
            planner = queue["QueueName"].endswith("-plan")
            # What comes before its page is recorded is looked at again every half hour, for two hours.
            early = queue["QueueName"].endswith("-receipts")
            assert queue["VisibilityTimeout"] == (1800 if early else 6 * (900 if planner else 60))
        assert queue["SqsManagedSseEnabled"] is True


def test_what_holds_state_is_kept_when_the_stack_goes(resources: dict[str, Any]) -> None:
    holders = ("Table", "Queue", "Topic", "UserPool", "Secret", "Key", "EmailIdentity")
    for name, resource in resources.items():
        if resource["Type"].rpartition("::")[2] in holders:
            assert resource.get("DeletionPolicy") == "Retain", name


def test_the_table_is_encrypted_protected_and_recoverable(resources: dict[str, Any]) -> None:
    (table,) = of_type(resources, "AWS::DynamoDB::Table")
    assert table["SSESpecification"]["SSEType"] == "KMS"
    assert table["DeletionProtectionEnabled"] is True
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert table["TimeToLiveSpecification"] == {"AttributeName": "ttl", "Enabled": True}


def test_index_names_are_as_long_as_dynamodb_asks_for(resources: dict[str, Any]) -> None:
    (table,) = of_type(resources, "AWS::DynamoDB::Table")
    projections = {index["IndexName"]: index["Projection"] for index in table["GlobalSecondaryIndexes"]}
    assert projections == {
        "G1-audience": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["b"]},
        "G2-work": {"ProjectionType": "KEYS_ONLY"},
    }
    assert all(len(name) >= 3 for name in projections)


def test_officers_are_made_by_an_administrator_sign_in_with_two_factors_and_cannot_be_guessed(
    resources: dict[str, Any],
) -> None:
    (pool,) = of_type(resources, "AWS::Cognito::UserPool")
    (client,) = of_type(resources, "AWS::Cognito::UserPoolClient")
    assert pool["AdminCreateUserConfig"] == {"AllowAdminCreateUserOnly": True}
    assert pool["MfaConfiguration"] == "ON"
    assert pool["Policies"]["PasswordPolicy"]["MinimumLength"] == 12
    assert client["PreventUserExistenceErrors"] == "ENABLED"
    assert client["GenerateSecret"] is False
