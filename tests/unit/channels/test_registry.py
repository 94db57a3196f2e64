"""Who carries a force's messages: made from its file, in its order."""

import pytest

from chalicelib.channels import registry
from chalicelib.domain.carriers import Provider
from chalicelib.settings import Settings
from tests.factories import a_force


def test_every_channel_has_the_forces_usual_provider_first() -> None:
    made = registry.channels(Settings.read({}), a_force())
    assert {name: next(iter(known)) for name, known in made.items()} == {"text": "sns", "email": "ses"}


def test_a_force_that_names_a_stranger_is_told_whom_it_may_name() -> None:
    force = a_force()
    other = force.but(texting=force.texting.but(others=(Provider(name="pigeon", per_second=1),)))
    with pytest.raises(
        ValueError, match=r"'pigeon' is named for texts, .* Name one of: sns, end-user-messaging, notify"
    ):
        registry.channels(Settings.read({}), other)
