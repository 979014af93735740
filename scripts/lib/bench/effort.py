"""How much is measured."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Effort:
    rounds: dict[str, int]  # of each hello, by runtime; "" is for those that are not named
    levels: tuple[int, ...]  # of concurrency
    level_seconds: int
    level_rounds: int
    sustained_seconds: int
    sustained_rounds: int
    burst_idle_seconds: int
    burst_size: int
    burst_rounds: int
    compile_rounds: int
    output_rounds: int
    function_seconds: float

    def hello_rounds(self, runtime: str) -> int:
        return self.rounds.get(runtime, self.rounds[""])


FULL = Effort(rounds={"python": 100, "": 30}, levels=(1, 4, 16, 64), level_seconds=10, level_rounds=2,
              sustained_seconds=20, sustained_rounds=3, burst_idle_seconds=30, burst_size=32, burst_rounds=3,
              compile_rounds=20, output_rounds=20, function_seconds=0.5)

QUICK = Effort(rounds={"": 2}, levels=(1, 4), level_seconds=2, level_rounds=1, sustained_seconds=4, sustained_rounds=1,
               burst_idle_seconds=2, burst_size=8, burst_rounds=1, compile_rounds=2, output_rounds=2,
               function_seconds=0.01)
