"""Measures everything, prints one table and writes it to build/bench.json; or only the groups it is given."""

import json
import os
import platform
import sys
from collections.abc import Collection, Iterator
from dataclasses import asdict
from datetime import UTC, datetime

from infra.doctor import ROOT
from infra.geography.sources import MissingData

from . import audience, census, imports, routes, scale
from .county import FORCE as COUNTY
from .meter import Row
from .processes import beside, rows_of

STAGE = "bench"
GROUPS = ("import", "routes", "hand-over", "words", "loading", "audience", "plan", "scale", "package")
OUT = ROOT / "build" / "bench.json"


def _rows(groups: Collection[str], recipients: int, subscribers: int) -> Iterator[Row]:
    if "import" in groups:
        yield from imports.rows()
    if "routes" in groups:
        yield from routes.rows(max(50, recipients // 20))
    if not {"hand-over", "words", "loading"}.isdisjoint(groups):
        with beside("infra.bench.emulator", STAGE) as cloud, beside("infra.bench.provider") as provider:
            _go_there(cloud.said["endpoint"], provider.said["endpoint"], cloud.said["table"])
            yield from _on_the_table(groups, recipients)
    try:
        yield from _on_the_county(groups, subscribers)
    except MissingData as missing:
        print(f"Left out, audience and plan. {missing}", file=sys.stderr)
    if "package" in groups:
        yield from _sizes()


def _on_the_county(groups: Collection[str], subscribers: int) -> Iterator[Row]:
    if "audience" in groups:
        yield from audience.rows(subscribers)
        yield from census.rows(subscribers)
    if "plan" in groups:
        with beside("infra.bench.emulator", STAGE) as cloud:
            _go_there(cloud.said["endpoint"], cloud.said["endpoint"], cloud.said["table"])
            yield from rows_of("infra.bench.plan", str(subscribers), WATCHWORD_FORCE=COUNTY)
    if "scale" in groups:
        yield from scale.rows(2 * subscribers)


def _on_the_table(groups: Collection[str], recipients: int) -> Iterator[Row]:
    # Only now: the wiring reads the environment.
    from . import handover, loading, words

    if "hand-over" in groups:
        yield from handover.rows(recipients)
    if "words" in groups:
        yield from words.rows()
    if "loading" in groups:
        yield from loading.rows()


def _go_there(cloud: str, provider: str, table: str) -> None:
    """Lead every client to the loopback, with credentials that open nothing."""
    os.environ.update(
        AWS_ACCESS_KEY_ID=STAGE,
        AWS_SECRET_ACCESS_KEY=STAGE,
        AWS_EC2_METADATA_DISABLED="true",
        AWS_CONFIG_FILE=os.devnull,
        AWS_SHARED_CREDENTIALS_FILE=os.devnull,
        AWS_ENDPOINT_URL=cloud,
        AWS_ENDPOINT_URL_SNS=provider,
        AWS_ENDPOINT_URL_SESV2=provider,
        AWS_REGION="eu-west-2",
        WATCHWORD_STAGE=STAGE,
        WATCHWORD_TABLE=table,
    )


def _sizes() -> Iterator[Row]:
    """Weigh what `make package` built last, where it built anything."""
    for file in sorted((ROOT / "build" / "package").glob("*/deployment.zip")):
        size = file.stat().st_size / 2**20
        yield Row("package", f"functions' zip, {file.parent.name}", size, "MB", "<= 12")


def _line(row: Row) -> str:
    verdict = {True: "kept", False: "MISSED", None: ""}[row.kept()]
    return (
        f"{row.group:<10} {row.name:<50} {row.value:>11,.2f} {row.unit:<16} {row.bound:<8} {verdict}".rstrip()
    )


def main(groups: Collection[str]) -> int:
    """Print each row as it is measured, of all groups or of these; a missed bound is said, no more."""
    recipients = int(os.environ.get("BENCH_RECIPIENTS") or 10_000)
    subscribers, rows = int(os.environ.get("BENCH_SUBSCRIBERS") or 750_000), list[Row]()
    for row in _rows(groups or GROUPS, recipients, subscribers):
        print(_line(row), flush=True)
        rows.append(row)
    if not groups:
        _keep(rows, recipients, subscribers)
    return 0


def _keep(rows: list[Row], recipients: int, subscribers: int) -> None:
    machine = {"python": platform.python_version(), "cores": os.cpu_count()}
    crowds = {"recipients": recipients, "subscribers": subscribers}
    at = datetime.now(UTC).isoformat(timespec="seconds")
    told = {"at": at, **machine, **crowds, "rows": [asdict(row) for row in rows]}
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
