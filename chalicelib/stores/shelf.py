"""Large things in a bucket of S3, each under its name."""

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from ..domain.errors import TemporaryFailure
from ..ports import Stored

_UNCHANGED, _NOTHING = 304, 404


class S3Shelf:
    """`ports.Shelf` in a bucket; the tag is S3's ETag, so asking for what is known costs no bytes."""

    def __init__(self, client: Any, bucket: str) -> None:
        self._client, self._bucket = client, bucket

    def get(self, name: str, known: str = "") -> Stored | None:
        only = {"IfNoneMatch": known} if known else {}
        try:
            answer = self._client.get_object(Bucket=self._bucket, Key=name, **only)
            return Stored(str(answer["ETag"]), bytes(answer["Body"].read()))
        except ClientError as error:
            status = error.response["ResponseMetadata"]["HTTPStatusCode"]
            if status == _UNCHANGED:
                return Stored(known, None)
            if status == _NOTHING:
                return None
            raise _failure(error) from None
        except BotoCoreError as error:
            raise _failure(error) from None

    def put(self, name: str, data: bytes) -> str:
        try:
            return str(self._client.put_object(Bucket=self._bucket, Key=name, Body=data)["ETag"])
        except (ClientError, BotoCoreError) as error:
            raise _failure(error) from None


def _failure(error: Exception) -> TemporaryFailure:
    return TemporaryFailure(f"shelf: {type(error).__name__}")
