"""A process with a journalled cloud, to be killed: prints its endpoint, then obeys lines on its input."""

import json
import sys
from pathlib import Path

from infra.local.cloud import Cloud
from infra.local.journal import Journal
from infra.local.state import State

STAGE = "journal"


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    journal, cloud = Journal(State(folder), f"watchword-{STAGE}"), Cloud()
    cloud.start(journal)
    cloud.deploy(STAGE, "journal.example")
    items = cloud.run(journal.replay())
    print(json.dumps({"endpoint": cloud.endpoint, "items": items, "sent": len(journal.sent)}), flush=True)
    for line in sys.stdin:
        if line.strip() == "snapshot":
            cloud.run(journal.snapshot())
        print("done", flush=True)
    journal.close()
    cloud.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
