"""The emulator with the stateful stack of one stage, in a process of its own."""

import sys
from dataclasses import asdict

from infra.local.cloud import Cloud

from .processes import ready


def main(stage: str) -> None:
    cloud = Cloud()
    cloud.start()
    stack = cloud.deploy(stage, "bench.example")
    ready(endpoint=cloud.endpoint, **asdict(stack))
    cloud.stop()


if __name__ == "__main__":
    main(sys.argv[1])
