"""The server's hot functions, by Google Benchmark (tests/bench)."""

import json
import subprocess

from results import Key
from workbench import Workbench

TIMEOUT_SECONDS = 600


def measure(bench: Workbench) -> None:
    command = [bench.build_dir / "tests/bench/hot_functions_bench", "--benchmark_format=json",
               f"--benchmark_min_time={bench.effort.function_seconds}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=TIMEOUT_SECONDS)
    for function in json.loads(done.stdout)["benchmarks"]:
        name = function["name"].removeprefix("BM_")
        bench.results.set_value(Key("functions", name, "time"), function["cpu_time"] / 1000, "µs")
        if per_second := function.get("bytes_per_second"):
            bench.results.set_value(Key("functions", name, "throughput"), per_second / 1e6, "MB/s")
