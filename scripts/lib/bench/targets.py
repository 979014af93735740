"""What the benchmark has to show: ratios within one run of it, and a few times and rates, which were set on a machine
that starts a bare Python in REFERENCE_PYTHON_MS."""

import dataclasses

import names
from parts import compiling, concurrency, sustained
from results import Results


REFERENCE_PYTHON_MS = 9


@dataclasses.dataclass(frozen=True)
class Target:
    what: str
    measured: float | None  # nothing when it was not measured
    bound: float
    unit: str
    at_most: bool = True
    slowness: float = 1  # of this machine, where the target is a time or a rate

    def at_reference_speed(self) -> float | None:
        if self.measured is None:
            return None
        return self.measured * self.slowness if self.unit == "/s" else self.measured / self.slowness

    def verdict(self) -> str:
        if self.measured is None:
            return "not measured"
        if self._meets(self.measured):
            return "met"
        return "met at that speed" if self._meets(self.at_reference_speed()) else "not met"

    def _meets(self, measured: float) -> bool:
        return measured <= self.bound if self.at_most else measured >= self.bound


def all_targets(results: Results) -> list[Target]:
    slowness = _ratio(_median(results, "hello", "python", names.BARE), REFERENCE_PYTHON_MS) or 1
    targets = [*_hello(results), *_compile(results), *_sustained(results), *_cells(results), *_memory(results)]
    return [dataclasses.replace(target, slowness=slowness) if target.unit in ("ms", "/s") else target
            for target in targets]


def _ratio(value: float | None, reference: float | None) -> float | None:
    return value / reference if value is not None and reference else None


def _minus(value: float | None, reference: float | None) -> float | None:
    return value - reference if value is not None and reference is not None else None


def _median(results: Results, *key: str) -> float | None:
    summary = results.summary(*key)
    return summary.median if summary else None


def _hello(results: Results) -> list[Target]:
    def median(runtime: str, *variants: str) -> float | None:
        medians = (_median(results, "hello", runtime, variant) for variant in variants)
        return next((found for found in medians if found is not None), None)

    prestarted = names.run("prestarted")
    python = results.summary("hello", "python", prestarted)
    targets = [
        Target("python hello, prestarted: p50 ÷ bare process",
               _ratio(median("python", prestarted), median("python", names.BARE)), 0.6, "×"),
        Target("python hello, prestarted: p99 ÷ p50", _ratio(python.p99, python.median) if python else None, 3, "×"),
        Target("node hello, prestarted: p50 ÷ bare process",
               _ratio(median("node", prestarted), median("node", names.BARE)), 0.25, "×"),
    ]
    for runtime in ("deno", "bun"):
        waiting = median(runtime, prestarted, names.run("warm"))
        difference = _minus(waiting, median(runtime, names.BARE))
        targets.append(Target(f"{runtime} hello: p50 − bare process", difference, 6, "ms"))
    targets.append(Target("python hello, cold, no network: p50 ÷ docker run --network none",
                          _ratio(median("python", names.run("cold", network=False)),
                                 median("python", names.DOCKER_RUN_ISOLATED)), 0.65, "×"))
    return targets


def _compile(results: Results) -> list[Target]:
    targets = []
    for runtime in ("go", "rust"):
        new, again = f"{runtime}, {compiling.FIRST}", f"{runtime}, {compiling.AGAIN}"
        first = compiling.service_median(results, new)
        for reference in (compiling.BARE_DEFAULT, compiling.BARE_PLUGIN):
            ratio = _ratio(first, _median(results, "compile", new, reference))
            targets.append(Target(f"{new}: p50 ÷ {reference}", ratio, 1.3, "×"))
        targets.append(Target(f"{again}: p50", compiling.service_median(results, again), 10, "ms"))
    return targets


def _sustained(results: Results) -> list[Target]:
    loop = results.rate("sustained", sustained.CASE, names.ENGINE_LOOP)
    return [Target(f"sustained, python, {variant}: runs a second ÷ {names.ENGINE_LOOP}",
                   _ratio(results.rate("sustained", sustained.CASE, variant), loop), 0.9, "×", at_most=False)
            for variant in (sustained.NETWORKED, sustained.ISOLATED)]


def _cells(results: Results) -> list[Target]:
    def rate(level: int, variant: str) -> float | None:
        return results.rate("concurrency", concurrency.case(level), variant)

    reused = _median(results, "hello", "python", names.run("reused"))
    prestarted = _median(results, "hello", "python", names.run("prestarted"))
    native_rates = [found for level in (1, 4, 16, 64) if (found := rate(level, concurrency.NATIVE_CELLS))]
    return [
        *(Target(f"cells, python, {level} at a time: runs a second", rate(level, concurrency.CELLS), 100, "/s",
                 at_most=False)
          for level in (4, 16)),
        Target("cells, python hello: p50 ÷ single-use prestarted", _ratio(reused, prestarted), 1.1, "×"),
        Target('cells, entrypoint "true", 1 at a time: p50',
               _median(results, "concurrency", concurrency.case(1), concurrency.NATIVE_CELLS), 4, "ms"),
        Target('cells, entrypoint "true", best: runs a second', max(native_rates, default=None), 300, "/s",
               at_most=False),
    ]


def _memory(results: Results) -> list[Target]:
    peaks = [value for key, (value, _) in results.values.items() if key.part == "memory" and key.variant == "peak"]
    return [Target("server, idle: resident memory", results.value("memory", "server, idle", "resident"), 40, "MiB"),
            Target("server, during all of this: resident memory", max(peaks, default=None), 100, "MiB")]
