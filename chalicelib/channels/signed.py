"""Signed requests to Amazon without boto3's client: one request a call."""

from botocore.configprovider import ConfiguredEndpointProvider
from botocore.exceptions import NoCredentialsError
from botocore.session import Session

from ..machine import SystemClock
from ..wire.posting import Answer, Posting
from ..wire.signature import Signature


class Signed:
    """One Amazon service in one region. Credentials are botocore's, looked at again for every request."""

    def __init__(self, service: str, host: str, region: str) -> None:
        """Take boto3's name of the service, and what its address begins with and its signatures name."""
        session = Session()
        settings = session.full_config, session.get_scoped_config()
        named = ConfiguredEndpointProvider(*settings, service).provide()
        self._posting = Posting(named or f"https://{host}.{region}.amazonaws.com")
        self._credentials, self._clock = session.get_credentials(), SystemClock()
        self._signature = Signature(host, region)

    def post(self, body: bytes, headers: dict[str, str]) -> Answer:
        """Sign and post; raises botocore's errors and `Posting`'s, which `aws.failure` tells apart."""
        if self._credentials is None:
            raise NoCredentialsError
        who, headers = self._credentials.get_frozen_credentials(), {**headers, "Host": self._posting.host}
        return self._posting.post("/", body, self._signature.headers(who, body, headers, self._clock.now()))
