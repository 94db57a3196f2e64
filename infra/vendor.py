"""Which files of the npm packages we serve, and what is taken out of them on the way to web/vendor.

GOV.UK Frontend is free to use anywhere, but its typeface (GDS Transport), crown and crest belong to GOV.UK
alone, so a police site may serve none of them:
https://www.gov.uk/service-manual/design/making-your-service-look-like-govuk

Leaflet's minified build is the classic one (42 kB compressed, its modules are 109): imported for what it
does, it leaves `L` on the window.
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
    ),
    "leaflet": ("leaflet/dist/leaflet.js", "leaflet/dist/leaflet.css"),
    "terra-draw": (
        "terra-draw/dist/terra-draw.modern.js",
        "terra-draw-leaflet-adapter/dist/terra-draw-leaflet-adapter.modern.js",
    ),
}
MODULES = {"terra-draw": "/vendor/terra-draw/terra-draw.modern.js"}
"""Where a browser finds what a module imports by its package's name: an import map would be an inline script,
which our content policy forbids."""

_FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}")
_ASSET_DECLARATION = re.compile(r"[\w-]+:url\(/assets/[^)]*\)[^;}]*;?")
_PICTURE = re.compile(r"[\w-]+:\s*url\((?:images/[^)]*|#default#VML)\);?")
_IMPORTED = re.compile(r"""(\bfrom\s*)(["'])([\w@][^"']*)\2""")
_SOURCE_MAP = re.compile(r"(/\*# sourceMappingURL=[^*]*\*/|//# sourceMappingURL=\S*)\s*")


def strip_css(css: str) -> str:
    """The stylesheet without GOV.UK's typeface or crest, or Leaflet's pictures: we serve none of them."""
    css = _PICTURE.sub("", _FONT_FACE.sub("", css).replace("GDS Transport,", ""))
    return _SOURCE_MAP.sub("", _ASSET_DECLARATION.sub("", css))


def strip_js(script: str) -> str:
    """The module without its source map, which browsers would ask for, and with imports they can resolve.

    Raises KeyError for a package that is not served.
    """
    resolved = _IMPORTED.sub(lambda found: f'{found[1]}"{MODULES[found[3]]}"', script)
    return _SOURCE_MAP.sub("", resolved)


def copy(packages: Path, target: Path) -> None:
    """Fill `target` anew with what is served; whatever an older lock left there goes."""
    shutil.rmtree(target, ignore_errors=True)
    for folder, files in SERVED.items():
        (target / folder).mkdir(parents=True)
        for source in (packages / file for file in files):
            strip = strip_css if source.suffix == ".css" else strip_js
            (target / folder / source.name).write_text(strip(source.read_text("utf-8")), "utf-8")
