"""What is typed as a point is one in the United Kingdom or a sentence; the grid leads there and back."""

from contextlib import suppress
from math import hypot

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.maps.grid import from_grid, reference, square, to_grid
from chalicelib.domain.maps.point import LONGEST, a_point

eastings, northings = st.integers(1, 699_999), st.integers(1, 1_249_999)
alphabet = st.sampled_from("NSEWTRSVI0123456789.,- +°'\"\N{PRIME}\N{MINUS SIGN}")


@given(eastings, northings)
def test_from_the_grid_and_back_is_the_same_metre(easting: int, northing: int) -> None:
    east, north = to_grid(*from_grid(easting + 0.5, northing + 0.5))
    assert hypot(east - easting - 0.5, north - northing - 0.5) < 0.01
    assert square(reference(easting, northing).replace(" ", "")) == (easting + 0.5, northing + 0.5, 1)


@given(st.one_of(st.text(max_size=LONGEST), st.text(alphabet, max_size=LONGEST)))
def test_what_is_typed_is_a_point_or_a_sentence(typed: str) -> None:
    with suppress(ValueError):
        point = a_point(typed)
        assert 49.8 <= point.lat <= 60.9
        assert -8.7 <= point.lon <= 1.8
        assert a_point(str(point)) == point


@given(st.floats(49.8, 60.9), st.floats(-8.7, 1.8))
def test_a_point_is_the_same_in_degrees_minutes_and_seconds(lat: float, lon: float) -> None:
    def written(degrees: float, letters: str) -> str:
        total = round(abs(degrees) * 36_000)
        minutes, seconds = divmod(total, 600)
        return f"{minutes // 60}°{minutes % 60:02d}'{seconds / 10:04.1f}\"{letters[degrees < 0]}"

    typed = f"{written(lat, 'NS')} {written(lon, 'EW')}"
    assert a_point(typed).metres_to(lat, lon) < 4
