"""The audience: a rule that says who is meant, and whether a person matches it."""

from collections.abc import Callable

from .force import Force
from .model import Model
from .packed import Packed, Spot


class Choice(Model):
    """Districts, wards and interests by code; areas are joined by or, so are interests."""

    districts: tuple[str, ...] = ()
    wards: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()

    def areas(self) -> tuple[str, ...]:
        """Answer every area code chosen."""
        return (*self.districts, *self.wards)


class Audience(Model):
    """Include and exclude: in one of the areas (none = the whole force), in one of the interests if any."""

    include: Choice = Choice()
    exclude: Choice = Choice()

    def empty(self) -> bool:
        """Tell whether nothing was included at all, which is nobody and not everybody."""
        return self.include == Choice()


def matcher(audience: Audience, force: Force) -> Callable[[Packed], bool]:
    """Make the test of one index item.

    A person with several places matches through the first place that does, and only that place's
    item answers yes, so nobody is found twice.
    """
    wanted = force.interest_bits(audience.include.interests)
    unwanted = force.interest_bits(audience.exclude.interests)
    inside, outside = set(audience.include.areas()), set(audience.exclude.areas())

    def at(spot: Spot) -> bool:
        codes = {spot.ward, spot.district}
        return (not inside or bool(codes & inside)) and not codes & outside

    def matches(row: Packed) -> bool:
        if (wanted and not row.interests & wanted) or row.interests & unwanted:
            return False
        return next((n for n, spot in enumerate(row.spots) if at(spot)), None) == row.n

    return matches
