"""Our signatures are the ones that botocore's signer makes."""

from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import ReadOnlyCredentials

from chalicelib.wire.signature import Signature

NOW = datetime(2026, 3, 1, 9, 30, 5, tzinfo=UTC)
FORM = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8", "User-Agent": "watchword"}
JSON = {"X-Amz-Target": "PinpointSMSVoiceV2.SendTextMessage", "Content-Type": "a  b   c"}


def botocores(
    who: ReadOnlyCredentials, host: str, body: bytes, headers: Any, now: datetime
) -> dict[str, str]:
    request = AWSRequest("POST", f"https://{host}/", headers=headers, data=body)
    with patch("botocore.auth.get_current_datetime", lambda: now.replace(tzinfo=None)):
        SigV4Auth(who, "sns", "eu-west-2").add_auth(request)
    return dict(request.headers.items())


@pytest.mark.parametrize("token", [None, "a/session+token=="])
@pytest.mark.parametrize("headers", [FORM, JSON])
@pytest.mark.parametrize("body", [b"", b"Action=Publish&Message=Siarad%20%C5%B5", b"\0\xff" * 500])
@pytest.mark.parametrize("host", ["sns.eu-west-2.amazonaws.com", "127.0.0.1:4566"])
def test_a_signature_is_botocores(token: str | None, headers: dict[str, str], body: bytes, host: str) -> None:
    who, signature = ReadOnlyCredentials("AKIA", "secret/key", token), Signature("sns", "eu-west-2")
    for now in (NOW, NOW + timedelta(seconds=1), NOW + timedelta(days=1)):
        ours = signature.headers(who, body, {**headers, "Host": host}, now)
        assert ours == botocores(who, host, body, headers, now) | {"Host": host}


def test_other_credentials_on_the_same_day_sign_otherwise() -> None:
    signature = Signature("sns", "eu-west-2")
    for who in (ReadOnlyCredentials("A", "first", None), ReadOnlyCredentials("A", "second", None)):
        ours = signature.headers(who, b"", {"Host": "h"}, NOW)
        assert ours["Authorization"] == botocores(who, "h", b"", {}, NOW)["Authorization"]
