"""Measuring on a machine that others use too: CPU and never wall time, contenders in turn, medians."""

import resource
import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass

ROUNDS = 5


@dataclass(frozen=True)
class Row:
    """One line of the table: `value` in `unit`, and the bound it should keep ("<= 1.15"), "" for none."""

    group: str
    name: str
    value: float
    unit: str
    bound: str = ""

    def kept(self) -> bool | None:
        """Tell whether the value keeps its bound; None where it has none."""
        if not self.bound:
            return None
        sign, limit = self.bound.split()
        return self.value <= float(limit) if sign == "<=" else self.value >= float(limit)


def spent() -> float:
    """Answer the CPU seconds of this process so far, all its threads, in user and kernel."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def cpu(work: Callable[[], object]) -> float:
    """Do some work; answer the CPU seconds it took."""
    before = spent()
    work()
    return spent() - before


def medians(contenders: Mapping[str, Callable[[int], float]], rounds: int = ROUNDS) -> dict[str, float]:
    """Let the contenders take turns, round after round; answer the median of what each measured."""
    measured: dict[str, list[float]] = {name: [] for name in contenders}
    for n in range(rounds):
        for name, measure in contenders.items():
            measured[name].append(measure(n))
    return {name: statistics.median(values) for name, values in measured.items()}
