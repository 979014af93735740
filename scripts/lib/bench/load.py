"""Load at a fixed concurrency: by wrk, and, where few steps a second are to be driven like others that are no HTTP
requests, by threads."""

import json
import pathlib
import subprocess
import tempfile
import threading
import time
from typing import Callable

from results import Key, Results
from server import Server

SCRIPT = pathlib.Path(__file__).with_name("wrk.lua")
TIMEOUT_SECONDS = 60
PREFIX = "bench "


def post_runs(results: Results, key: Key, server: Server, concurrency: int, seconds: float, **request) -> dict:
    """Sends the request again and again; adds latencies under `key`, and the rate. What wrk says of the phase."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as body:
        json.dump(request, body)
        body.flush()
        command = ["wrk", "--threads", "1", "--connections", str(concurrency), "--duration", f"{seconds}s", "--timeout",
                   f"{TIMEOUT_SECONDS}s", "--script", str(SCRIPT), server.url("/run"), "--", body.name]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=seconds + TIMEOUT_SECONDS)
    said = json.loads(next(line for line in done.stdout.splitlines() if line.startswith(PREFIX)).removeprefix(PREFIX))
    for microseconds, count in said["latencies"]:
        results.add_time(key, microseconds / 1000, count)
    results.add_total(key, said["good"], said["microseconds"] / 1e6)
    if said["bad"] or said["errors"]:
        results.remark(f"{', '.join(key)}: {said['bad']} runs failed, {said['errors']} got no answer.")
    return said


def closed_loop(results: Results, key: Key, concurrency: int, seconds: float,
                new_worker: Callable[[], Callable]) -> None:
    """Each worker does its step again and again; what it has begun when the time is over, it ends, and that counts. A
    worker whose step fails stops. Adds times and the rate under `key`."""
    begin = time.monotonic()
    times: list[float] = []
    failures: list[Exception] = []

    def work() -> None:
        try:
            step = new_worker()
            while (step_begin := time.monotonic()) < begin + seconds:
                step()
                times.append((time.monotonic() - step_begin) * 1000)
        except Exception as failure:  # it is reported
            failures.append(failure)

    threads = [threading.Thread(target=work) for _ in range(concurrency)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    results.add_total(key, len(times), time.monotonic() - begin)
    for milliseconds in times:
        results.add_time(key, milliseconds)
    if failures:
        results.remark(f"{', '.join(key)}: {len(failures)} of {concurrency} workers stopped: {failures[0]}")
