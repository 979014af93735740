"""Samples and what is said of them."""

import dataclasses
import math


@dataclasses.dataclass(frozen=True)
class Summary:
    """Of one set of samples, in their unit."""

    count: int
    minimum: float
    median: float
    p95: float
    p99: float
    maximum: float


class Samples:
    """Numbers, each as often as it came."""

    def __init__(self, values=()):
        self._weights: dict[float, int] = {}
        for value in values:
            self.add(value)

    def add(self, value: float, count: int = 1) -> None:
        self._weights[value] = self._weights.get(value, 0) + count

    def add_all(self, others: "Samples") -> None:
        for value, count in others._weights.items():
            self.add(value, count)

    def __len__(self) -> int:
        return sum(self._weights.values())

    def quantile(self, share: float) -> float:
        """The smallest sample that at least this share of all samples does not exceed: always one that was measured.

        REQUIRES: there are samples, 0 < share <= 1.
        """
        rank = math.ceil(share * len(self))
        seen = 0
        for value in sorted(self._weights):
            seen += self._weights[value]
            if seen >= rank:
                return value
        raise ValueError("no samples")

    def summary(self) -> Summary:
        """REQUIRES: there are samples."""
        return Summary(len(self), min(self._weights), self.quantile(0.5), self.quantile(0.95), self.quantile(0.99),
                       max(self._weights))
