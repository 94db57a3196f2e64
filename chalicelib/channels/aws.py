"""What Amazon's channels share: a client that never posts twice, and what errors of a call mean for us."""

from collections.abc import Callable, Mapping
from typing import Any

import boto3
from botocore import exceptions as aws
from botocore.config import Config

from ..domain.errors import Failure, PermanentFailure, TemporaryFailure, Uncertain
from ..wire.posting import NothingLeft

# `max_attempts` would count the repeats; `total_max_attempts` counts the requests, and one is all we allow:
# no send call can be told apart from its repeat, so the SDK's own retry would send twice.
_ONCE = Config(
    connect_timeout=2,
    read_timeout=10,
    retries={"mode": "standard", "total_max_attempts": 1},
    max_pool_connections=50,
    # botocore writes down the machine for every request unless told a name: a tenth of what a text costs.
    user_agent="watchword",
    # What we pass is typed and Amazon looks at it again; doing it here too is a thirtieth of a text.
    parameter_validation=False,
)
_THROTTLED = {"Throttling", "ThrottlingException", "ThrottledException", "TooManyRequestsException"}
_THROTTLED |= {"RequestLimitExceeded", "LimitExceededException", "KMSThrottling", "SlowDown"}
_LOST_BEHIND_A_GATEWAY = {502, 504}
_OURS_TO_MEND = {401, 403}
_NEVER_LEFT = (
    aws.EndpointConnectionError,
    aws.ConnectTimeoutError,
    aws.ProxyConnectionError,
    aws.NoCredentialsError,
    aws.PartialCredentialsError,
    aws.CredentialRetrievalError,
    aws.NoRegionError,
    NothingLeft,
)


def client(service: str, region: str) -> Any:
    """Make a client for sending: one request a call, two seconds to connect, ten to answer."""
    return boto3.client(service, region_name=region, config=_ONCE)


def failure(error: Exception, refused: Callable[[str, str], Failure]) -> Failure:
    """Say what an error of a send call means; `refused` judges a provider's own refusal by code and message.

    What is not known to have stayed here may have been sent, so it is uncertain.
    """
    if isinstance(error, aws.ClientError):
        told, metadata = error.response["Error"], error.response.get("ResponseMetadata", {})
        code, message = str(told.get("Code", "")), str(told.get("Message", ""))
        status, headers = int(metadata.get("HTTPStatusCode", 0)), metadata.get("HTTPHeaders", {})
        return judged(status, headers, code, lambda: refused(code, message))
    if isinstance(error, _NEVER_LEFT):
        return TemporaryFailure("unreachable")
    if isinstance(error, aws.ParamValidationError):
        return PermanentFailure("refused")
    return Uncertain("no-answer")


def judged(status: int, headers: Mapping[str, str], code: str, refused: Callable[[], Failure]) -> Failure:
    """Say what an answer that is no success means; `refused` judges where the provider judged the message."""
    wait = seconds(headers)
    if code in _THROTTLED or status == 429:
        return TemporaryFailure("throttled", wait)
    if status in _LOST_BEHIND_A_GATEWAY:
        return Uncertain("no-answer")
    if status >= 500:
        return TemporaryFailure("provider-error", wait)
    return TemporaryFailure("not-allowed") if status in _OURS_TO_MEND else refused()


def seconds(headers: Mapping[str, str]) -> float | None:
    """Answer how long a provider asks us to wait, None where it does not say (in seconds)."""
    wait = headers.get("retry-after", "")
    return float(wait) if wait.isdigit() else None
