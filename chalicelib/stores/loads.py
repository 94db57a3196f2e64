"""What loading remembers: which postcodes are in the table, and how far a file has come."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from ..domain.place import Loading, Outline, Postcode
from ..ports import Table, Write
from . import keys
from .items import deleting, item_of, model_of

_AT_ONCE = 100


@dataclass(frozen=True)
class LoadStore:
    """The loaded postcodes, listed by outward code: their own keys cannot be listed."""

    table: Table

    def listed(self) -> list[str]:
        """Answer every loaded postcode, `ME14 1XX`, sorted."""
        return sorted(
            f"{item['sk']} {inward}"
            for item in self.table.query(keys.POSTCODES)
            for inward in str(item["inwards"]).split()
        )

    def add(self, postcodes: Iterable[str]) -> None:
        """List postcodes beside those that are listed."""
        inwards: dict[str, set[str]] = defaultdict(set)
        for postcode in (*self.listed(), *postcodes):
            outward, _, inward = postcode.partition(" ")
            inwards[outward].add(inward)
        self.table.put_many(
            {**keys.postcodes_of(outward)._asdict(), "inwards": " ".join(sorted(found))}
            for outward, found in sorted(inwards.items())
        )

    def read(self, postcodes: Iterable[str]) -> Iterator[Postcode]:
        """Read postcodes, in any order; what is not there is left out."""
        wanted = [keys.postcode(postcode) for postcode in postcodes]
        for start in range(0, len(wanted), _AT_ONCE):
            for item in self.table.get_many(wanted[start : start + _AT_ONCE]).values():
                yield model_of(Postcode, item)

    def loading(self) -> Loading | None:
        """Tell which file is on its way into the table, None where none is."""
        item = self.table.get(keys.LOADING)
        return model_of(Loading, item) if item else None

    def put_loading(self, loading: Loading) -> None:
        """Remember how far a file has come."""
        self.table.put_many([item_of(loading, keys.LOADING)])

    def stale_outlines(self, kind: str, now: Iterable[Outline], known: Collection[str]) -> list[Write]:
        """Take away outlines of this kind that stand elsewhere now, or whose area is no more."""
        new = {outline.code: outline.district for outline in now}
        kept = (model_of(Outline, item) for item in self.table.query(keys.OUTLINES))
        return [
            deleting(keys.outline(old.district, old.code))
            for old in kept
            if old.kind == kind and (old.code not in known or new.get(old.code, old.district) != old.district)
        ]
