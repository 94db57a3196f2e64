"""Which files of the npm packages we serve, and what is taken out of them on the way to web/vendor.

GOV.UK Frontend is free to use anywhere, but its typeface (GDS Transport), crown and crest belong to GOV.UK
alone, so a police site may serve none of them:
https://www.gov.uk/service-manual/design/making-your-service-look-like-govuk
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

# The stylesheets and modules our pages load, by folder under web/vendor.
SERVED = {
    "govuk": (
        "govuk-frontend/dist/govuk/govuk-frontend.min.css",
        "govuk-frontend/dist/govuk/govuk-frontend.min.js",
    )
}

_FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}")
_ASSET_DECLARATION = re.compile(r"[\w-]+:url\(/assets/[^)]*\)[^;}]*;?")
_SOURCE_MAP = re.compile(r"(/\*# sourceMappingURL=[^*]*\*/|//# sourceMappingURL=\S*)\s*")


def strip_css(css: str) -> str:
    """The stylesheet without GOV.UK's typeface, crest or any other file under /assets/: we serve none."""
    css = _FONT_FACE.sub("", css).replace("GDS Transport,", "")
    return _SOURCE_MAP.sub("", _ASSET_DECLARATION.sub("", css))


def strip_js(script: str) -> str:
    """The module without its source map's address: the map is not served, and browsers would ask for it."""
    return _SOURCE_MAP.sub("", script)


def copy(packages: Path, target: Path) -> None:
    """Fill `target` anew with what is served; whatever an older lock left there goes."""
    shutil.rmtree(target, ignore_errors=True)
    for folder, files in SERVED.items():
        (target / folder).mkdir(parents=True)
        for source in (packages / file for file in files):
            strip = strip_css if source.suffix == ".css" else strip_js
            (target / folder / source.name).write_text(strip(source.read_text("utf-8")), "utf-8")
