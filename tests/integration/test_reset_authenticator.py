"""An officer whose phone is lost signs in anew: old sessions end, another authenticator can be set up."""

import re
import time
from collections.abc import Iterator

import pytest

from chalicelib import wiring
from chalicelib.domain.errors import NotSignedIn
from chalicelib.domain.officer import Role
from chalicelib.domain.session import Step, Tokens
from chalicelib.stores.pool import CognitoPool
from infra.admin import main
from infra.local.cloud import Cloud, Stack
from infra.officers import BadOfficer, SignIns

from ..authenticator import code_of
from ..factories import an_officer
from ..house import ISSUER, House, KeySet, a_house, a_token

FIRST = "given by the admin"
WHO = an_officer("lost1", Role.SPOC)


@pytest.fixture(scope="module")
def stack(cloud: Cloud) -> Stack:
    return cloud.deploy("resets", "resets.example")


@pytest.fixture
def pool(cloud: Cloud, stack: Stack) -> CognitoPool:
    """The emulator's pool with somebody in it who has an authenticator."""
    client = cloud.client("cognito-idp")
    client.admin_create_user(UserPoolId=stack.pool, Username=WHO.id, MessageAction="SUPPRESS")
    client.admin_set_user_password(UserPoolId=stack.pool, Username=WHO.id, Password=FIRST, Permanent=True)
    pool = CognitoPool(client, stack.client, ISSUER, KeySet("https://pool.example"))
    tokens = pool.sign_in(WHO.id, FIRST)
    assert isinstance(tokens, Tokens)
    secret = client.associate_software_token(AccessToken=tokens.access)["SecretCode"]
    client.verify_software_token(AccessToken=tokens.access, UserCode=code_of(secret, time.time()))
    return pool


@pytest.fixture
def house() -> Iterator[House]:
    with a_house() as house:
        house.table.commit(wiring.officers().add(WHO))
        yield house


def reset(id: str, cloud: Cloud, stack: Stack) -> str:
    said: list[str] = []
    stores = wiring.table(), wiring.officers(), wiring.audit()
    SignIns(*stores, cloud.client("cognito-idp"), stack.pool, said.append).reset_authenticator(
        id, wiring.sessions()
    )
    found = re.search(r"password, for a week: (\S+)", "\n".join(said))
    assert found
    return found[1]


def test_the_old_phone_and_the_old_sessions_are_of_no_use_any_more(
    cloud: Cloud, stack: Stack, pool: CognitoPool, house: House
) -> None:
    token = a_token(WHO.id, auth_time=int(house.clock.now().timestamp()))
    assert house.ask("GET", "/me", Authorization=token).status_code == 200
    house.clock.pass_by(minutes=1)
    before = pool.sign_in(WHO.id, FIRST)
    assert isinstance(before, Step)
    assert before.step == "code"
    password = reset(WHO.id, cloud, stack)
    assert house.ask("GET", "/me", Authorization=token).status_code == 401
    with pytest.raises(NotSignedIn):
        pool.sign_in(WHO.id, FIRST)
    after = pool.sign_in(WHO.id, password)
    assert isinstance(after, Step)
    assert after.step == "new-password"
    kept = wiring.officers().load(WHO.id)
    assert kept
    assert kept.but(signed_out_at=None) == WHO
    assert reset(WHO.id, cloud, stack) != password


def test_nobody_is_made_by_a_reset(cloud: Cloud, stack: Stack, house: House) -> None:
    with pytest.raises(BadOfficer, match="no officer 'nobody'"):
        reset("nobody", cloud, stack)


def test_the_command_says_that_there_is_nobody(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reset-authenticator", "nobody"]) == 1
    assert "There is no officer 'nobody'" in capsys.readouterr().err
