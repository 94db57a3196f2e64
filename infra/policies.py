"""What a force's functions may send with: a statement about a provider that it does not use is left out."""

from collections.abc import Mapping
from typing import Any

from chalicelib.domain.force import Force

STATEMENTS: Mapping[str, set[str]] = {
    "TextsToPhonesButNoTopic": {"sns"},
    "WhatSnsDoesForUs": {"sns"},
    "TextsFromOurNumber": {"end-user-messaging"},
    "MailFromOurDomain": {"ses"},
    "KeysOfOtherProviders": {"notify", "smtp"},
}
"""A statement of the lanes' policies -> the providers that need it."""


def used(force: Force) -> set[str]:
    """Answer who carries a force's messages, by name."""
    return {provider.name for channel in ("text", "email") for provider in force.providers(channel)}


def narrowed(policy: Mapping[str, Any], force: Force) -> dict[str, Any]:
    """Answer a policy without what nobody of this force's providers needs."""
    names = used(force)
    kept = [each for each in policy["Statement"] if STATEMENTS.get(each["Sid"], names) & names]
    return {**policy, "Statement": kept}
