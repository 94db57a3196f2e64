"""Where a real force's public data lies: in the folder that WATCHWORD_DATA names; none is committed."""

import os
from pathlib import Path
from typing import NamedTuple


class MissingData(FileNotFoundError):
    """A real force's postcodes are not at hand; the message says what to download and from whom."""


class Sources(NamedTuple):
    """A force's files: postcodes, boundaries (there may be none), and households where there are."""

    postcodes: Path
    boundaries: list[Path]
    households: Path | None


def data_files(force: str) -> Sources:
    """Find a force's files; raises MissingData where its postcodes are not there.

    `force` is the force file's stem: postcodes/<force>*.csv, .csv.gz or .zip, boundaries/<force>_*.geojson or
    .geojson.gz, boundaries/lsoa*households*.csv or .csv.gz.
    """
    folder = Path(os.environ.get("WATCHWORD_DATA") or os.devnull)
    postcodes = sorted(
        each for kind in ("csv", "csv.gz", "zip") for each in folder.glob(f"postcodes/{force}*.{kind}")
    )
    if not postcodes:
        raise MissingData(
            f"The force {force} needs its real postcodes, which are not in this checkout. Download the ONS "
            "Postcode Directory and, for names, the boundaries of wards and districts from the Office for "
            "National Statistics (https://geoportal.statistics.gov.uk, Open Government Licence v3.0). Put "
            f"them into a folder as postcodes/{force}.zip and "
            f"boundaries/{force}_wards.geojson, and name that folder in WATCHWORD_DATA."
        )
    boundaries = sorted(folder.glob(f"boundaries/{force}_*.geojson*"))
    households = sorted(folder.glob("boundaries/lsoa*households*.csv*"))
    return Sources(postcodes[-1], boundaries, households[-1] if households else None)
