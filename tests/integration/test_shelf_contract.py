"""One contract for the shelf, kept by the fake that unit tests use and by S3 (its emulator)."""

from collections.abc import Iterator

import pytest

from chalicelib.domain.errors import TemporaryFailure
from chalicelib.ports import Shelf, Stored
from chalicelib.stores.shelf import S3Shelf
from infra.local.cloud import REGION, Cloud
from tests.fakes import MemoryShelf


@pytest.fixture(params=["memory", "s3"])
def shelf(request: pytest.FixtureRequest) -> Iterator[Shelf]:
    if request.param == "memory":
        yield MemoryShelf()
        return
    cloud: Cloud = request.getfixturevalue("cloud")
    client, bucket = cloud.client("s3"), request.node.originalname.replace("_", "-")[:63].rstrip("-")
    client.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
    yield S3Shelf(client, bucket)


def test_nothing_is_there_at_first(shelf: Shelf) -> None:
    assert shelf.get("census") is None
    assert shelf.get("census", '"known"') is None


def test_what_is_put_is_there_with_its_tag(shelf: Shelf) -> None:
    data = bytes(range(256)) * 1000
    tag = shelf.put("census", data)
    assert shelf.get("census") == Stored(tag, data)


def test_what_is_known_comes_without_its_bytes_until_it_changes(shelf: Shelf) -> None:
    tag = shelf.put("census", b"old")
    assert shelf.get("census", tag) == Stored(tag, None)
    other = shelf.put("census", b"new")
    assert shelf.get("census", tag) == Stored(other, b"new")
    assert shelf.get("other", tag) is None


def test_a_bucket_that_is_not_there_is_a_failure_and_not_an_empty_shelf(cloud: Cloud) -> None:
    with pytest.raises(TemporaryFailure):
        S3Shelf(cloud.client("s3"), "no-such-bucket-anywhere").put("census", b"x")
