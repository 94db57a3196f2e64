"""Where a real force's public data lies: in the folder that WATCHWORD_DATA names; none is committed."""

import os
from pathlib import Path


class MissingData(FileNotFoundError):
    """A real force's postcodes are not at hand; the message says what to download and from whom."""


def data_files(force: str) -> tuple[Path, list[Path]]:
    """Find a force's postcode file and the files with names of its areas; raises MissingData.

    `force` is the force file's stem: postcodes/<force>*.csv or .csv.gz, boundaries/<force>_*.geojson or
    .geojson.gz.
    """
    folder = Path(os.environ.get("WATCHWORD_DATA") or os.devnull)
    postcodes = sorted(folder.glob(f"postcodes/{force}*.csv*"))
    if not postcodes:
        raise MissingData(
            f"The force {force} needs its real postcodes, which are not in this checkout. Download the ONS "
            "Postcode Directory and, for names, the boundaries of wards and districts from the Office for "
            "National Statistics (https://geoportal.statistics.gov.uk, Open Government Licence v3.0). Put "
            f"them into a folder as postcodes/{force}.csv (columns postcode,lat,long,lad20,ward20) and "
            f"boundaries/{force}_wards20.geojson, and name that folder in WATCHWORD_DATA."
        )
    return postcodes[-1], sorted(folder.glob(f"boundaries/{force}_*.geojson*"))
