"""Areas made anew beside those that were there: nobody is lost while people are re-coded."""

from collections.abc import Iterator, Mapping, Sequence

from chalicelib.domain.place import Area


def merged_areas(made: Sequence[Area], before: Mapping[str, Area]) -> Iterator[Area]:
    """Answer the areas to write, those without a change left out.

    An area keeps its households, and its cells beside the new ones: a finer point lies in some of them, and
    a cell too many costs a reading and reaches nobody who is not meant. One of an older edition stays for
    its name, without postcodes, and is offered no more.
    """
    codes = {area.code for area in made}
    for area in made:
        if old := before.get(area.code):
            cells = tuple(sorted({*area.cells, *old.cells}))
            area = area.but(cells=cells, households=old.households)
        if area != old:
            yield area
    for code, old in before.items():
        if code not in codes and old.postcodes:
            yield old.but(postcodes=0)
