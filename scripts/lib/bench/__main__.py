"""Measures, and writes bench.json, bench.md and bench.svg; scripts/bench sets everything up and calls it."""

import argparse
import json
import pathlib
import signal
import sys
import time

import effort
import hello_chart
import machine
import report
from parts import PARTS
from results import Results
from workbench import Workbench


def main() -> int:
    arguments = _parse()
    # So that everything that was started is ended.
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda number, _: sys.exit(128 + number))
    results = Results()
    facts = machine.facts()
    if arguments.quick:
        results.remark("A quick run, to see that everything works: the figures mean little.")
    if machine.is_busy():
        results.remark("The machine had other things to do: the figures mean little.")
    bench = Workbench(arguments.build_dir, effort.QUICK if arguments.quick else effort.FULL, results)
    try:
        _measure(bench, arguments.only or list(PARTS))
    finally:
        bench.close()
    _write(arguments.output, results, facts, _command(arguments))
    return 0


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/bench")
    parser.add_argument("--build-dir", type=pathlib.Path, required=True)
    parser.add_argument("--output", type=pathlib.Path, required=True)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", nargs="+", choices=PARTS)
    return parser.parse_args()


def _command(arguments: argparse.Namespace) -> str:
    words = ["scripts/bench", *(["--quick"] if arguments.quick else [])]
    return " ".join(words + (["--only", *arguments.only] if arguments.only else []))


def _measure(bench: Workbench, chosen: list[str]) -> None:
    for name, part in PARTS.items():
        if name in chosen:
            begin = time.monotonic()
            print(f"==> Measuring: {name}", flush=True)
            part.measure(bench)
            print(f"==> Measuring: {name}: {time.monotonic() - begin:.0f} s", flush=True)


def _write(folder: pathlib.Path, results: Results, facts: dict[str, str], command: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    text = report.markdown(results, facts, command)
    (folder / "bench.md").write_text(text)
    everything = {"machine": facts, "command": command, **results.to_json()}
    (folder / "bench.json").write_text(json.dumps(everything, indent=1) + "\n")
    if chart := hello_chart.draw(results):
        (folder / "bench.svg").write_text(chart)
    print(f"\n{text}\nWritten to {folder}: bench.md, bench.json{', bench.svg' if chart else ''}")


if __name__ == "__main__":
    sys.exit(main())
