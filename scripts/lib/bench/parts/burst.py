"""Many at once, after the service had nothing to do for a while."""

import contextlib
import threading
import time

import names
from results import Key
from server import RunFailed, Server
from workbench import Workbench, interleave

CODE = "print('hi')"


def measure(bench: Workbench) -> None:
    steps = []
    for name in ("single-use", "cells"):
        if server := bench.server(name):
            steps.append(lambda server=server, name=name: _burst(bench, server, name))
    interleave(bench.effort.burst_rounds, steps)


def _burst(bench: Workbench, server: Server, name: str) -> None:
    size = bench.effort.burst_size
    server.settle()
    time.sleep(bench.effort.burst_idle_seconds)
    at_once = threading.Barrier(size)
    answers = []

    def one() -> None:
        client = server.client()
        at_once.wait()
        with contextlib.suppress(RunFailed, OSError):
            answers.append(client.run(code=CODE))

    threads = [threading.Thread(target=one) for _ in range(size)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(answers) < size:
        bench.results.remark(f"Burst, {name}: {size - len(answers)} of {size} runs failed.")
    for answer in answers:
        for variant in (names.run(answer.start), names.run("all kinds of start")):
            bench.results.add_time(Key("burst", f"{size} at once, {name}", variant), answer.milliseconds)
