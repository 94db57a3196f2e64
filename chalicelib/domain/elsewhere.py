"""What somebody is told of a postcode that has ended, or is not ours."""

from datetime import date

from .place import Outward, Postcode

YOUR_AREA = "https://www.police.uk/pu/your-area/"
"""Where anybody finds the force of a place, by postcode."""


def ended(found: Postcode) -> str | None:
    """Answer the month of a postcode's end in words, `May 2019`; None while it is in use."""
    return date.fromisoformat(f"{found.ended}-01").strftime("%B %Y") if found.ended else None


def not_ours(postcode: str, outward: Outward | None, force: str) -> str:
    """Say of a postcode that is not in the table which force to join, or where to find that out.

    Each of `outward.forces` is a name with its website; `force` is our own name.
    """
    others = [each for each in outward.forces if not each.startswith(f"{force} ")] if outward else []
    if outward and len(others) == len(outward.forces) == 1:
        name, _, website = others[0].rpartition(" ")
        return f"{postcode} is in the area of {name}. Sign up with them: {website}"
    if others:
        names = " or ".join(each.rpartition(" ")[0] for each in others)
        return (
            f"We do not know {postcode}. It may be in the area of {names}. "
            f"Check it, or find its force at {YOUR_AREA}"
        )
    return (
        f"We do not know {postcode}: it is not in the area of {force}. "
        f"Check it, or find its force at {YOUR_AREA}"
    )
