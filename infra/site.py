"""The residents' and officers' pages, rendered once per force into a folder of plain files."""

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

ROOT = Path(__file__).parent.parent
WEB = ROOT / "web"
FRAME = ROOT / "chalicelib" / "templates" / "page"
"""The frame of every page; it is packaged with the functions, which answer a page of their own."""
LEAST_CONTRAST = 4.5
"""WCAG 2.2 success criterion 1.4.3 (AA): ordinary text against its background."""

Colour = tuple[int, int, int]
WHITE: Colour = (255, 255, 255)
INK: Colour = (11, 12, 12)


class BadColour(ValueError):
    """The force's colour cannot be read, or white text on it could not."""


def build(force: Mapping[str, object], out: Path) -> None:
    """Render every page of `web/pages` for one force into `out`, with its assets, vendor files and colours.

    `force` has the keys of `GET /api/force`. Whatever was in `out` is replaced. Raises BadColour, and
    jinja2.UndefinedError when a page needs a key that the force file lacks.
    """
    colours = stylesheet(str(force["colour"]))
    shutil.rmtree(out, ignore_errors=True)
    for folder in ("assets", "vendor"):
        shutil.copytree(WEB / folder, out / folder)
    (out / "assets" / "force.css").write_text(colours, encoding="utf-8")
    templates = Environment(
        loader=FileSystemLoader([WEB, FRAME]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for page in sorted((WEB / "pages").glob("*.html")):
        html = templates.get_template(f"pages/{page.name}").render(force=force, page=page.stem)
        (out / page.name).write_text(html + "\n", encoding="utf-8")


def contrast(one: Colour, other: Colour) -> float:
    """Contrast ratio of two colours, 1.0 to 21.0 (WCAG 2.2, "contrast ratio")."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def stylesheet(colour: str) -> str:
    """The custom properties by which one accent (`#rrggbb`) colours every page; raises BadColour."""
    accent = _parse(colour)
    ratio = contrast(accent, WHITE)
    if ratio < LEAST_CONTRAST:
        raise BadColour(
            f"The force's colour {colour} has a contrast of {ratio:.2f}:1 against white. Text needs at least "
            f"{LEAST_CONTRAST}:1 (WCAG 2.2, 1.4.3): choose a darker colour."
        )
    shades = {
        "--govuk-brand-colour": accent,
        "--govuk-link-colour": accent,
        "--govuk-link-hover-colour": _mix(accent, INK, 0.5),
        "--govuk-template-background-colour": _mix(accent, WHITE, 0.95),
        "--govuk-surface-background-colour": _mix(accent, WHITE, 0.95),
        "--govuk-surface-border-colour": _mix(accent, WHITE, 0.7),
        "--accent": accent,
        "--accent-dark": _mix(accent, INK, 0.35),
        "--accent-mid": _mix(accent, WHITE, 0.55),
        "--accent-pale": _mix(accent, WHITE, 0.9),
    }
    return ":root {\n" + "".join(f"  {name}: {_hex(shade)};\n" for name, shade in shades.items()) + "}\n"


def _parse(colour: str) -> Colour:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise BadColour(
            f"The force's colour {colour!r} is not six hexadecimal digits after a #, such as #1b365d."
        )
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _hex(colour: Colour) -> str:
    return "#" + "".join(f"{part:02x}" for part in colour)


def _mix(one: Colour, other: Colour, share: float) -> Colour:
    """`one` with `share` (0 to 1) of `other` stirred in."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _luminance(colour: Colour) -> float:
    """Relative luminance, 0.0 (black) to 1.0 (white), as WCAG 2.2 defines it."""
    red, green, blue = (
        part / 255 / 12.92 if part / 255 <= 0.04045 else ((part / 255 + 0.055) / 1.055) ** 2.4
        for part in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
