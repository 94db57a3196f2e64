"""The last census, on the shelf and in this process."""

from ..domain.census.counted import Counted
from ..domain.census.form import Foreign, packed, unpacked
from ..ports import Shelf

NAME = "census"


class CensusStore:
    """`ports.Censuses` on a shelf; keeps what it unpacked last, for unpacking a county takes a while."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._tag = ""
        self._last: Counted | None = None

    def latest(self) -> Counted | None:
        found = self._shelf.get(NAME, self._tag)
        if found is None:
            self._tag, self._last = "", None
        elif found.data is not None:
            self._tag, self._last = found.tag, _read(found.data)
        return self._last

    def keep(self, census: Counted) -> None:
        self._tag, self._last = self._shelf.put(NAME, packed(census)), census


def _read(data: bytes) -> Counted | None:
    """Read a census; another release's is none, until the schedule has counted anew."""
    try:
        return unpacked(data)
    except Foreign:
        return None
