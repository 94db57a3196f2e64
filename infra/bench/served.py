"""A laptop to be asked, in a process of its own, that says what CPU it used with and without its cloud."""

import sys
import threading
import time
from pathlib import Path

from infra.local.laptop import Laptop

from .meter import spent
from .processes import ready


def main(folder: Path) -> None:
    laptop = Laptop(root=folder, subscribers=500)
    laptop.start()
    (cloud,) = (thread for thread in threading.enumerate() if thread.name == "cloud")
    clock = time.pthread_getcpuclockid(cloud.ident or 0)
    ready(
        lambda: {"all": spent(), "cloud": time.clock_gettime(clock)},
        address=laptop.address,
        sign_ins=laptop.sign_ins,
    )
    laptop.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
