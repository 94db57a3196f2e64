"""`make screenshots`: every page at two widths, looked over by axe and kept in docs/screenshots."""

import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from playwright.sync_api import Page

from infra.local.demo.headcount import take
from infra.local.demo.story import Http, Resident, eventually, next_week
from infra.local.demo.story import sign_in as call_as
from infra.local.laptop import Laptop
from tests.e2e.pages import ROOT, WIDTHS, NoBrowser, chromium, open_page, problems, settle, sign_in

TALLEST = 2400
"""Pixels kept of a long page: a gallery is looked at, and a whole county's mailboxes are not."""
GALLERY = ROOT / "docs" / "screenshots"
PUBLIC = {
    "index": "/index.html",
    "sign-up": "/sign-up.html",
    "verify": "/verify.html?r=none&to=text-email",
    "verified": "/verified.html",
    "settings": "/settings.html",
    "real": "/real.html",
    "promise": "/promise.html",
    "cookies": "/cookies.html",
    "accessibility": "/accessibility.html",
    "problem": "/api/leave/none",
    "not-found": "/404.html",
    "sign-in": "/sign-in.html",
}


class Started(Protocol):
    """A laptop that runs, in this process or in another."""

    @property
    def address(self) -> str: ...
    @property
    def force(self) -> str: ...
    @property
    def subscribers(self) -> int: ...
    @property
    def sign_ins(self) -> list[tuple[str, str]]: ...


def main() -> int:
    """0 when every page is clean, 1 with a line per problem otherwise, 2 without a browser."""
    GALLERY.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="watchword-screenshots-") as root:
        laptop = Laptop(root=Path(root))
        laptop.start()
        try:
            found = list(tour(laptop))
        except NoBrowser as reason:
            print(reason, file=sys.stderr)
            return 2
        finally:
            laptop.stop()
    print(*found, sep="\n")
    print(
        f"{len(list(GALLERY.glob('*.png')))} pictures in {GALLERY.relative_to(ROOT)}, {len(found)} problems."
    )
    return 1 if found else 0


def tour(laptop: Laptop) -> Iterator[str]:
    """Visit every page at every width; answers what is wrong with them."""
    signed_in = dict(laptop.sign_ins)
    officers = something_happened(laptop)
    with chromium() as browser:
        for width in WIDTHS:
            page = open_page(browser, laptop.address, width)
            for name, path in PUBLIC.items():
                yield from picture(page, name, path, width)
            for who, pages in officers.items():
                sign_in(page, who, signed_in[who])
                for name, path in pages.items():
                    yield from picture(page, name, path, width)


def picture(page: Page, name: str, path: str, width: int) -> Iterator[str]:
    """Keep one picture; answers what is wrong with the page."""
    page.goto(path)
    settle(page)
    if part := urlsplit(path).fragment:
        yield from _part(page, name, part, width)
        return
    whole = int(page.evaluate("document.documentElement.scrollHeight"))
    page.screenshot(
        path=GALLERY / f"{name}-{width}.png",
        full_page=True,
        clip={"x": 0, "y": 0, "width": width, "height": min(whole, TALLEST)},
    )
    for problem in problems(page):
        yield f"{name} at {width} px: {problem}"


def _part(page: Page, name: str, part: str, width: int) -> Iterator[str]:
    """Keep what a window shows of one part of a long page, with what is loaded when it is seen."""
    page.locator(f"#{part}").evaluate("node => node.scrollIntoView({block: 'center', behavior: 'instant'})")
    page.wait_for_timeout(2000)
    page.locator(f"#{part}").evaluate("node => node.scrollIntoView({block: 'center', behavior: 'instant'})")
    page.screenshot(path=GALLERY / f"{name}-{width}.png")
    for problem in problems(page):
        yield f"{name} at {width} px: {problem}"


def something_happened(laptop: Started) -> dict[str, dict[str, str]]:
    """One alert sent and answered, one that waits for approval; answers each officer's pages."""
    passwords = dict(laptop.sign_ins)
    author, spoc = (call_as(laptop.address, who, passwords[who]) for who in ("author", "spoc"))
    town = take(laptop.force, laptop.subscribers)
    neighbour = Resident(Http(laptop.address), "Wilma Farthing", town.home, number="07700 900001")
    neighbour.enters_code(neighbour.sign_up().body["request"])
    sent = submitted(author, "Silver van seen on Mill Lane", town.wards[0])
    spoc.post(f"/api/alerts/{sent['id']}/approve", {"version": sent["version"]})
    received = neighbour.waits_for(neighbour.phone, "Silver van")
    neighbour.says("Saw the van about half past seven, two men, no lights", received.get("id"))
    pending = submitted(author, "Lawnmowers stolen from sheds", town.wards[1])
    drawn = submitted(author, "Sheds broken into by the river", audience=_round(author, town.home))
    training = submitted(author, "Missing child at the show ground", *town.wards, training=True)
    spoc.post(f"/api/alerts/{training['id']}/approve", {"version": training["version"]})
    walkers = {"include": {"wards": list(town.wards[:2])}, "require": {"interests": ["dog-walkers"]}}
    author.post("/api/audiences", {"name": "Early dog walkers", "of": "unit", "audience": walkers})
    template = author.get("/api/templates")["templates"][0]
    inbox = eventually(lambda: author.get("/api/inbox?state=open").get("conversations", []))
    for each in (sent, training):
        eventually(partial(_over, spoc, each["id"]))
    return {
        "author": {
            "write": f"/write.html?id={pending['id']}",
            "write-template": f"/write.html?template={template['id']}",
            "write-again": f"/write.html?again={training['id']}",
            "write-map": f"/write.html?id={drawn['id']}#map",
            "write-near": f"/write.html?id={drawn['id']}#near-title",
            "templates": "/templates.html",
            "templates-save": f"/templates.html?alert={sent['id']}",
            "audiences": "/audiences.html",
            "real-alert": f"/real.html?code={sent['code']}",
            "alert-training": f"/alert.html?id={training['id']}",
            "alert-sent": f"/alert.html?id={sent['id']}",
            "inbox": "/inbox.html",
            "conversation": f"/inbox.html?id={inbox[0]['id']}",
            "groups": "/groups.html",
            "paper": "/paper.html",
            "phones": "/phones.html",
            "leave": f"/api/leave/{received['text'].rpartition('/api/leave/')[2]}",
        },
        "control": {"delivery": "/delivery.html"},
        "liaison": {"alert-counts": f"/alert.html?id={sent['id']}"},
        "spoc": {
            "alerts": "/alerts.html",
            "alert-pending": f"/alert.html?id={pending['id']}",
            "week": "/week.html",
            "coverage": "/coverage.html",
        },
    }


def _over(officer: Http, alert: str) -> bool:
    return bool(officer.get(f"/api/alerts/{alert}/progress").get("status") == "sent")


def _round(author: Http, home: str) -> dict[str, Any]:
    """An audience with a drawn area, a circle round a postcode and one ward left out."""
    lon, lat = author.post("/api/areas/point", {"postcode": home}).body["point"]
    away = author.get("/api/areas")["districts"][0]["wards"][0]["code"]
    ring = [[lon + x, lat + y] for x, y in ((0, 0.06), (0.1, 0.05), (0.11, 0.1), (0.02, 0.11), (0, 0.06))]
    near = {"kind": "circle", "postcode": home, "metres": 1500}
    return {
        "include": {"shapes": [{"kind": "polygon", "ring": ring}, near]},
        "exclude": {"wards": [away]},
    }


def submitted(
    author: Http,
    headline: str,
    *wards: str,
    training: bool = False,
    audience: dict[str, Any] | None = None,
    send_at: str | None = None,
) -> dict[str, Any]:
    """An alert to these wards, or to another audience, that waits for approval."""
    words = f"{headline} between 7 and 8 pm on Friday. Did you see anything? Answer this message."
    alert = {
        "headline": headline,
        "text": words,
        "email": f"{words}\n\nDashcam and doorbell footage helps. Thank you.",
        "kind": "appeal",
        "priority": "urgent",
        "send_at": send_at,
        "expires": next_week(),
        "crime_recorded_at": (datetime.now(UTC) - timedelta(minutes=95)).isoformat(),
        "other_ways": ["Call 101"],
        "asks_for": "Dashcam footage from Friday evening",
        "audience": audience or {"include": {"wards": list(wards)}},
        "training": training,
    }
    drafted = author.post("/api/alerts", alert).body
    return author.post(f"/api/alerts/{drafted['id']}/submit", {"version": drafted["version"]}).body


if __name__ == "__main__":
    sys.exit(main())
