"""Reads what `make package` wrote, so that tests can ask it in a line."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from infra import package

STAGE = "kent"
Template = dict[str, Any]


class Packaged:
    """What one packaging wrote."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.text = (folder / "code.json").read_text()
        self.code: Template = json.loads(self.text)
        self.data: Template = yaml.load((folder / "data.yaml").read_text(), _Loader)
        self.edge: Template = yaml.load((folder / "edge.yaml").read_text(), _Loader)
        self.watch: Template = yaml.load((folder / "watch.yaml").read_text(), _Loader)
        self.resources: Template = self.code["Resources"]

    def functions(self) -> dict[str, Template]:
        return self.of_type("AWS::Serverless::Function")

    def names(self) -> dict[str, str]:
        """Answer function -> what it is called in the account, without the stage before the name."""
        called = {name: function["FunctionName"]["Fn::Sub"] for name, function in self.functions().items()}
        return {name: full.removeprefix("watchword-${Stage}-") for name, full in called.items()}

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

    def of_type(self, kind: str, template: Template | None = None) -> dict[str, Template]:
        """Answer logical id -> properties of a type's resources, of the code stack unless told otherwise."""
        found = (template or self.code)["Resources"].items()
        return {name: resource["Properties"] for name, resource in found if resource["Type"] == kind}

    def queues(self) -> dict[str, Template]:
        """Answer name -> properties of the data stack's queues, without the stage before the name."""
        found = self.of_type("AWS::SQS::Queue", self.data).values()
        return {queue["QueueName"].removeprefix("watchword-${Stage}-"): queue for queue in found}


def functions_python(packaged: Packaged, folder: Path) -> Path:
    """Make a Python as Lambda's is: the runtime's version, with boto3 and nothing else installed."""
    (runtime,) = {function["Runtime"] for function in packaged.functions().values()}
    version = runtime.removeprefix("python")
    home, installed = (
        folder / "lambda",
        package.BUILD / f"packager-{version}" / "lib" / runtime / "site-packages",
    )
    subprocess.run([str(package.find_python()), "-m", "venv", "--without-pip", str(home)], check=True)
    for name in ("boto3", "botocore", "dateutil", "jmespath", "s3transfer", "six.py", "urllib3"):
        (home / "lib" / runtime / "site-packages" / name).symlink_to(installed / name)
    return home / "bin" / "python"


class _Loader(yaml.SafeLoader):
    """Reads CloudFormation's short tags as what stands behind them."""


def _plain(loader: yaml.SafeLoader, _: str, node: yaml.Node) -> object:
    if isinstance(node, yaml.ScalarNode):
        return loader.construct_scalar(node)
    assert isinstance(node, yaml.SequenceNode)
    return loader.construct_sequence(node)


_Loader.add_multi_constructor("!", _plain)
