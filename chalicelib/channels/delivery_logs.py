"""Amazon SNS's log of what became of texts, as a subscription of CloudWatch Logs hands it over."""

import base64
import gzip
import json
import zlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from ..domain.errors import Invalid
from ..domain.receipt import Report
from .receipts import AMISS, NOT_ONE, receipt_of

_NEVER = {
    "Blocked as spam by phone carrier",
    "Destination is on a blocked list",
    "Invalid phone number",
    "Message body is invalid",
    "Phone carrier has blocked this message",
    "Phone has blocked SMS",
    "Phone is on a blocked list",
    "Phone number is opted out",
    "This delivery would exceed max price",
}
"""Amazon SNS Developer Guide, "Viewing CloudWatch metrics and logs for SMS": what else failed may arrive."""


def read(event: Mapping[str, Any]) -> list[Report]:
    """Read what a subscription to SNS's delivery logs hands over; lines that are no receipts are left out."""
    try:
        data = json.loads(gzip.decompress(base64.b64decode(event["awslogs"]["data"])))
        lines = [str(line["message"]) for line in data["logEvents"] if data["messageType"] == "DATA_MESSAGE"]
    except (*AMISS, OSError, EOFError, zlib.error):
        raise Invalid(NOT_ONE) from None
    return list(_reports(lines))


def _reports(lines: list[str]) -> Iterator[Report]:
    for line in lines:
        try:
            said = json.loads(line)
            notification, delivery = said["notification"], said["delivery"]
            at = datetime.fromisoformat(notification["timestamp"]).replace(tzinfo=UTC)
            failed = "permanent" if delivery.get("providerResponse") in _NEVER else "temporary"
            outcome = "delivered" if said["status"] == "SUCCESS" else failed
            receipt = receipt_of("sns", outcome, at)
            yield Report(receipt, "text", str(delivery["destination"]), str(notification["messageId"]))
        except AMISS:
            continue
