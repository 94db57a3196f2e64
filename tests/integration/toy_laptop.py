"""`make run` with a toy application in place of the real one, in a process of its own."""

import os
import sys
from typing import Any

import boto3
from chalice.app import Chalice

import infra.seed
from chalicelib.ports import Table
from chalicelib.settings import load_force
from infra.geography.progress import Say
from infra.local import __main__ as run
from infra.local import laptop
from infra.local.lambdas import App
from infra.local.signing import LaptopCertificates


def toy_app(certificates: LaptopCertificates) -> App:
    """The force, one counter, and a webhook that keeps what it was posted."""
    app = Chalice(app_name="toy")
    table = boto3.resource("dynamodb").Table(os.environ["WATCHWORD_TABLE"])

    @app.route("/force")
    def force() -> dict[str, Any]:
        return load_force(os.environ["WATCHWORD_FORCE"]).shown()

    @app.route("/count", methods=["POST"])
    def count() -> dict[str, int]:
        answer = table.update_item(
            Key={"pk": "COUNT", "sk": "COUNT"},
            UpdateExpression="ADD n :one",
            ExpressionAttributeValues={":one": 1},
            ReturnValues="UPDATED_NEW",
        )
        return {"n": int(answer["Attributes"]["n"])}

    @app.route("/seeded")
    def seeded() -> dict[str, int]:
        return {"n": int(table.get_item(Key={"pk": "SEED", "sk": "SEED"})["Item"]["n"])}

    @app.route("/key")
    def key() -> dict[str, str]:
        secrets = boto3.client("secretsmanager")
        return {"key": secrets.get_secret_value(SecretId=os.environ["WATCHWORD_SECRET"])["SecretString"]}

    @app.route("/text", methods=["POST"])
    def text() -> dict[str, str]:
        sent = boto3.client("sns").publish(PhoneNumber="+447700900001", Message="White van on Mill Lane")
        return {"id": str(sent["MessageId"])}

    @app.route("/sign-in", methods=["POST"])
    def sign_in() -> dict[str, bool]:
        names = {"USERNAME": "spoc", "PASSWORD": "spoc-on-this-laptop"}
        answer = boto3.client("cognito-idp").initiate_auth(
            AuthFlow="USER_PASSWORD_AUTH", ClientId=os.environ["WATCHWORD_CLIENT_ID"], AuthParameters=names
        )
        return {"in": "AccessToken" in answer["AuthenticationResult"]}

    @app.route("/webhooks/inbound-sms", methods=["POST"], content_types=["text/plain"])
    def inbound() -> dict[str, str]:
        assert app.current_request is not None
        posted = app.current_request.raw_body
        table.put_item(Item={"pk": "INBOUND", "sk": "INBOUND", "body": posted})
        return {}

    return app


def toy_seed(force: str, subscribers: int, table: Table, say: Say = print) -> None:
    """One item, and where a file says so a death in the middle."""
    table.put_many([{"pk": "HALF", "sk": "HALF"}])
    if "DIE_WHILE_SEEDING" in os.environ:
        os._exit(9)
    table.put_many([{"pk": "SEED", "sk": "SEED", "n": subscribers}])


if __name__ == "__main__":
    laptop.load_app = toy_app  # type: ignore[attr-defined]  # the name it calls, not one it offers
    infra.seed.seed = toy_seed
    sys.exit(run.main())
