"""The laptop touches its own cloud and nothing else."""

import os

import pytest

from infra.local.cloud import NotALaptop, _prepare_environment, loopback_only


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://dynamodb.eu-west-2.amazonaws.com",
        "http://192.168.0.4:4566",
        "",
        "http://127.0.0.1.example.com:80",
    ],
)
def test_an_endpoint_that_is_not_this_machine_is_refused(endpoint: str) -> None:
    with pytest.raises(NotALaptop, match="not this machine"):
        loopback_only(endpoint)


def test_an_endpoint_on_this_machine_is_taken() -> None:
    assert loopback_only("http://127.0.0.1:4566") == "http://127.0.0.1:4566"


def test_nothing_in_the_callers_environment_can_lead_to_a_real_account(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "environ", dict(os.environ))
    os.environ |= {
        "AWS_ENDPOINT_URL_DYNAMODB": "https://dynamodb.eu-west-2.amazonaws.com",
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true",
        "AWS_PROFILE": "production",
        "AWS_SESSION_TOKEN": "real",
        "AWS_ACCESS_KEY_ID": "real",
    }
    _prepare_environment(4566)
    assert not [
        name for name in os.environ if name.startswith(("AWS_ENDPOINT_URL", "AWS_PROFILE", "AWS_SESSION"))
    ]
    assert "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS" not in os.environ
    assert os.environ["AWS_ACCESS_KEY_ID"] == "laptop"
    assert os.environ["AWS_SHARED_CREDENTIALS_FILE"] == os.devnull
