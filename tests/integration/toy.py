"""A small Chalice application with one of everything that the laptop serves and triggers."""

import threading
import time
from typing import Any

from chalice.app import Chalice, CognitoUserPoolAuthorizer, Rate, Request, Response

QUEUE = "plan"


class Seen:
    """What the toy's functions were called with."""

    def __init__(self) -> None:
        self.bodies: list[str] = []
        self.ticks: list[str] = []
        self.lock = threading.Lock()


def current(app: Chalice) -> Request:
    """The request being served; Chalice's own type allows for none."""
    assert app.current_request is not None
    return app.current_request


def toy(stage: str, seen: Seen, failing: set[str]) -> Chalice:
    """The application; messages whose body is in `failing` are reported as failed."""
    app = Chalice(app_name="toy")
    officers = CognitoUserPoolAuthorizer(
        "Officers", provider_arns=["arn:toy"], scopes=["aws.cognito.signin.user.admin"]
    )

    @app.route("/echo/{name}", methods=["GET", "POST"])
    def echo(name: str) -> dict[str, Any]:
        request = current(app)
        time.sleep(0.02)
        later = current(app)
        return {
            "name": name,
            "query": dict(later.query_params or {}),
            "same": request is later,
            "path": later.uri_params,
            "body": later.json_body if later.method == "POST" else None,
        }

    @app.route("/echo/here")
    def here() -> dict[str, str]:
        return {"literal": "yes"}

    @app.route("/form", methods=["POST"], content_types=["application/x-www-form-urlencoded"])
    def form() -> Response:
        headers: dict[str, Any] = {"Location": "/done.html", "Set-Cookie": ["a=1", "b=2"]}
        raw = current(app).raw_body
        assert isinstance(raw, bytes)
        return Response(body=raw.decode(), status_code=303, headers=headers)

    @app.route("/me", authorizer=officers)
    def me() -> dict[str, Any]:
        return {"claims": current(app).context["authorizer"]["claims"]["username"]}

    @app.on_sqs_message(queue=f"watchword-{stage}-{QUEUE}", batch_size=10, maximum_concurrency=2)
    def work(event: Any) -> dict[str, Any]:
        failed = []
        for record in event:
            with seen.lock:
                seen.bodies.append(record.body)
            if record.body in failing:
                failed.append({"itemIdentifier": record.to_dict()["messageId"]})
        return {"batchItemFailures": failed}

    @app.schedule(Rate(1, unit=Rate.MINUTES))
    def tick(event: Any) -> None:
        seen.ticks.append(event.detail_type)

    return app
