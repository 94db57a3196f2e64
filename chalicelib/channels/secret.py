"""What proves us to providers that are not Amazon: one secret of a word each, read when first needed."""

import json
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from ..domain.errors import TemporaryFailure
from ..settings import Settings


class Secret:
    """The word for one provider, from the secret `{"notify": "...", "smtp": "..."}`."""

    def __init__(self, settings: Settings, provider: str) -> None:
        self._settings, self._provider, self._word = settings, provider, ""

    def word(self) -> str:
        """Answer the word; raises TemporaryFailure where it cannot be read, or nobody has put it there."""
        if not self._word:
            self._word = self._read().get(self._provider, "")
        if not self._word:
            raise TemporaryFailure("not-set-up")
        return self._word

    def forget(self) -> None:
        """Read it again next time: it was refused, and may have been changed."""
        self._word = ""

    def _read(self) -> dict[str, str]:
        client: Any = boto3.client("secretsmanager", region_name=self._settings.region)
        try:
            found = json.loads(client.get_secret_value(SecretId=self._settings.providers)["SecretString"])
        except (BotoCoreError, ClientError, ValueError):
            raise TemporaryFailure("not-set-up") from None
        return {str(name): str(word) for name, word in found.items()}
