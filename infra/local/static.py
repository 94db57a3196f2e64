"""The built pages as CloudFront would serve them: fixed headers, index, 404 page, and nothing else."""

import mimetypes
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)

SECURITY_HEADERS = [
    ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
]
"""Those of production, without Strict-Transport-Security: a browser ignores it on plain HTTP."""

TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".woff2": "font/woff2", ".svg": "image/svg+xml"}


def with_tiles(policy: str, origin: str) -> str:
    """The content policy that also lets pictures come from the tiles' origin; the same without one."""
    return policy.replace("img-src 'self' data:", f"img-src 'self' data: {origin}") if origin else policy


@dataclass(frozen=True)
class Page:
    status: str
    headers: list[tuple[str, str]]
    body: bytes


@dataclass(frozen=True)
class Site:
    """Folders laid over one another; the first that has a file serves it.

    `tiles` is the origin from which maps take pictures of the ground.
    """

    folders: tuple[Path, ...]
    tiles: str = ""

    def page(self, path: str) -> Page:
        """The file at a URL path, or 404.html with status 404."""
        found = self._file("/index.html" if path == "/" else path)
        if found:
            return self._page("200 OK", found)
        missing = self._file("/404.html")
        if missing:
            return self._page("404 Not Found", missing)
        return Page(
            "404 Not Found",
            [("Content-Type", "text/plain; charset=utf-8"), *SECURITY_HEADERS],
            b"Not found.\n",
        )

    def _file(self, path: str) -> Path | None:
        wanted = unquote(path).lstrip("/")
        if "\0" in wanted:
            return None
        for folder in _resolved(self.folders):
            file = (folder / wanted).resolve()
            if file.is_relative_to(folder) and file.is_file():
                return file
        return None

    def _page(self, status: str, file: Path) -> Page:
        kind = [("Content-Type", content_type(file)), ("Cache-Control", "no-cache")]
        sent = [(name, with_tiles(value, self.tiles)) for name, value in SECURITY_HEADERS]
        return Page(status, kind + sent, file.read_bytes())


def _resolved(folders: Iterable[Path]) -> Iterable[Path]:
    return (folder.resolve() for folder in folders)


def content_type(file: Path) -> str:
    """The header of this name for a file, in UTF-8 where it is text."""
    kind = TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    text = kind.startswith("text/") or kind in {"image/svg+xml", "application/json"}
    return f"{kind}; charset=utf-8" if text else kind
