"""Throughput and latency of clients who each send the next run when the last one is answered."""

import contextlib
import functools

import names
from load import closed_loop, post_runs
from results import Key
from runtimes import BY_ID
from workbench import Workbench, interleave

PYTHON = {"code": "print('hi')"}
NATIVE = {"code": "", "entrypoint": "true"}
CELLS = "cells"
NATIVE_CELLS = 'cells, entrypoint "true"'
VARIANTS = {
    "single-use": ("single-use", PYTHON),
    "single-use, no network": ("single-use", PYTHON | {"allow_network": False}),
    CELLS: ("cells", PYTHON),
    NATIVE_CELLS: ("cells", NATIVE),
}
BARE_LEVEL_MAX = 4  # more processes at a time than processors change little


def case(level: int) -> str:
    return f"{level} at a time"


def measure(bench: Workbench) -> None:
    for level in bench.effort.levels:
        steps = [functools.partial(_phase, bench, level, variant) for variant in VARIANTS]
        if level <= BARE_LEVEL_MAX:
            steps.append(functools.partial(_bare_processes, bench, level))
        interleave(bench.effort.level_rounds, steps)


def _phase(bench: Workbench, level: int, variant: str) -> None:
    name, request = VARIANTS[variant]
    server = bench.server(name)
    if not server:
        return
    server.settle()
    post_runs(bench.results, Key("concurrency", case(level), variant), server, level, bench.effort.level_seconds,
              **request)


def _bare_processes(bench: Workbench, level: int) -> None:
    """Each in a container that is there already: what the machine can do at all."""
    runtime = BY_ID["python"]
    with contextlib.ExitStack() as containers:
        free = [containers.enter_context(contextlib.closing(bench.another_bare(runtime))) for _ in range(level)]
        for container in free:
            container.write(PYTHON["code"])
        key = Key("concurrency", case(level), names.BARE)
        closed_loop(bench.results, key, level, bench.effort.level_seconds,
                    lambda: functools.partial(free.pop().time, *runtime.command))
