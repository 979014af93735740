"""What of the results the chart shows: hello in every runtime, with the API's default of a network."""

import names
from chart import Bar, Group, svg
from results import Results
from runtimes import RUNTIMES

OTHERS = (names.BARE, names.DOCKER_RUN)
STARTS = ("prestarted", "warm", "reused", "cold")


def draw(results: Results) -> str | None:
    """Nothing when hello was not measured."""
    groups = []
    for runtime in RUNTIMES:
        bars = [_bar(results, runtime.id, variant) for variant in (*(names.run(start) for start in STARTS), *OTHERS)]
        if found := [bar for bar in bars if bar]:
            groups.append(Group(runtime.id, found))
    return svg("A hello program, one at a time", groups) if groups else None


def _bar(results: Results, runtime: str, variant: str) -> Bar | None:
    summary = results.summary("hello", runtime, variant)
    return Bar(variant, summary.median, summary.p99, ours=variant not in OTHERS) if summary else None
