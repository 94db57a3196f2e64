"""The edge as it is packaged: headers, the way to the API, and what it lets through."""

import json
import re
import shutil
import subprocess

import pytest

from infra.edge import template
from infra.local.static import SECURITY_HEADERS, Site

from .packaged import Packaged, Template

pytestmark = pytest.mark.slow

FOR_GOOD = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}


def distribution(packaged: Packaged) -> Template:
    config: Template = packaged.edge["Resources"]["Edge"]["Properties"]["DistributionConfig"]
    return config


def code(packaged: Packaged, function: str) -> str:
    return str(packaged.edge["Resources"][function]["Properties"]["FunctionCode"])


def test_the_headers_are_those_of_the_laptop_and_https_for_good(packaged: Packaged) -> None:
    sent = template.headers((packaged.folder / "edge.yaml").read_text())
    assert sent == dict(SECURITY_HEADERS) | FOR_GOOD


def test_every_answer_has_the_headers_and_goes_by_https(packaged: Packaged) -> None:
    config = distribution(packaged)
    for behaviour in (config["DefaultCacheBehavior"], *config["CacheBehaviors"]):
        assert behaviour["ResponseHeadersPolicyId"] == "Headers"
        assert behaviour["ViewerProtocolPolicy"] == "redirect-to-https"
    assert config["ViewerCertificate"]["MinimumProtocolVersion"] == "TLSv1.2_2021"


def test_the_api_is_on_the_same_origin_uncached_and_takes_every_method_of_the_routes(
    packaged: Packaged,
) -> None:
    (api,) = distribution(packaged)["CacheBehaviors"]
    stage = packaged.resources["RestAPI"]["Properties"]["StageName"]
    assert (api["PathPattern"], api["TargetOriginId"]) == (f"/{stage}/*", "api")
    assert {method for method, _, _ in packaged.routes()} <= set(api["AllowedMethods"])
    assert api["CachePolicyId"] == "4135ea2d-6df8-44a3-9df3-4b5a84be39ad", "CachingDisabled"
    assert api["OriginRequestPolicyId"] == "b689b0a8-53d0-40ab-baf2-68738e2966ac", "AllViewerExceptHostHeader"


def test_the_edge_names_the_caller_in_the_header_that_our_functions_read(packaged: Packaged) -> None:
    header = packaged.code["Globals"]["Function"]["Environment"]["Variables"]["WATCHWORD_VIEWER_HEADER"]
    assert f'headers["{header}"] = {{ value: event.viewer.ip }}' in code(packaged, "Viewer")


def test_the_buckets_are_private_encrypted_and_read_by_our_edge_alone(packaged: Packaged) -> None:
    for bucket in packaged.of_type("AWS::S3::Bucket", packaged.edge).values():
        assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
        assert bucket["BucketEncryption"]
    policies = packaged.of_type("AWS::S3::BucketPolicy", packaged.edge)
    allowed = [
        s for p in policies.values() for s in p["PolicyDocument"]["Statement"] if s["Effect"] == "Allow"
    ]
    (read,) = allowed
    assert (read["Principal"], read["Action"]) == ({"Service": "cloudfront.amazonaws.com"}, "s3:GetObject")
    assert read["Condition"]["StringEquals"]["aws:SourceArn"].endswith("distribution/${Edge}")


def test_requests_are_logged_for_a_month(packaged: Packaged) -> None:
    assert distribution(packaged)["Logging"]["Bucket"] == "Logs.RegionalDomainName"
    (rule,) = packaged.edge["Resources"]["Logs"]["Properties"]["LifecycleConfiguration"]["Rules"]
    assert rule["ExpirationInDays"] == 30


def test_the_edge_has_no_error_pages_of_its_own_which_would_swallow_the_apis_answers(
    packaged: Packaged,
) -> None:
    assert "CustomErrorResponses" not in distribution(packaged)


def test_every_built_page_is_let_through_and_the_package_has_them_all(packaged: Packaged) -> None:
    (listed,) = re.findall(r"^var PAGES = (.*);$", code(packaged, "Pages"), re.MULTILINE)
    built = {f"/{page.name}" for page in (packaged.folder / "site").glob("*.html")}
    assert {"/index.html", "/404.html", "/sign-up.html"} <= built
    assert set(json.loads(listed)) == {"/", *built}


@pytest.mark.skipif(
    shutil.which("node") is None, reason="no Node on this machine to run the edge's functions"
)
@pytest.mark.parametrize("path", ["/", "/sign-up.html", "/assets/page.js", "/nothing", "/.env", "/api"])
def test_the_edge_answers_as_the_laptop_does(packaged: Packaged, path: str) -> None:
    event = json.dumps({"request": {"uri": path, "headers": {}}})
    script = f"{code(packaged, 'Pages')}\nconsole.log(JSON.stringify(handler({event})));"
    done = subprocess.run(["node", "-e", script], capture_output=True, text=True, check=True)
    answer, laptop = json.loads(done.stdout), Site((packaged.folder / "site",)).page(path)
    if laptop.status == "200 OK":
        assert answer["uri"] == path
        return
    assert laptop.status.startswith(str(answer["statusCode"]))
    headers = {name.lower(): value for name, value in laptop.headers + list(FOR_GOOD.items())}
    assert {name: value["value"] for name, value in answer["headers"].items()} == headers
    assert answer["body"]["data"].split() == laptop.body.decode().split()
