"""Dead letters at the command line: listed in plain English, and sent back."""

from collections.abc import Callable

from chalicelib.services.sending.dead_letters import DeadLetters

ADMINISTRATOR = "administrator"


def dead_letters(service: DeadLetters, say: Callable[[str], None], redrive: bool, queue: str) -> None:
    """Say what lies there, of one queue or of all; or send it back and say how many went."""
    if redrive:
        moved = service.send_back(ADMINISTRATOR, queue)
        say(f"{moved} sent back." if moved else "There was nothing to send back.")
    listing = service.listed()
    for box in listing.boxes:
        if box.letters and queue in ("", box.queue):
            say(f"{box.queue}: {box.letters} dead letter{'' if box.letters == 1 else 's'}")
    for letter in listing.letters:
        if queue in ("", letter.queue):
            many = f", {letter.times} times" if letter.times > 1 else ""
            say(f"\n{letter.about}\n  since  {letter.at:%Y-%m-%d %H:%M} UTC ({letter.queue}{many})")
            say(f"  why    {letter.why}\n  to do  {letter.todo}")
    if not listing.letters and not redrive:
        say("There are no dead letters.")
