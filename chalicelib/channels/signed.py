"""Signed requests to Amazon without boto3's client: botocore's own signer, and one request a call."""

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.configprovider import ConfiguredEndpointProvider
from botocore.exceptions import NoCredentialsError
from botocore.session import Session

from .posting import Answer, Posting


class Signed:
    """One Amazon service in one region. Credentials are botocore's, looked at again for every request."""

    def __init__(self, service: str, host: str, region: str) -> None:
        """Take boto3's name of the service, and what its address begins with and its signatures name."""
        session = Session()
        settings = session.full_config, session.get_scoped_config()
        named = ConfiguredEndpointProvider(*settings, service).provide()
        self._posting = Posting(named or f"https://{host}.{region}.amazonaws.com")
        self._credentials, self._scope = session.get_credentials(), (host, region)

    def post(self, body: bytes, headers: dict[str, str]) -> Answer:
        """Sign and post; raises botocore's and urllib3's errors, which `aws.failure` tells apart."""
        if self._credentials is None:
            raise NoCredentialsError
        request = AWSRequest("POST", f"{self._posting.url}/", headers=headers, data=body)
        SigV4Auth(self._credentials.get_frozen_credentials(), *self._scope).add_auth(request)
        return self._posting.post("/", body, dict(request.headers.items()))
