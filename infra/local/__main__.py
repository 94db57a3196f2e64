"""`make run`: starts the laptop, prints the sign-ins and the address, and stops cleanly when asked to."""

import os
import signal
import sys
import threading
from pathlib import Path

from infra.made_up.people import how_many

from .application import NoSuchForce
from .laptop import Laptop
from .state import AlreadyRunning, Damaged

PORT = 8000


def main() -> int:
    """Serve until SIGTERM or SIGINT; 1 with a sentence where the laptop cannot start."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    force = os.environ.get("FORCE") or "fictional"
    laptop = Laptop(
        force=force,
        root=Path(os.environ["STATE"]) if os.environ.get("STATE") else None,
        port=int(os.environ.get("PORT") or PORT),
        subscribers=int(os.environ.get("SUBSCRIBERS") or how_many(force)),
        say=lambda words: print(words, flush=True),
    )
    try:
        laptop.start()
    except (AlreadyRunning, Damaged, NoSuchForce, OSError) as reason:
        print(reason, file=sys.stderr)
        return 1
    _print_sign_ins(laptop)
    print("Ctrl-C stops it within a few seconds, and keeps what you did there.")
    print(f"Watchword is ready at {laptop.address}/", flush=True)
    stopping.wait()
    laptop.stop()
    return 0


def _print_sign_ins(laptop: Laptop) -> None:
    width = max((len(username) for username, _ in laptop.sign_ins), default=0)
    print(f"Officers sign in at {laptop.address}/sign-in.html with")
    for username, password in laptop.sign_ins:
        print(f"  {username:<{width}}  {password}")
    print(f"Phones and mailboxes: {laptop.address}/phones.html")


if __name__ == "__main__":
    sys.exit(main())
