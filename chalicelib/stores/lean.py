"""Calls to DynamoDB without most of what botocore does for each: signed and posted by our own few lines."""

import json
import zlib
from types import SimpleNamespace
from typing import Any

from ..machine import SystemClock
from ..wire.posting import Answer, Posting, Times
from ..wire.signature import Signature
from .answers import unpack

OPERATIONS = ("GetItem", "BatchGetItem", "Query", "PutItem", "BatchExecuteStatement")
_TIMES = Times(connect=1, read=2)
"""Seconds; DynamoDB answers in thousandths, and who waits longer asks again by botocore."""
_OK = SimpleNamespace(status_code=200)


def lean(client: Any) -> Any:
    """Let a client of DynamoDB post these calls itself, and answer it; what it says stays the same.

    botocore still writes the request. Only a good answer is taken: whatever else comes, or nothing, botocore
    makes the call as if there had been none before, with its repeats, waits and errors. All of these calls it
    repeats itself after a lost answer, so one more changes nothing.
    """
    way = _Way()
    for operation in OPERATIONS:
        client.meta.events.register(f"before-call.dynamodb.{operation}", way, unique_id=f"lean-{operation}")
    return client


class _Way:
    """Connections and day's keys by where a call goes: its address, and who signs for which region."""

    def __init__(self) -> None:
        self._postings: dict[str, Posting] = {}
        self._signatures: dict[str, Signature] = {}
        self._clock = SystemClock()

    def __call__(
        self, params: dict[str, Any], request_signer: Any, **_: object
    ) -> tuple[SimpleNamespace, dict[str, Any]] | None:
        """Carry out one call; None leaves it to botocore."""
        try:
            answer = self._post(params, request_signer)
            return (_OK, _read(answer)) if answer and _whole(answer) else None
        except Exception:
            # Whatever went wrong, botocore finds out for itself and says it as it always does.
            return None

    def _post(self, params: dict[str, Any], signer: Any) -> Answer | None:
        region, url = signer.region_name, params["url"]
        who = signer.get_auth_instance(signer.signing_name, region).credentials
        if who is None:
            return None
        posting = self._postings.setdefault(url, self._postings.get(url) or Posting(url.rstrip("/"), _TIMES))
        signature = self._signatures.setdefault(region, Signature(signer.signing_name, region))
        headers = {**params["headers"], "Host": posting.host}
        signed = signature.headers(who, params["body"], headers, self._clock.now())
        return posting.post("/", params["body"], signed)


def _whole(answer: Answer) -> bool:
    """Tell a good answer that came as it was sent: DynamoDB says its checksum."""
    said = answer.headers.get("x-amz-crc32")
    return answer.status == _OK.status_code and (said is None or int(said) == zlib.crc32(answer.body))


def _read(answer: Answer) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(answer.body)
    if b'"B"' in answer.body:
        unpack(found)
    return found
