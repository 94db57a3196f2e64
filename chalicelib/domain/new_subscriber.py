"""How a form becomes a subscriber once an address is proved."""

from datetime import datetime

from .engagement import week_of
from .maps.geohash import geohash
from .maps.point import Point
from .place import Postcode
from .request import Form
from .subscriber import Contact, Place, Profile, Subscriber


def joining(form: Form, contact: Contact, found: Postcode, now: datetime) -> Subscriber:
    """Make the subscriber of this form, at home in the postcode that was found."""
    profile = Profile(
        sid=contact.sid,
        name=form.name,
        kind=form.kind,
        source=form.source,
        campaign=form.campaign,
        joined_at=now,
        joined_week=week_of(now),
    )
    home = place_at(contact.sid, found, form.house)
    asked = dict.fromkeys(form.asked, now)
    return Subscriber(contact=contact, profile=profile, places=(home,), interests=form.interests, asked=asked)


def place_at(
    sid: str, found: Postcode, house: str | None, n: int = 0, label: str = "", finer: Point | None = None
) -> Place:
    """Make a place of a person: its point is the postcode's unless they gave one, its codes always are."""
    codes = found.model_dump(exclude={"ended", "lat", "lon"})
    lat, lon = finer or (found.lat, found.lon)
    return Place(
        sid=sid,
        n=n,
        label=label,
        house=house,
        finer=finer is not None,
        lat=lat,
        lon=lon,
        geohash=geohash(lat, lon),
        **codes,
    )
