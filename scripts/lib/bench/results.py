"""What was measured, by part ("hello"), case ("python") and variant ("docker run")."""

import dataclasses
from typing import NamedTuple

from quantiles import Samples, Summary


class Key(NamedTuple):
    part: str
    case: str
    variant: str


@dataclasses.dataclass
class Total:
    """Something counted over some time."""

    count: float = 0
    seconds: float = 0

    def rate(self) -> float:
        return self.count / self.seconds if self.seconds else 0


class Results:
    """Times are in milliseconds. Remarks say what could not be measured, or is to be known of what was."""

    def __init__(self):
        self.times: dict[Key, Samples] = {}
        self.totals: dict[Key, Total] = {}
        self.values: dict[Key, tuple[float, str]] = {}
        self.remarks: list[str] = []

    def add_time(self, key: Key, milliseconds: float, count: int = 1) -> None:
        self.times.setdefault(key, Samples()).add(milliseconds, count)

    def add_total(self, key: Key, count: float, seconds: float) -> None:
        total = self.totals.setdefault(key, Total())
        total.count += count
        total.seconds += seconds

    def set_value(self, key: Key, value: float, unit: str) -> None:
        self.values[key] = (value, unit)

    def remark(self, text: str) -> None:
        line = " ".join(text.split())
        if line not in self.remarks:
            self.remarks.append(line)

    def summary(self, *key: str) -> Summary | None:
        samples = self.times.get(Key(*key))
        return samples.summary() if samples else None

    def rate(self, *key: str) -> float | None:
        """A second."""
        total = self.totals.get(Key(*key))
        return total.rate() if total else None

    def value(self, *key: str) -> float | None:
        return self.values.get(Key(*key), (None, ""))[0]

    def to_json(self) -> dict:
        times = [{**key._asdict(), "unit": "ms", **dataclasses.asdict(samples.summary())}
                 for key, samples in self.times.items()]
        totals = [{**key._asdict(), "per_second": total.rate(), **dataclasses.asdict(total)}
                  for key, total in self.totals.items()]
        values = [{**key._asdict(), "value": value, "unit": unit} for key, (value, unit) in self.values.items()]
        return {"times": times, "rates": totals, "values": values, "remarks": self.remarks}
