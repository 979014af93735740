"""Throughput and latency of clients who each send the next run when the last one is answered."""

import functools

from load import post_runs
from results import Key
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


def case(level: int) -> str:
    return f"{level} at a time"


def measure(bench: Workbench) -> None:
    for level in bench.effort.levels:
        steps = [functools.partial(_phase, bench, level, variant) for variant in VARIANTS]
        interleave(bench.effort.level_rounds, steps)


def _phase(bench: Workbench, level: int, variant: str) -> None:
    name, request = VARIANTS[variant]
    server = bench.server(name)
    if not server:
        return
    server.settle()
    post_runs(bench.results, Key("concurrency", case(level), variant), server, level, bench.effort.level_seconds,
              **request)
