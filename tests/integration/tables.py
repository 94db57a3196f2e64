"""A table of one's own in the emulator, with the keys and indexes of `infra/data.yaml`."""

from typing import Any

import yaml

from chalicelib.stores.answers import quick
from chalicelib.stores.lean import lean
from chalicelib.stores.table import DynamoTable
from infra.local.cloud import DATA_TEMPLATE, Cloud


class _Template(yaml.SafeLoader):
    """Reads CloudFormation's short functions as their argument: none decides keys or indexes."""


def _argument(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> object:
    return loader.construct_scalar(node) if isinstance(node, yaml.ScalarNode) else suffix


_Template.add_multi_constructor("!", _argument)


def a_table(cloud: Cloud, name: str) -> DynamoTable:
    """Create an empty table under this name; each test takes its own."""
    template: dict[str, Any] = yaml.load(DATA_TEMPLATE.read_text(encoding="utf-8"), Loader=_Template)
    properties = template["Resources"]["Table"]["Properties"]
    shape = ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "BillingMode")
    client = cloud.client("dynamodb")
    client.create_table(TableName=name, **{part: properties[part] for part in shape})
    return DynamoTable(lean(quick(client)), name)
