"""Go and Rust: a source that nobody has compiled yet, and the same one again."""

import itertools
import time

import names
from quantiles import Samples
from results import Key, Results
from runtimes import BY_ID, Runtime, numbered_source
from workbench import Workbench, interleave

FIRST = "new source"
AGAIN = "same source again"
BARE_DEFAULT = "default command"
BARE_PLUGIN = "plugin's compiler call, then the program"


def service_median(results: Results, case: str) -> float | None:
    """Of all runs through the API, whatever their sandbox's start."""
    samples = Samples()
    for key, found in results.times.items():
        if key.part == "compile" and key.case == case and key.variant.startswith("POST"):
            samples.add_all(found)
    return samples.summary().median if samples else None


def measure(bench: Workbench) -> None:
    # No earlier benchmark, whose artifacts may still be there, used these numbers.
    numbers = itertools.count(time.time_ns())
    steps = []
    for runtime in (BY_ID["go"], BY_ID["rust"]):
        steps += _steps(bench, runtime, numbers)
    interleave(bench.effort.compile_rounds, steps)


def _steps(bench: Workbench, runtime: Runtime, numbers) -> list:
    server = bench.server("single-use")
    container = bench.bare(runtime)

    def record(source: str, variant: str, milliseconds: float) -> None:
        bench.results.add_time(Key("compile", f"{runtime.id}, {source}", variant), milliseconds)

    def default_command() -> None:
        container.write(numbered_source(runtime, next(numbers)))
        for source in (FIRST, AGAIN):
            record(source, BARE_DEFAULT, container.time(*runtime.command))

    def plugin_command() -> None:
        container.write(numbered_source(runtime, next(numbers)))
        record(FIRST, BARE_PLUGIN, container.time(*runtime.compile) + container.time(*runtime.program))
        record(AGAIN, BARE_PLUGIN, container.time(*runtime.program))

    def service() -> None:
        code = numbered_source(runtime, next(numbers))
        for source in (FIRST, AGAIN):
            answer = server.run(image=runtime.id, code=code)
            compiled = "compiled" if not answer.fields["compile"]["cached"] else "from the cache"
            record(source, f"{names.run(answer.start)}, {compiled}", answer.milliseconds)
            server.settle()

    return [default_command, plugin_command, service]
