"""Postcodes and areas as the force loaded them."""

import re

from .model import Model

_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})")


class Postcode(Model):
    """One postcode: its point in degrees (WGS 84) and the codes of its district and ward."""

    postcode: str
    lat: float
    lon: float
    district: str
    ward: str


class Area(Model):
    """A district or ward; `cells` are the geohash-6 cells that hold its postcodes, sorted."""

    code: str
    kind: str
    name: str
    edition: str
    district: str
    cells: tuple[str, ...]
    postcodes: int


def tidy_postcode(typed: str) -> str | None:
    """Put a typed postcode into the form `ME14 1XX`; None where it cannot be one.

    Case, spaces and punctuation do not matter (GOV.UK design system, addresses pattern).
    """
    squeezed = re.sub(r"[^A-Z0-9]", "", typed.upper())
    match = _POSTCODE.fullmatch(squeezed)
    return f"{match[1]} {match[2]}" if match else None
