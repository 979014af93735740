"""How many single-use runs a second the service keeps up, against how many containers the engine can make at all."""

import functools
import time

import names
from engine import Engine
from load import closed_loop
from results import Key
from runtimes import BY_ID
from server import QUIET_SECONDS
from workbench import Workbench, interleave

CONCURRENCY = 8
CASE = f"python, {CONCURRENCY} at a time"
NETWORKED = "single-use"
ISOLATED = "single-use, no network"


def measure(bench: Workbench) -> None:
    steps = [functools.partial(_runs, bench, NETWORKED, True), functools.partial(_containers, bench),
             functools.partial(_runs, bench, ISOLATED, False)]
    interleave(bench.effort.sustained_rounds, steps)


def _runs(bench: Workbench, variant: str, network: bool) -> None:
    """The pool starts full, so the time that it takes to be full again counts as well."""
    server = bench.server("single-use")
    server.settle()
    key = Key("sustained", CASE, variant)

    def worker():
        client = server.client()
        return lambda: client.run(code="print('hi')", allow_network=network)

    closed_loop(bench.results, key, CONCURRENCY, bench.effort.sustained_seconds, worker)
    begin = time.monotonic()
    server.settle()
    bench.results.add_total(key, 0, max(0, time.monotonic() - begin - QUIET_SECONDS))


def _containers(bench: Workbench) -> None:
    def worker():
        engine = Engine()
        return lambda: _make_container(engine)

    key = Key("sustained", CASE, names.ENGINE_LOOP)
    closed_loop(bench.results, key, CONCURRENCY, bench.effort.sustained_seconds, worker)


def _make_container(engine: Engine) -> None:
    container = engine.create_isolated(BY_ID["python"].image)
    try:
        engine.start(container)
    finally:
        engine.remove(container)
