"""The faults that every build must survive: which of them a seed has, and when they strike."""

from collections import Counter
from collections.abc import Collection
from random import Random

FAULTS = {
    "F1": "the same message delivered to two workers at once",
    "F2": "delivered again while the worker is still busy with a slow provider",
    "F3": "delivered out of order, late or days late",
    "F4": "a worker crashes before its lease, or where it has none",
    "F5": "a worker crashes after the write-ahead, before the send",
    "F6": "a worker crashes after the provider accepted, before settling",
    "F7": "a worker runs out of time in the middle of a page",
    "F8": "a frozen worker goes on after its lease was lost",
    "F9": "a message's receives used up by throttling",
    "F10": "a message or a recipient that cannot be worked on",
    "F11": "a batch's partial answer lost",
    "F12": "the table throttled, items unprocessed, an index behind",
    "F13": "two writers at one item, one of them too late",
    "F14": "a transaction cancelled for nothing, or carried out and its answer lost",
    "F15": "the queueing of an approved alert missing or twice",
    "F16": "the provider says not so fast, with and without a time",
    "F17": "the provider answers 5xx for a while",
    "F18": "the provider hangs, or its answer is lost after it accepted",
    "F19": "receipts twice, out of order, early, accepted and then rejected",
    "F20": "a batch of emails taken in part",
    "F21": "a provider down for minutes, and back",
    "F22": "clocks five minutes off, summer time, the edge of quiet hours",
    "F23": "somebody opts out or is erased during sending",
    "F24": "cancelled or expired during sending",
    "F25": "keys, key set or certificate not to be had",
    "F26": "dead letters and whole queues sent again, two versions at once",
    "F27": "people join, leave and move while planners crash",
}


class Faults:
    """Chance, a stream for each fault, so that leaving one out leaves the others as they were.

    Nothing strikes once it is calm.
    """

    def __init__(self, seed: int, active: Collection[str], wildness: float = 1.0) -> None:
        self.active, self.wildness, self.calm = frozenset(active), wildness, False
        self.counts = Counter[str]()
        self._chance = {name: Random(f"{seed} {name}") for name in FAULTS}

    def strikes(self, name: str, chance: float) -> bool:
        """Decide whether a fault strikes at this opportunity, and count it."""
        if self.calm or name not in self.active:
            return False
        if self._chance[name].random() >= chance * self.wildness:
            return False
        self.counts[name] += 1
        return True

    def chance(self, name: str) -> Random:
        """Answer a fault's own stream, for how it strikes."""
        return self._chance[name]
