"""The package as CloudFormation gets it: asserted on what `make package` writes, never on its sources."""

import json
import re

import pytest

from chalicelib import settings
from chalicelib.handlers.http import MOST_BYTES, PUBLIC
from chalicelib.settings import QUEUES
from infra.doctor import ROOT
from infra.package import RUNTIMES

from .packaged import STAGE, Packaged, Template

pytestmark = pytest.mark.slow
SUBSCRIPTIONS = [("InboundSmsSubscription", "inbound-sms"), ("ReceiptsSubscription", "receipts")]


def name_of(function: str) -> str:
    """Write a function's name in .chalice/config.json as CloudFormation's logical id."""
    return "APIHandler" if function == "api_handler" else function.title().replace("_", "")


def test_every_resource_has_a_type(packaged: Packaged) -> None:
    """A misspelt logical id in the overlay would be merged as a resource without one."""
    assert [name for name, resource in packaged.resources.items() if "Type" not in resource] == []


def test_every_queue_function_reports_which_messages_failed(packaged: Packaged) -> None:
    sources = packaged.sources()
    assert len(sources) == len(QUEUES)
    assert {tuple(source["FunctionResponseTypes"]) for source in sources.values()} == {
        ("ReportBatchItemFailures",)
    }


def test_every_queue_in_code_is_in_the_data_stack_and_the_reverse(packaged: Packaged) -> None:
    arn = f"arn:${{AWS::Partition}}:sqs:${{AWS::Region}}:${{AWS::AccountId}}:watchword-{STAGE}-"
    fed = {source["Queue"]["Fn::Sub"].removeprefix(arn) for source in packaged.sources().values()}
    there = {name for name in packaged.queues() if not name.endswith("-dead")}
    assert fed == there == set(QUEUES)


def test_a_message_stays_hidden_six_times_as_long_as_its_function_may_run(packaged: Packaged) -> None:
    for function, source in packaged.sources().items():
        queue = packaged.queues()[source["Queue"]["Fn::Sub"].rpartition("-")[2]]
        assert queue["VisibilityTimeout"] >= 6 * packaged.functions()[function]["Timeout"]
        assert queue["RedrivePolicy"]["maxReceiveCount"] >= 5


def test_memory_and_time_out_are_explicit_for_every_function(packaged: Packaged) -> None:
    config = json.loads((ROOT / ".chalice" / "config.json").read_text())["lambda_functions"]
    chosen = {name_of(name): (f["lambda_memory_size"], f["lambda_timeout"]) for name, f in config.items()}
    functions = packaged.functions()
    assert {name: (f["MemorySize"], f["Timeout"]) for name, f in functions.items()} == chosen
    assert functions["APIHandler"]["Timeout"] <= 29, "API Gateway waits no longer"


def test_two_counts_never_overlap_and_no_other_function_is_held_back(packaged: Packaged) -> None:
    held = {name: f.get("ReservedConcurrentExecutions") for name, f in packaged.functions().items()}
    assert {name: most for name, most in held.items() if most is not None} == {"Census": 1}


def test_every_function_has_a_supported_python_traces_and_a_log_that_ends(packaged: Packaged) -> None:
    logs = [r["Properties"] for r in packaged.resources.values() if r["Type"] == "AWS::Logs::LogGroup"]
    kept = {log["LogGroupName"]["Fn::Sub"]: log["RetentionInDays"] for log in logs}
    assert kept == {f"/aws/lambda/${{{name}}}": 90 for name in packaged.functions()}
    for function in packaged.functions().values():
        assert function["Tracing"] == "Active"
        assert function["Runtime"].removeprefix("python") in RUNTIMES


def test_a_route_is_public_by_the_list_or_asks_for_an_access_token(packaged: Packaged) -> None:
    """Without a scope API Gateway would take ID tokens, and only those."""
    routes = list(packaged.routes())
    assert {(method, path) for method, path, _ in routes} >= PUBLIC
    for method, path, route in routes:
        asked = None if (method, path) in PUBLIC else [{"officers": ["aws.cognito.signin.user.admin"]}]
        assert route.get("security") == asked, f"{method} {path}"


def test_the_authorizer_is_the_data_stacks_pool(packaged: Packaged) -> None:
    definitions = packaged.resources["RestAPI"]["Properties"]["DefinitionBody"]["securityDefinitions"]
    assert list(definitions) == ["officers"]
    assert definitions["officers"]["x-amazon-apigateway-authorizer"] == {
        "type": "cognito_user_pools",
        "providerARNs": [{"Fn::ImportValue": {"Fn::Sub": "watchword-${Stage}-pool-arn"}}],
    }


def test_the_gateways_own_answers_read_like_ours(packaged: Packaged) -> None:
    definition = packaged.resources["RestAPI"]["Properties"]["DefinitionBody"]
    answers = definition["x-amazon-apigateway-gateway-responses"]
    statuses = {"MISSING_AUTHENTICATION_TOKEN": "404", "UNAUTHORIZED": "401", "ACCESS_DENIED": "403"}
    assert {name: answers[name]["statusCode"] for name in statuses} == statuses
    for answer in answers.values():
        assert list(json.loads(answer["responseTemplates"]["application/json"])) == ["error"]


def test_the_api_takes_so_many_calls_a_second_and_no_more(packaged: Packaged) -> None:
    (every,) = packaged.resources["RestAPI"]["Properties"]["MethodSettings"]
    assert (every["ResourcePath"], every["HttpMethod"]) == ("/*", "*")
    assert 0 < every["ThrottlingRateLimit"] <= every["ThrottlingBurstLimit"] <= 1000


def rules(packaged: Packaged) -> Template:
    return {rule["Name"]: rule for rule in packaged.resources["Firewall"]["Properties"]["Rules"]}


def test_nobody_goes_round_the_site_but_sns_to_its_webhooks(packaged: Packaged) -> None:
    """So the header in which the edge names the caller is the edge's word, and nobody else's."""
    rule = rules(packaged)["through-the-site"]
    assert (rule["Priority"], rule["Action"]) == (0, {"Block": {}})
    word, *webhooks = (
        each["ByteMatchStatement"]
        for each in rule["Statement"]["NotStatement"]["Statement"]["OrStatement"]["Statements"]
    )
    (sent,) = next(o for o in edge_origins(packaged) if o["Id"] == "api")["OriginCustomHeaders"]
    assert word["FieldToMatch"]["SingleHeader"]["Name"] == sent["HeaderName"].lower()
    assert word["SearchString"]["Fn::Sub"] == sent["HeaderValue"]
    assert "{{resolve:secretsmanager:" in sent["HeaderValue"], "the word stands in no template"
    ways = {webhook["SearchString"].removeprefix("/api") for webhook in webhooks}
    assert ways == {"/webhooks/inbound-sms", "/webhooks/receipts"}
    assert {("POST", way) for way in ways} <= {(method, path) for method, path, _ in packaged.routes()}


def edge_origins(packaged: Packaged) -> list[Template]:
    origins: list[Template] = packaged.edge["Resources"]["Edge"]["Properties"]["DistributionConfig"][
        "Origins"
    ]
    return origins


def test_the_firewall_takes_what_our_routes_take_and_looks_at_all_of_it(packaged: Packaged) -> None:
    firewall, known = packaged.resources["Firewall"]["Properties"], rules(packaged)
    limit = firewall["AssociationConfig"]["RequestBody"]["API_GATEWAY"]["DefaultSizeInspectionLimit"]
    size = known["no-more-than-64-kb"]["Statement"]["SizeConstraintStatement"]
    assert (limit, size["ComparisonOperator"], size["Size"]) == ("KB_64", "GT", MOST_BYTES)
    group = known["common"]["Statement"]["ManagedRuleGroupStatement"]
    assert group["Name"] == "AWSManagedRulesCommonRuleSet"
    counted = {rule["Name"] for rule in group["RuleActionOverrides"] if "Count" in rule["ActionToUse"]}
    assert "SizeRestrictions_BODY" in counted, "it stops bodies over 8 KB"


def test_the_firewall_stands_before_the_apis_stage_and_counts_by_caller(packaged: Packaged) -> None:
    assert packaged.resources["Firewall"]["Properties"]["Scope"] == "REGIONAL"
    stage = packaged.resources["FirewallOfTheApi"]["Properties"]["ResourceArn"]["Fn::Sub"]
    assert stage.endswith("/restapis/${RestAPI}/stages/api")
    rate = rules(packaged)["not-too-often"]["Statement"]["RateBasedStatement"]
    header = packaged.code["Globals"]["Function"]["Environment"]["Variables"]["WATCHWORD_VIEWER_HEADER"]
    assert rate["AggregateKeyType"] == "FORWARDED_IP"
    assert rate["ForwardedIPConfig"]["HeaderName"].lower() == header


def test_the_api_is_regional_and_its_stage_is_called_api(packaged: Packaged) -> None:
    api = packaged.resources["RestAPI"]["Properties"]
    assert (api["EndpointConfiguration"], api["StageName"]) == ("REGIONAL", "api")


@pytest.mark.parametrize(("name", "topic"), SUBSCRIPTIONS)
def test_incoming_texts_and_receipts_are_subscribed_to_a_route_of_ours(
    packaged: Packaged, name: str, topic: str
) -> None:
    properties = packaged.resources[name]["Properties"]
    path = properties["Endpoint"]["Fn::Sub"].partition("/api/")[2]
    assert path == f"webhooks/{topic}"
    assert ("POST", f"/{path}") in {(method, route) for method, route, _ in packaged.routes()}
    assert properties["TopicArn"] == {"Fn::ImportValue": {"Fn::Sub": f"watchword-${{Stage}}-{topic}"}}


@pytest.mark.parametrize("name", [name for name, _ in SUBSCRIPTIONS])
def test_what_sns_posts_is_offered_again_for_nearly_an_hour_as_long_as_the_webhook_takes_it(
    packaged: Packaged, name: str
) -> None:
    """SNS throws a notification away after three tries in a minute by itself, and allows 3,600 seconds."""
    policy = packaged.resources[name]["Properties"]["DeliveryPolicy"]["healthyRetryPolicy"]
    longest = policy["numRetries"] * policy["maxDelayTarget"]
    assert 3000 <= longest < 3600


def test_what_becomes_of_texts_is_read_from_both_of_snss_logs(packaged: Packaged) -> None:
    events = packaged.functions()["DeliveryLogs"]["Events"].values()
    log = "sns/${AWS::Region}/${AWS::AccountId}/DirectPublishToPhoneNumber"
    read = {event["Properties"]["LogGroupName"]["Fn::Sub"] for event in events}
    assert read == {log, f"{log}/Failure"}


def test_both_of_amazons_providers_publish_to_the_topic_of_receipts(packaged: Packaged) -> None:
    (texts,) = packaged.resources["TextEvents"]["Properties"]["EventDestinations"]
    topic = {"Fn::ImportValue": {"Fn::Sub": "watchword-${Stage}-receipts"}}
    assert (texts["Enabled"], texts["SnsDestination"]) == (True, {"TopicArn": topic})
    emails = packaged.data["Resources"]["MailEvents"]["Properties"]["EventDestination"]
    assert (emails["Enabled"], emails["SnsDestination"]) == (True, {"TopicARN": "Receipts"})
    assert set(emails["MatchingEventTypes"]) >= {"delivery", "bounce", "complaint"}


def test_every_function_is_called_by_the_name_that_is_watched(packaged: Packaged) -> None:
    spoken = {name: "api" if name == "APIHandler" else name for name in packaged.functions()}
    dashed = {name: re.sub(r"(?<!^)(?=[A-Z])", "-", word).lower() for name, word in spoken.items()}
    assert packaged.names() == dashed


def test_the_schedules_are_there(packaged: Packaged) -> None:
    found = {
        name: event["Properties"]["Schedule"]
        for name, function in packaged.functions().items()
        for event in function.get("Events", {}).values()
        if event["Type"] == "Schedule"
    }
    hourly = {"CloseWeeks": "rate(1 hour)", "Digests": "rate(1 hour)"}
    often = {"Sweep": "rate(1 minute)", "Reconcile": "rate(10 minutes)", "Census": "rate(1 minute)"}
    assert found == hourly | often


def test_what_the_code_stack_imports_is_what_the_data_stack_exports(packaged: Packaged) -> None:
    imported = set(re.findall(r'"Fn::ImportValue": \{\s*"Fn::Sub": "([^"]+)"', packaged.text))
    exports = [output.get("Export", {}).get("Name") for output in packaged.data["Outputs"].values()]
    assert imported
    assert imported <= set(exports)
    (given,) = re.findall(r'"Fn::ImportValue": !Sub "([^"]+)"', (packaged.folder / "edge.yaml").read_text())
    assert given == packaged.code["Outputs"]["ApiDomain"]["Export"]["Name"]["Fn::Sub"]


def test_every_variable_of_a_function_is_a_setting(packaged: Packaged) -> None:
    variables = packaged.code["Globals"]["Function"]["Environment"]["Variables"]
    known = re.findall(r"^\| (WATCHWORD_\w+) \|", str(settings.__doc__), re.MULTILINE)
    assert set(variables) <= set(known)
    assert not [f for f in packaged.functions().values() if "Environment" in f]


def test_nothing_of_the_laptop_and_no_account_is_in_the_template(packaged: Packaged) -> None:
    assert not re.search(r"laptop|127\.0\.0\.1|\b[0-9]{12}\b", packaged.text)
    assert packaged.code["Parameters"]["Stage"]["AllowedValues"] == [STAGE]
