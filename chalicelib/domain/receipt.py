"""What a provider says later of a message it took: by slot, never moving backwards."""

from typing import Literal

from .model import Model, Moment

Outcome = Literal["delivered", "temporary", "permanent", "complaint", "unknown"]
"""`permanent` will never arrive; `temporary` did not this time; `unknown`: nothing was said for 72 hours."""
LETTERS = {
    "none": "n",
    "temporary": "t",
    "unknown": "u",
    "delivered": "d",
    "permanent": "p",
    "complaint": "c",
}
"""A letter a slot, as a page's receipts hold it, by rank: a lower one never replaces a higher."""


class Receipt(Model):
    """One receipt, normalised: whose it is, what it says, and when the provider said so.

    `reference` is ours, `sending.page.slot`, where the provider carried it. Where it could not (Amazon SNS),
    `address` is the keyed hash of the number and `mark` the digest of the provider's id. No person is in it.
    """

    provider: str
    outcome: Outcome
    at: Moment
    reference: str = ""
    address: str = ""
    mark: bytes = b""
    reason: str = ""


def later(known: str, letter: str) -> str:
    """Answer which of two letters stands when both were said, in whatever order."""
    ranks = "".join(LETTERS.values())
    return max(known, letter, key=ranks.index)
