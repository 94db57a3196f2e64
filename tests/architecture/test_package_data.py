"""The stateful stack as it is packaged: it outlives its code, is encrypted and is reached by TLS only."""

import pytest

from .packaged import Packaged, Template

pytestmark = pytest.mark.slow

KEEPS = {
    "AWS::KMS::Key",
    "AWS::DynamoDB::Table",
    "AWS::SQS::Queue",
    "AWS::SNS::Topic",
    "AWS::SES::EmailIdentity",
    "AWS::Cognito::UserPool",
    "AWS::S3::Bucket",
}


def refuses_without_tls(policy: Template) -> bool:
    return any(
        s["Effect"] == "Deny" and s["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
        for s in policy["PolicyDocument"]["Statement"]
    )


def test_what_holds_state_stays_when_its_stack_goes(packaged: Packaged) -> None:
    for name, resource in packaged.data["Resources"].items():
        if resource["Type"] in KEEPS or name == "Keys":
            assert (resource["DeletionPolicy"], resource["UpdateReplacePolicy"]) == ("Retain", "Retain"), name


def test_the_table_is_protected_encrypted_and_can_be_wound_back(packaged: Packaged) -> None:
    (table,) = packaged.of_type("AWS::DynamoDB::Table", packaged.data).values()
    assert table["DeletionProtectionEnabled"]
    assert table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"]
    assert table["SSESpecification"] == {
        "SSEEnabled": True,
        "SSEType": "KMS",
        "KMSMasterKeyId": "DataKey.Arn",
    }
    (key,) = packaged.of_type("AWS::KMS::Key", packaged.data).values()
    assert key["EnableKeyRotation"]


def test_every_queue_has_dead_letters_of_its_own_kept_as_long_as_can_be(packaged: Packaged) -> None:
    dead = [
        q["RedrivePolicy"]["deadLetterTargetArn"] for q in packaged.queues().values() if "RedrivePolicy" in q
    ]
    assert len(set(dead)) == len(dead) == len(packaged.queues()) / 2
    for name, queue in packaged.queues().items():
        assert ("RedrivePolicy" in queue) != name.endswith("-dead")
        assert not name.endswith("-dead") or queue["MessageRetentionPeriod"] == 14 * 24 * 3600


def test_queues_topics_secrets_and_buckets_are_encrypted(packaged: Packaged) -> None:
    assert all(queue["SqsManagedSseEnabled"] for queue in packaged.queues().values())
    secrets = packaged.of_type("AWS::SecretsManager::Secret", packaged.data).values()
    topics = packaged.of_type("AWS::SNS::Topic", packaged.data).values()
    assert {secret["KmsKeyId"] for secret in secrets} == {"DataKey.Arn"}
    assert {topic["KmsMasterKeyId"] for topic in topics} == {"DataKey.Arn"}
    assert all("BucketEncryption" in b for b in packaged.of_type("AWS::S3::Bucket", packaged.data).values())


def test_queues_topics_and_buckets_refuse_whoever_comes_without_tls(packaged: Packaged) -> None:
    (queues,) = packaged.of_type("AWS::SQS::QueuePolicy", packaged.data).values()
    assert refuses_without_tls(queues)
    assert set(queues["Queues"]) == set(packaged.of_type("AWS::SQS::Queue", packaged.data))
    for template in (packaged.data, packaged.edge, packaged.watch):
        for kind, policy, target in (
            ("AWS::SNS::Topic", "AWS::SNS::TopicPolicy", "Topics"),
            ("AWS::S3::Bucket", "AWS::S3::BucketPolicy", "Bucket"),
        ):
            refusing = [
                p[target] for p in packaged.of_type(policy, template).values() if refuses_without_tls(p)
            ]
            covered = [name for names in refusing for name in ([names] if isinstance(names, str) else names)]
            assert sorted(covered) == sorted(packaged.of_type(kind, template))


def test_officers_cannot_sign_themselves_up_and_need_a_second_factor(packaged: Packaged) -> None:
    (pool,) = packaged.of_type("AWS::Cognito::UserPool", packaged.data).values()
    assert pool["AdminCreateUserConfig"] == {"AllowAdminCreateUserOnly": True}
    assert (pool["MfaConfiguration"], pool["EnabledMfas"]) == ("ON", ["SOFTWARE_TOKEN_MFA"])
    assert pool["DeletionProtection"] == "ACTIVE"
    (client,) = packaged.of_type("AWS::Cognito::UserPoolClient", packaged.data).values()
    assert client["PreventUserExistenceErrors"] == "ENABLED"
