"""Reads what `make package` wrote, so that tests can ask it in a line."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

STAGE = "kent"
Template = dict[str, Any]


class Packaged:
    """What one packaging wrote."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.text = (folder / "code.json").read_text()
        self.code: Template = json.loads(self.text)
        self.data: Template = yaml.load((folder / "data.yaml").read_text(), _Loader)
        self.resources: Template = self.code["Resources"]

    def functions(self) -> dict[str, Template]:
        found = {k: v for k, v in self.resources.items() if v["Type"] == "AWS::Serverless::Function"}
        return {name: resource["Properties"] for name, resource in found.items()}

    def sources(self) -> dict[str, Template]:
        """Answer function name -> properties of the queue that feeds it."""
        return {
            name: event["Properties"]
            for name, function in self.functions().items()
            for event in function.get("Events", {}).values()
            if event["Type"] == "SQS"
        }

    def statements(self, function: str) -> list[Template]:
        role = self.functions()[function]["Role"]["Fn::GetAtt"][0]
        (policy,) = self.resources[role]["Properties"]["Policies"]
        statements: list[Template] = policy["PolicyDocument"]["Statement"]
        return statements

    def actions(self, function: str) -> set[str]:
        return {action for statement in self.statements(function) for action in statement["Action"]}

    def routes(self) -> Iterator[tuple[str, str, Template]]:
        """Answer (method, path, definition) of every route."""
        for path, methods in self.resources["RestAPI"]["Properties"]["DefinitionBody"]["paths"].items():
            for method, definition in methods.items():
                yield method.upper(), path, definition

    def queues(self) -> dict[str, Template]:
        """Answer name -> properties of the data stack's queues, without the stage before the name."""
        found = (r["Properties"] for r in self.data["Resources"].values() if r["Type"] == "AWS::SQS::Queue")
        return {queue["QueueName"].removeprefix("watchword-${Stage}-"): queue for queue in found}


class _Loader(yaml.SafeLoader):
    """Reads CloudFormation's short tags as what stands behind them."""


def _plain(loader: yaml.SafeLoader, _: str, node: yaml.Node) -> object:
    if isinstance(node, yaml.ScalarNode):
        return loader.construct_scalar(node)
    assert isinstance(node, yaml.SequenceNode)
    return loader.construct_sequence(node)


_Loader.add_multi_constructor("!", _plain)
