"""The edge stack as it is packaged: `infra/edge.yaml` with its functions' code, for one force's pages."""

import json
import re
from pathlib import Path
from typing import Any

import yaml

from infra.local.static import with_tiles

TEMPLATE = Path(__file__).parent.parent / "edge.yaml"
MOST_BYTES = 10_240
"""A function's code in CloudFront (its quotas, "maximum function size")."""
_GRANTED = {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-cache"}


class TooLong(ValueError):
    """A function with its 404 page is more than CloudFront takes."""


def filled(pages: Path, tiles: str = "") -> str:
    """Write the template for the pages built in this folder; raises TooLong.

    `tiles` is the origin from which maps take tiles, which the content policy then lets through.
    """
    text = with_tiles(TEMPLATE.read_text(encoding="utf-8"), tiles)
    for name, before in (("viewer", ""), ("pages", _known(pages, headers(text)))):
        code = before + (Path(__file__).parent / f"{name}.js").read_text(encoding="utf-8")
        if len(code.encode()) > MOST_BYTES:
            raise TooLong(
                f"infra/edge/{name}.js has {len(code)} bytes; shorten 404.html: {MOST_BYTES} are the most."
            )
        # A JSON string is a string of YAML too.
        text = text.replace(f"FunctionCode: infra/edge/{name}.js", f"FunctionCode: {json.dumps(code)}")
    return text


def headers(template: str) -> dict[str, str]:
    """Answer the headers that the template's policy sets, by name."""
    loaded = yaml.load(template, _Plain)  # noqa: S506 (a SafeLoader)
    config = loaded["Resources"]["Headers"]["Properties"]["ResponseHeadersPolicyConfig"]
    said = config["SecurityHeadersConfig"]
    seconds = said["StrictTransportSecurity"]["AccessControlMaxAgeSec"]
    return {
        "Content-Security-Policy": said["ContentSecurityPolicy"]["ContentSecurityPolicy"],
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": said["FrameOptions"]["FrameOption"],
        "Referrer-Policy": said["ReferrerPolicy"]["ReferrerPolicy"],
        "Strict-Transport-Security": f"max-age={seconds}; includeSubDomains",
        **{item["Header"]: item["Value"] for item in config["CustomHeadersConfig"]["Items"]},
    }


def _known(pages: Path, sent: dict[str, str]) -> str:
    """What `pages.js` has to know: which pages there are, the one for all others, and its headers."""
    names = sorted(f"/{page.name}" for page in pages.glob("*.html"))
    missing = re.sub(r"\n\s*", "\n", (pages / "404.html").read_text(encoding="utf-8"))
    values = {name.lower(): {"value": value} for name, value in {**_GRANTED, **sent}.items()}
    known = {"PAGES": ["/", "/index.html", *names], "MISSING": missing, "HEADERS": values}
    return "".join(f"var {name} = {json.dumps(value)};\n" for name, value in known.items())


class _Plain(yaml.SafeLoader):
    """Reads CloudFormation's short tags as what stands behind them."""


def _behind(loader: yaml.SafeLoader, _: str, node: yaml.Node) -> Any:
    return loader.construct_scalar(node) if isinstance(node, yaml.ScalarNode) else None


_Plain.add_multi_constructor("!", _behind)
