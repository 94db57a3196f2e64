"""Whatever is chosen and whoever is invited: nobody is let in who may not be, and nobody is put out."""

from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.groups import chosen
from tests.parts import FORCE

JOINING = {interest.id: interest.joining for interest in FORCE.interests}
some = st.lists(st.sampled_from(sorted(JOINING)), unique=True).map(tuple)


@given(some, some, some)
def test_one_is_in_a_group_only_by_right_and_leaving_is_free(
    wanted: tuple[str, ...], invited: tuple[str, ...], members: tuple[str, ...]
) -> None:
    without = {each for each in wanted if JOINING[each] == "invitation"} - {*invited, *members}
    with suppress(ValueError):
        found = chosen(wanted, FORCE, invited, members)
        assert not without
        assert {*found.members, *found.asked} == {*wanted, *invited}
        assert not {*found.members} & {*found.asked}
        for each in found.members:
            assert JOINING[each] == "open" or each in {*invited, *members}
        assert all(JOINING[each] == "approval" for each in found.asked)
        assert {*members} & {*wanted} <= {*found.members}
        return
    assert without
