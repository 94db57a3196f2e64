"""A picture of where an alert is about, as SVG: all words in it are escaped, nothing is linked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import cos, pi, radians, sin

from ..audience import Areas, Audience
from ..place import Outline
from .geometry import EARTH
from .paths import Ring, View, rings_of
from .shape import Circle, Degrees, Shape

WIDTH, HEIGHT, MARGIN = 600, 400, 28
_WATER, _LAND, _LINE, _INK, _OUT = "#dbe5ee", "#f8f7f3", "#8a949d", "#1b1e24", "#8c3b3b"
_MEANT = 'fill="#2b6cb0" fill-opacity=".5" stroke="#12406f" stroke-width="1.5"'
_HATCHED = f'fill="url(#out)" stroke="{_OUT}"'
_HATCH = (
    '<pattern id="out" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    f'<path d="M0 0h7v7h-7z" fill="{_LAND}"/><path d="M0 0h2v7h-2z" fill="{_OUT}"/></pattern>'
)
_WITHIN = ' clip-path="url(#within)"'
_NEAR, _EDGE = (80, 15), (48, 22)
"""Pixels across and down that the middle of a name keeps at least from the next one, and from the edge."""
_CROWD = 100
"""Smaller areas at most that are drawn where they are not named: more are not told apart."""


@dataclass(frozen=True)
class Sketch:
    """Borders by code, as they lie in one view."""

    view: View
    borders: Mapping[str, list[Ring]]

    def areas(self, areas: Areas, style: str) -> str:
        """Draw areas and shapes, each in this style; those without a border are left out."""
        lines = [self.border(code, style) for code in areas.codes()]
        return "".join([*lines, *(self._shape(shape, style) for shape in areas.shapes)])

    def border(self, code: str, style: str) -> str:
        """Draw one area; nothing where it is out of the picture."""
        return _path(self.view.path(self.borders.get(code, ())), style)

    def names(self, outlines: Sequence[Outline]) -> Iterator[str]:
        """Write the names of areas into their middles, but none over another."""
        taken: list[tuple[float, float]] = []
        for outline in outlines:
            spot = self.view.middle(self.borders[outline.code])
            if spot is None or not _fits(spot) or any(_near(spot, other) for other in taken):
                continue
            taken.append(spot)
            yield _text(
                round(spot[0]), round(spot[1]) + 4, outline.name, 'text-anchor="middle" font-size="13"'
            )

    def _shape(self, shape: Shape, style: str) -> str:
        if not isinstance(shape, Circle):
            return _path(self.view.path([shape.ring]), style)
        if shape.centre is None:
            return ""
        x, y = self.view.at(shape.centre)
        radius = shape.metres / _degree() * self.view.per_lat
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{max(radius, 2):.1f}" {style}/>'


def picture(
    audience: Audience, outlines: Sequence[Outline], title: str, about: str, credit: str = ""
) -> str | None:
    """Draw an audience's areas over the borders of their districts; None where there is no border to show.

    What is left out is hatched; `title` and `about` tell the picture to those who do not see it, `credit`
    stands in its corner.
    """
    borders = {outline.code: rings_of(outline.geometry) for outline in outlines}
    districts = [outline for outline in outlines if outline.kind == "district"]
    everywhere = Areas(districts=tuple(outline.code for outline in districts))
    where, within = _meant(audience)
    meant = everywhere if where.anywhere() else where
    framed = _rings(meant, borders) or _rings(everywhere, borders)
    if not framed:
        return None
    sketch = Sketch(View.of(framed, WIDTH, HEIGHT, MARGIN), borders)
    finer = [outline for outline in outlines if outline.kind != "district"]
    codes = {*where.codes(), *audience.exclude.codes()}
    named = [outline for outline in finer if outline.code in codes]
    beside = [outline for outline in finer if outline.code not in codes]
    beside = beside if len(beside) <= _CROWD else []
    clip = sketch.areas(within, 'clip-rule="evenodd"')
    drawn = [
        *(sketch.border(code, f'fill="{_LAND}" stroke="{_LINE}"') for code in everywhere.codes()),
        *(sketch.border(each.code, f'fill="none" stroke="{_LINE}" stroke-width=".5"') for each in beside),
        f"<g{_WITHIN if clip else ''}>{sketch.areas(meant, _MEANT)}</g>",
        sketch.areas(audience.exclude, _HATCHED),
        *sketch.names([*named, *districts, *beside]),
    ]
    return _framed(drawn, f'<clipPath id="within">{clip}</clipPath>' if clip else "", title, about, credit)


def _meant(audience: Audience) -> tuple[Areas, Areas]:
    """Answer the areas that are meant, and those within which they must lie."""
    if audience.include.anywhere():
        return audience.require, Areas()
    return audience.include, audience.require


def _rings(areas: Areas, borders: Mapping[str, list[Ring]]) -> list[Ring]:
    named = [ring for code in areas.codes() for ring in borders.get(code, ())]
    return [*named, *(_ring(shape) for shape in areas.shapes)]


def _ring(shape: Shape) -> Ring:
    """Answer a shape's corners; of a circle its most northern, eastern, southern and western points."""
    if not isinstance(shape, Circle):
        return shape.ring
    return _ends(shape.centre, shape.metres / _degree()) if shape.centre else ()


def _ends(centre: Degrees, reach: float) -> Ring:
    across = max(cos(radians(centre[1])), 0.01)
    turns = (n * pi / 2 for n in range(4))
    return [(centre[0] + reach * cos(turn) / across, centre[1] + reach * sin(turn)) for turn in turns]


def _degree() -> float:
    """Answer the metres of a degree of latitude."""
    return EARTH * pi / 180


def _near(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return all(abs(a - b) < limit for a, b, limit in zip(one, other, _NEAR, strict=True))


def _fits(spot: tuple[float, float]) -> bool:
    ends = zip(spot, (WIDTH, HEIGHT), _EDGE, strict=True)
    return all(edge <= at <= size - edge for at, size, edge in ends)


def _path(data: str, style: str) -> str:
    return f'<path d="{data}" fill-rule="evenodd" {style}/>' if data else ""


def _text(x: int, y: int, words: str, style: str) -> str:
    halo = f'fill="{_INK}" stroke="#fff" stroke-width="3" stroke-linejoin="round" paint-order="stroke"'
    return f'<text x="{x}" y="{y}" {style} {halo}>{_plain(words)}</text>'


def _plain(words: str) -> str:
    """Escape words; what XML cannot hold becomes a space."""
    return escape("".join(letter if letter.isprintable() else " " for letter in words))


def _framed(drawn: Sequence[str], clip: str, title: str, about: str, credit: str) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" '
        f'height="{HEIGHT}" role="img" aria-labelledby="t d" font-family="Arial, Helvetica, sans-serif">'
        f'<title id="t">{_plain(title)}</title><desc id="d">{_plain(about)}</desc><defs>{_HATCH}{clip}</defs>'
        f'<path d="M0 0h{WIDTH}v{HEIGHT}h-{WIDTH}z" fill="{_WATER}"/>'
    )
    return "".join([head, *drawn, _text(8, HEIGHT - 8, credit, 'font-size="10"'), "</svg>"])
