"""What holds for every text anybody may write."""

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.sms_text import EXTENSION, GSM, WELSH, downgrade, size

TEXTS = st.text(max_size=400)
MIXED = st.text(st.sampled_from("aé€^ŵŷ\u2019\u2026\u200b\u0301\u0302\u030c\U0001f600\t\n č"), max_size=200)


@given(TEXTS | MIXED)
def test_what_is_sent_is_in_the_alphabet_and_sending_it_again_changes_nothing(text: str) -> None:
    sent, _ = downgrade(text)
    assert set(sent) <= GSM | EXTENSION | WELSH
    assert downgrade(sent) == (sent, [])


@given(TEXTS | MIXED)
def test_replacements_explain_every_difference(text: str) -> None:
    """Putting the replacements into what was written gives what is sent, but for composed accents."""
    sent, replaced = downgrade(text)
    rebuilt, at = "", 0
    for replacement in replaced:
        assert text[replacement.at : replacement.at + len(replacement.old)] == replacement.old
        rebuilt += downgrade(text[at : replacement.at])[0] + replacement.new
        at = replacement.at + len(replacement.old)
    assert rebuilt + downgrade(text[at:])[0] == sent


@given(TEXTS | MIXED)
def test_downgrade_never_costs_more_parts_than_the_longest_replacement_explains(text: str) -> None:
    assert size(downgrade(text)[0]).units <= 3 * max(1, size(text).units)


@given(TEXTS)
def test_parts_hold_all_units(text: str) -> None:
    encoding, units, parts = size(text)
    alone, joined = (160, 153) if encoding == "GSM-7" else (70, 67)
    assert parts == 1 if units <= alone else joined * (parts - 1) < units <= joined * parts
