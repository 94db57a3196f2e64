"""The packaged templates, deployed: the same steps, policies, sources and rules as in an account."""

import base64
import json
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from infra.local.demo.story import Http, an_appeal, eventually
from infra.local.static import SECURITY_HEADERS
from tests.architecture.packaged import Packaged, functions_python
from tests.integration.rehearsal_people import HERE
from tests.integration.rehearsed import Rehearsal, rehearsal

pytestmark = pytest.mark.slow

PEOPLE = 200
WORD = "correct horse battery staple"


@pytest.fixture(scope="module")
def deployed(packaged: Packaged, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    folder = tmp_path_factory.mktemp("rehearsal")
    with rehearsal(packaged.folder, functions_python(packaged, folder), folder) as there:
        _key_set(there)
        there.tool("tests.integration.rehearsal_people", str(PEOPLE))
        for name, role in (("author", "author"), ("spoc", "SPOC")):
            added = there.tool(
                *(
                    "infra.admin",
                    "--stage",
                    "kent",
                    "add-officer",
                    name,
                    f"{name} of the rehearsal",
                    "--role",
                    role,
                )
            )
            assert "Temporary password" in added
            there.client("cognito-idp").admin_set_user_password(
                UserPoolId=there.data["PoolId"], Username=name, Password=WORD, Permanent=True
            )
        yield there


def _key_set(there: Rehearsal) -> None:
    """Let the API fetch the pool's keys from the emulator: the only address that it knows is Amazon's."""
    functions = there.client("lambda")
    name = "watchword-kent-api"
    variables = functions.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
    keys = f"{there.endpoint}/{there.data['PoolId']}/.well-known/jwks.json"
    functions.update_function_configuration(
        FunctionName=name, Environment={"Variables": {**variables, "WATCHWORD_KEY_SET_URL": keys}}
    )


def tokens(there: Rehearsal, username: str) -> dict[str, Any]:
    answer = there.client("cognito-idp").initiate_auth(
        ClientId=there.data["ClientId"],
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": username, "PASSWORD": WORD},
    )
    found: dict[str, Any] = answer["AuthenticationResult"]
    return found


def signed_in(there: Rehearsal, username: str) -> Http:
    return there.api(tokens(there, username)["AccessToken"])


def forged(token: str) -> str:
    """The same claims, signed by nobody we know."""
    head, claims, signature = token.split(".")
    raw = bytearray(base64.urlsafe_b64decode(signature + "=="))
    raw[0] ^= 1
    return ".".join([head, claims, base64.urlsafe_b64encode(bytes(raw)).rstrip(b"=").decode()])


def test_only_an_access_token_that_the_pool_signed_opens_an_officers_route(deployed: Rehearsal) -> None:
    given = tokens(deployed, "author")
    assert deployed.api().call("GET", "/me").status == 401
    assert deployed.api(forged(given["AccessToken"])).call("GET", "/me").status == 401
    assert deployed.api(given["IdToken"]).call("GET", "/me").status == 401
    answer = deployed.api(given["AccessToken"]).call("GET", "/me")
    assert (answer.status, answer.body.get("id")) == (200, "author")


def test_the_data_stack_cannot_be_deleted_by_mistake(deployed: Rehearsal) -> None:
    name = deployed.stage.stack("data")
    (stack,) = deployed.client("cloudformation").describe_stacks(StackName=name)["Stacks"]
    assert stack["EnableTerminationProtection"]


def test_anybody_reads_what_is_public(deployed: Rehearsal) -> None:
    assert deployed.api().get("/force")["short_name"] == "Kent Police"


@pytest.mark.skipif(shutil.which("node") is None, reason="no Node to run the edge's functions")
def test_the_edge_serves_the_pages_with_the_laptops_headers_and_only_by_https(deployed: Rehearsal) -> None:
    status, headers, body = deployed.page("/")
    assert (status, "Kent Police" in body) == (200, True)
    assert [headers.get(name.lower()) for name, _ in SECURITY_HEADERS] == [
        value for _, value in SECURITY_HEADERS
    ]
    assert headers["strict-transport-security"].startswith("max-age=31536000")
    missing, again, page = deployed.page("/nothing")
    assert (missing, "Page not found" in page) == (404, True)
    assert again["content-security-policy"] == headers["content-security-policy"]
    assert deployed.page("/", "http")[0] == 301


def test_the_routes_role_can_neither_text_nor_mail(deployed: Rehearsal) -> None:
    """The emulator holds every call to its policy, so the other tests show that the policies are enough."""
    roles = deployed.client("iam").list_roles()["Roles"]
    (arn,) = [role["Arn"] for role in roles if "ApiHandlerRole" in role["RoleName"]]
    given = deployed.client("sts").assume_role(RoleArn=arn, RoleSessionName="rehearsal")["Credentials"]
    keys = (given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"])
    with pytest.raises(ClientError, match="not authorized"):
        deployed.client("sns", keys=keys).publish(PhoneNumber="+447700900123", Message="no")


def test_a_batch_with_one_bad_message_leaves_only_that_one(deployed: Rehearsal) -> None:
    """A text that is not there is nothing to do; a message without an id can never be done."""
    queue, dead = deployed.queue("inbound"), deployed.queue("inbound-dead")
    sqs = deployed.client("sqs")
    # Five tries six minutes apart are more than a test waits for.
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"VisibilityTimeout": "1"})
    bodies = [{"provider": "sns", "id": "1"}, {"provider": "sns"}, {"provider": "sns", "id": "2"}]
    entries = [{"Id": str(n), "MessageBody": json.dumps(body)} for n, body in enumerate(bodies)]
    sqs.send_message_batch(QueueUrl=queue, Entries=entries)

    def left() -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = sqs.receive_message(QueueUrl=dead, MaxNumberOfMessages=10).get(
            "Messages", []
        )
        return found

    assert [json.loads(message["Body"]) for message in eventually(left, 60)] == [{"provider": "sns"}]
    asked = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    counts = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=asked)["Attributes"]
    assert set(counts.values()) == {"0"}


def test_one_alert_reaches_two_hundred_people_once_through_the_deployed_functions(
    deployed: Rehearsal,
) -> None:
    author, spoc = signed_in(deployed, "author"), signed_in(deployed, "spoc")
    alert = author.post("/alerts", an_appeal("Van seen at night", "urgent", districts=[HERE])).body
    pending = author.post(f"/alerts/{alert['id']}/submit", {"version": alert["version"]}).body
    approved = spoc.post(f"/alerts/{alert['id']}/approve", {"version": pending["version"]})
    assert approved.status == 200, approved.body

    def final() -> bool:
        counts = author.get(f"/alerts/{alert['id']}/progress").get("counts", {})
        return bool(counts.get("sent") == PEOPLE)

    assert eventually(final, 90), author.get(f"/alerts/{alert['id']}/progress")
    sent = Counter(deployed.sent())
    assert (len(sent), set(sent.values())) == (PEOPLE, {1})


def test_the_weekly_function_runs_from_its_rule(deployed: Rehearsal) -> None:
    events = deployed.client("events")
    rules = {
        rule["ScheduleExpression"]: rule["Name"]
        for rule in events.list_rules()["Rules"]
        if "CloseWeeks" in rule["Name"]
    }
    (name,) = rules.values()
    (target,) = events.list_targets_by_rule(Rule=name)["Targets"]
    assert target["Arn"].endswith(":function:watchword-kent-close-weeks")
    author = signed_in(deployed, "author")
    last = (datetime.now(UTC) - timedelta(days=7)).strftime("%G-W%V")
    assert eventually(lambda: last in author.get("/weeks").get("weeks", []), 75), "the rule fires each minute"
    assert author.get(f"/weeks/{last}")["closed_at"]
