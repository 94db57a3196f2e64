"""The scene of the audience: round a postcode and drawn, said in words, saved, and homes reached."""

import math
from collections.abc import Callable

from chalicelib.domain.subscriber import Place, Subscriber

from .stage import Stage
from .story import an_appeal

WALKERS = "dog-walkers"
CLEAR = 5.0
"""Metres: nobody may live this near to the border of what is chosen, or rounding would decide."""


def audience(stage: Stage) -> None:
    """An audience: round a postcode, drawn, required and left out, said in words, and saved"""
    home, places = stage.neighbours.home, stage.neighbours.places()
    middle = next(place for place in places if place.postcode == home and not place.finer)
    metres = _clear(middle, places)
    near = {"kind": "circle", "postcode": home, "metres": metres}
    box = _box(middle)

    def within(place: Place) -> bool:
        return _metres(middle, place) <= metres

    _counts(stage, f"people within {metres} m of {home}", within, {"include": {"shapes": [near]}})
    walkers = {"include": {"shapes": [near]}, "require": {"interests": [WALKERS]}}
    _counts(stage, "  of them dog walkers", within, walkers, lambda person: WALKERS in person.interests)
    ward = stage.neighbours.wards[0]
    out = {"include": {"shapes": [near]}, "exclude": {"wards": [ward]}}
    _counts(stage, "  and without one ward", lambda place: within(place) and place.ward != ward, out)
    drawn = {"kind": "polygon", "ring": box}
    _counts(stage, "people in a drawn area", _inside(box), {"include": {"shapes": [drawn]}})
    crossing = {"kind": "polygon", "ring": [box[0], box[2], box[1], box[3], box[0]]}
    _refused(stage, "an area that crosses itself is refused, in words", crossing, "cross")
    swapped = {"kind": "polygon", "ring": [[lat, lon] for lon, lat in box]}
    _refused(stage, "  and one with latitude and longitude swapped", swapped, "wrong way round")
    _saved(stage, walkers, f"ithin {metres / 1000:.2g} km of {home}, who belong to Dog walkers")
    _coverage(stage)


def _counts(
    stage: Stage,
    says: str,
    where: Callable[[Place], bool],
    audience: dict[str, object],
    who: Callable[[Subscriber], bool] = lambda person: True,
) -> None:
    expected = sum(who(person) and any(map(where, person.places)) for person in stage.neighbours.made)
    stage.step(says, expected, _preview(stage, audience).get("people"))


def _refused(stage: Stage, says: str, shape: object, word: str) -> None:
    fields = _preview(stage, {"include": {"shapes": [shape]}}).get("fields", {})
    stage.step(says, True, word in fields.get("audience", ""))


def _preview(stage: Stage, audience: dict[str, object]) -> dict[str, dict[str, str]]:
    body = {**an_appeal("Who lives here", "standard"), "audience": audience}
    answer: dict[str, dict[str, str]] = stage.officers["author"].post("/api/alerts/preview", body).body
    return answer


def _saved(stage: Stage, audience: dict[str, object], words: str) -> None:
    author = stage.officers["author"]
    body = {"name": "Walkers near home", "audience": audience, "of": "unit"}
    kept = author.post("/api/audiences", body)
    stage.step("the rule is saved under a name", 201, kept.status)
    listed = author.get("/api/audiences")["audiences"]
    said = next((each["said"] for each in listed if each["name"] == "Walkers near home"), "")
    stage.step("  and said in words", True, words in said)


def _coverage(stage: Stage) -> None:
    firsts = [person.places[0] for person in stage.neighbours.made]
    homes = {(place.postcode, place.house) for place in firsts if place.house}
    unnumbered = sum(place.house is None for place in firsts)
    shown = stage.officers["spoc"].get("/api/coverage")
    stage.step("homes reached, counted from the places", len(homes) + unnumbered, shown.get("homes"))


def _clear(middle: Place, places: list[Place]) -> int:
    """Answer some kilometres in metres, at whose distance nobody has a place."""
    distances = [_metres(middle, place) for place in places]
    return next(m for m in range(2500, 9000, 7) if all(abs(m - each) > CLEAR for each in distances))


def _metres(one: Place, other: Place) -> float:
    """Measure in the plane, which is good enough at this distance (a few centimetres)."""
    east = math.radians(other.lon - one.lon) * math.cos(math.radians((one.lat + other.lat) / 2))
    return 6_371_008.8 * math.hypot(east, math.radians(other.lat - one.lat))


def _box(middle: Place) -> list[list[float]]:
    west, east = round(middle.lon - 0.0323, 5), round(middle.lon + 0.0323, 5)
    south, north = round(middle.lat - 0.0211, 5), round(middle.lat + 0.0211, 5)
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def _inside(box: list[list[float]]) -> Callable[[Place], bool]:
    (west, south), (east, north) = box[0], box[2]
    return lambda place: west <= place.lon <= east and south <= place.lat <= north
