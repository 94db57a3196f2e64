"""The rehearsal's emulator, a process of its own; its functions' Python has boto3 and nothing else.

It holds every call to its function's policy. Two rules of AWS that it lacks are put right here.
"""

import json
import sys
from typing import Any

SINGLE = {"sqs:SendMessageBatch": "sqs:SendMessage"}
"""SQS permits a batch by the action of its single message (SendMessageBatch, API reference)."""
BULK = "/v2/email/outbound-bulk-emails"
"""SES permits mail by the identity that it is sent from (service authorization reference)."""


def main(functions_python: str) -> None:
    """Serve until killed. MiniStack starts a function with `sys.executable`, which is its own."""
    from ministack import app
    from ministack.core import iam_actions

    action_of, resource_of = iam_actions.extract_iam_action, iam_actions.extract_resource_arn

    def action(*about: Any, **more: Any) -> Any:
        found = action_of(*about, **more)
        return SINGLE.get(found, found)

    def resource(
        service: str, method: str, path: str, headers: Any, body: bytes, query: Any, region: str, account: str
    ) -> Any:
        if service == "ses" and path == BULK:
            domain = json.loads(body)["FromEmailAddress"].rpartition("@")[2].rstrip(">")
            return f"arn:aws:ses:{region}:{account}:identity/{domain}"
        return resource_of(service, method, path, headers, body, query, region, account)

    vars(iam_actions).update(extract_iam_action=action, extract_resource_arn=resource)
    sys.executable, sys.argv[1:] = functions_python, []
    app.main()


if __name__ == "__main__":
    main(sys.argv[1])
