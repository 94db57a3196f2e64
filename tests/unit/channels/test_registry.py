"""Who carries a force's messages: made from its file, in its order."""

import re

import pytest

from chalicelib.channels import registry
from chalicelib.domain.carriers import Provider, Smtp
from chalicelib.settings import Settings
from infra.doctor import ROOT
from tests.architecture.documents import table
from tests.factories import a_force

PAGE = (ROOT / "docs" / "providers.md").read_text(encoding="utf-8")
REASON = re.compile(r'(?:TemporaryFailure|PermanentFailure|Uncertain)\("([a-z-]+)"')


def test_every_channel_has_the_forces_usual_provider_first() -> None:
    made = registry.channels(Settings.read({}), a_force())
    assert {name: next(iter(known)) for name, known in made.items()} == {"text": "sns", "email": "ses"}


def test_the_page_of_providers_says_what_each_takes_at_a_time() -> None:
    force = a_force(smtp=Smtp(host="mail.police.example"))
    said = {row["provider"].strip("`"): row for row in table(PAGE, "provider")}
    assert said.keys() == {name for known in registry.PROVIDERS.values() for name in known}
    for channel, known in registry.PROVIDERS.items():
        for name, create in known.items():
            assert channel in said[name]["carries"]
            assert said[name]["a call takes"].partition(",")[0] == str(create(Settings.read({}), force).batch)


def test_the_page_has_every_reason_that_a_channel_gives() -> None:
    given = set[str]()
    for file in (ROOT / "chalicelib" / "channels").glob("*.py"):
        given |= set(REASON.findall(file.read_text(encoding="utf-8")))
    assert given == {reason for reason in given if f"`{reason}`" in PAGE}


def test_a_force_that_names_a_stranger_is_told_whom_it_may_name() -> None:
    force = a_force()
    other = force.but(texting=force.texting.but(others=(Provider(name="pigeon", per_second=1),)))
    with pytest.raises(
        ValueError, match=r"'pigeon' is named for texts, .* Name one of: sns, end-user-messaging, notify"
    ):
        registry.channels(Settings.read({}), other)
