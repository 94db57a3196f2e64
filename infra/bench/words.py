"""Words: how many messages a CPU-second composes, and how many texts it counts parts of."""

from collections.abc import Callable, Iterator

from chalicelib import wiring
from chalicelib.domain.ids import encode
from chalicelib.domain.sms_text import downgrade, size
from chalicelib.domain.subscriber import CHANNELS

from . import parts
from .crowd import LONG, WORDS, contact, release
from .meter import Row, cpu, medians, spent

TIMES = 1000
DIFFERENT = 100_000
"""Texts, each of its own words, that are composed and then counted twice."""
ACCENTED = WORDS.replace("last night", "neithiwr, ger y tŷ – “mawr”")


def rows() -> Iterator[Row]:
    """Measure with one person's alert, a thousand times in each of five rounds."""
    contenders: dict[str, Callable[[], object]] = {
        **{f"{channel}s composed": _composing(channel) for channel in CHANNELS},
        "parts counted, plain text": lambda: size(downgrade(WORDS)[0]),
        "parts counted, Welsh and curly text": lambda: size(downgrade(ACCENTED)[0]),
        "parts counted, email's length as text": lambda: size(downgrade(LONG)[0]),
    }
    speeds = medians({name: _speed(work) for name, work in contenders.items()})
    for name, speed in speeds.items():
        yield Row("words", name, speed, "a CPU-s")
    yield from _different(DIFFERENT)


def _different(many: int) -> Iterator[Row]:
    """Compose many different texts and count their parts; then count again without a line of ours."""
    compose, written = wiring.compose(), list(parts.texts(many))
    started = spent()
    made = [compose.sample(words) for words in written]
    composed = spent()
    counts = [size(text).parts for text in made]
    over = spent()
    yield Row("words", f"{many:,} different texts composed", many / (composed - started), "a CPU-s")
    yield Row("words", "parts of these counted", many / (over - composed), "a CPU-s")
    differ = sum(parts.counted(text) != count for text, count in zip(made, counts, strict=True))
    yield Row("words", "counted otherwise by an independent counter", differ, "texts", "<= 0")


def _composing(channel: str) -> Callable[[], object]:
    sent = release("text", range(1)).sending
    forms, person = wiring.sendings().forms(sent.id), contact(1)
    address = next(each for each in person.addresses if each.channel == channel)
    compose, reference = wiring.compose(), f"{sent.id}.text-0000-0000.{encode(1, 2)}"
    return lambda: compose(sent, forms, reference, person, address)


def _speed(work: Callable[[], object]) -> Callable[[int], float]:
    def often() -> None:
        for _ in range(TIMES):
            work()

    return lambda _: TIMES / cpu(often)
