"""Stacks by change sets: what would change is shown, and only what was agreed to is carried out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import uuid4

from botocore.exceptions import ClientError, WaiterError

from .stage import Refused

_MOST_BODY = 51_200
"""Bytes of a template that CloudFormation takes in the call itself; longer ones come from a bucket."""
_NOTHING = ("didn't contain changes", "No updates are to be performed")


class Change(NamedTuple):
    """One thing that a change set would do; `replaces` says in words that something is made anew, else ""."""

    action: str
    name: str
    kind: str
    replaces: str

    def __str__(self) -> str:
        return f"{self.action:<8} {self.name} ({self.kind}){self.replaces}"


@dataclass
class Stacks:
    """CloudFormation of one account; `agree` is shown a stack's changes and says yes or no."""

    client: Any
    agree: Callable[[str, list[Change]], bool]
    delay: float = 5.0
    """Seconds between two looks at whether CloudFormation is ready, for an hour at most."""

    def deploy(
        self, name: str, template: str, parameters: Mapping[str, str], put: Callable[[str], str]
    ) -> None:
        """Bring a stack to this template; raises Refused where somebody says no or CloudFormation fails.

        `put` keeps a long template where it can be fetched and answers its URL. A stack that fails goes back
        to what it was by itself.
        """
        kind, change_set = "UPDATE" if self._exists(name) else "CREATE", f"deploy-{uuid4().hex}"
        changes = self._propose(name, change_set, kind, template, parameters, put)
        if changes is None:
            return
        if not self.agree(name, changes):
            self.client.delete_change_set(StackName=name, ChangeSetName=change_set)
            raise Refused(f"{name} was left as it is.")
        self.client.execute_change_set(StackName=name, ChangeSetName=change_set)
        self._finish(name, kind)

    def protect(self, name: str) -> None:
        """Keep a stack from being deleted until somebody takes this away by hand."""
        self.client.update_termination_protection(StackName=name, EnableTerminationProtection=True)

    def outputs(self, name: str) -> dict[str, str]:
        """Answer a stack's outputs by key; raises Refused where there is no such stack."""
        try:
            (stack,) = self.client.describe_stacks(StackName=name)["Stacks"]
        except ClientError:
            raise Refused(f"There is no stack {name} in this account: deploy the stage first.") from None
        return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}

    def _patience(self) -> dict[str, float]:
        return {"Delay": self.delay, "MaxAttempts": int(3600 / self.delay)}

    def _exists(self, name: str) -> bool:
        try:
            (stack,) = self.client.describe_stacks(StackName=name)["Stacks"]
        except ClientError:
            return False
        if stack["StackStatus"] == "ROLLBACK_COMPLETE":
            raise Refused(
                f"{name} could not be created last time. Look why, then delete it and deploy again."
            )
        return bool(stack["StackStatus"] != "REVIEW_IN_PROGRESS")

    def _propose(
        self,
        name: str,
        change_set: str,
        kind: str,
        template: str,
        parameters: Mapping[str, str],
        put: Callable[[str], str],
    ) -> list[Change] | None:
        """Make the change set and read it; None where it would change nothing."""
        long = len(template.encode()) > _MOST_BODY
        self.client.create_change_set(
            StackName=name,
            ChangeSetName=change_set,
            ChangeSetType=kind,
            Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
            **({"TemplateURL": put(template)} if long else {"TemplateBody": template}),
        )
        try:
            waiter = self.client.get_waiter("change_set_create_complete")
            waiter.wait(
                StackName=name,
                ChangeSetName=change_set,
                WaiterConfig=self._patience(),
            )
        except WaiterError as error:
            why = str(error.last_response.get("StatusReason", error))
            self.client.delete_change_set(StackName=name, ChangeSetName=change_set)
            if any(words in why for words in _NOTHING):
                return None
            raise Refused(f"{name}: {why}") from None
        return self._changes(name, change_set)

    def _changes(self, name: str, change_set: str) -> list[Change]:
        pages = self.client.get_paginator("describe_change_set").paginate(
            StackName=name, ChangeSetName=change_set
        )
        found = [change["ResourceChange"] for page in pages for change in page.get("Changes", [])]
        return [
            Change(
                change["Action"],
                change["LogicalResourceId"],
                change["ResourceType"],
                ""
                if change.get("Replacement", "False") == "False"
                else f", REPLACES it: {change['Replacement']}",
            )
            for change in found
        ]

    def _finish(self, name: str, kind: str) -> None:
        try:
            waiter = self.client.get_waiter(f"stack_{kind.lower()}_complete")
            waiter.wait(StackName=name, WaiterConfig=self._patience())
        except WaiterError:
            events = self.client.describe_stack_events(StackName=name)["StackEvents"]
            failed = [e for e in events if e["ResourceStatus"].endswith("_FAILED")]
            told = [f"{e['LogicalResourceId']}: {e.get('ResourceStatusReason', '')}" for e in failed[-5:]]
            raise Refused(
                "\n  ".join([f"{name} was not deployed and goes back to what it was.", *told])
            ) from None
