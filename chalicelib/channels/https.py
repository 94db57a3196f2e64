"""Amazon's own addresses over HTTPS, each checked by a rule before it comes here."""

import http.client
from urllib.parse import urlsplit

from ..domain.errors import TemporaryFailure

_MOST_BYTES = 64 * 1024


class Https:
    """`ports.CertificateSource` and `ports.Subscriptions`: no redirect is followed and no proxy asked."""

    def fetch(self, url: str) -> bytes:
        return self._get(url)

    def confirm(self, url: str) -> None:
        self._get(url)

    def _get(self, url: str) -> bytes:
        parts = urlsplit(url)
        connection = http.client.HTTPSConnection(parts.netloc, timeout=3)
        try:
            connection.request("GET", f"{parts.path}?{parts.query}" if parts.query else parts.path)
            answer = connection.getresponse()
            body = answer.read(_MOST_BYTES)
        except (OSError, http.client.HTTPException):
            raise TemporaryFailure("sns: unreachable") from None
        finally:
            connection.close()
        if answer.status != http.HTTPStatus.OK:
            raise TemporaryFailure(f"sns: status {answer.status}")
        return body
