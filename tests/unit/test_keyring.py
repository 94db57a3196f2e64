"""The keys: digests bound to their purpose, and a rotation that strands nobody."""

import pytest

from chalicelib.stores.keyring import KeyRing

OLD = {"v1": "11" * 32}
BOTH = OLD | {"v2": "22" * 32}


def test_a_hash_names_the_key_that_made_it_and_is_the_same_each_time() -> None:
    ring = KeyRing(OLD)
    assert ring.hash("address", "+447700900123") == ring.hash("address", "+447700900123")
    assert ring.hash("address", "+447700900123").startswith("v1#")


def test_one_purpose_cannot_be_used_for_another() -> None:
    ring = KeyRing(OLD)
    assert ring.hash("address", "x") != ring.hash("home", "x")
    assert not ring.verify("settings", "S1", ring.sign("leave", "S1"))
    assert ring.digits("code", "a", 7) != ring.digits("other", "a", 7)


def test_purpose_and_value_cannot_be_shifted_into_each_other() -> None:
    ring = KeyRing(OLD)
    assert ring.sign("leave", "now") != ring.sign("leaven", "ow")


def test_what_the_old_key_signed_still_holds_and_the_newest_signs() -> None:
    signature = KeyRing(OLD).sign("leave", "S1")
    both = KeyRing(BOTH)
    assert both.verify("leave", "S1", signature)
    assert both.sign("leave", "S1") != signature
    assert not KeyRing({"v2": BOTH["v2"]}).verify("leave", "S1", signature)


@pytest.mark.parametrize("forged", ["", "X", "0" * 12, "é" * 12, "A" * 11])
def test_a_short_or_strange_signature_never_holds(forged: str) -> None:
    assert not KeyRing(OLD).verify("leave", "S1", forged)


def test_the_beginning_of_a_signature_does_not_hold() -> None:
    ring = KeyRing(OLD)
    assert not ring.verify("leave", "S1", ring.sign("leave", "S1", 20)[:11])


def test_codes_are_digits_of_the_length_asked_for() -> None:
    codes = {KeyRing(OLD).digits("code", str(n), 7) for n in range(200)}
    assert all(len(code) == 7 and code.isdigit() for code in codes)
    assert len(codes) == 200


def test_a_new_key_leaves_every_address_findable() -> None:
    """Otherwise STOP from a known number would be nobody's on the day the keys rotate."""
    assert KeyRing(BOTH).hash("address", "x") == KeyRing(OLD).hash("address", "x")
    assert KeyRing({"v10": "33" * 32, **BOTH}).hash("address", "x").startswith("v1#")
    assert KeyRing({"v10": "33" * 32, "v9": "44" * 32}).sign("leave", "x") == KeyRing(
        {"v10": "33" * 32}
    ).sign("leave", "x")


def test_nothing_holds_that_a_key_signed_which_leaked_and_every_address_is_still_found() -> None:
    leaked = KeyRing(OLD)
    mended = KeyRing({"v1 hashes only": OLD["v1"], "v2": BOTH["v2"]})
    assert not mended.verify("settings", "S1", leaked.sign("settings", "S1"))
    assert mended.verify("settings", "S1", KeyRing(BOTH).sign("settings", "S1"))
    assert mended.hash("address", "x") == leaked.hash("address", "x")
    assert mended.digits("code", "x", 7) != leaked.digits("code", "x", 7)


def test_a_ring_in_which_no_key_signs_is_refused() -> None:
    with pytest.raises(ValueError, match="empty"):
        KeyRing({"v1 hashes only": OLD["v1"]})
