"""A Python program that prints a lot."""

import names
from results import Key
from runtimes import BY_ID
from sandboxless import docker_run
from workbench import Workbench, interleave

PYTHON = BY_ID["python"]
MEGABYTES = (1, 8)
PROGRAM = "print('\\n'.join(['x' * 1023] * 1024 * {megabytes}))"


def measure(bench: Workbench) -> None:
    steps = []
    for megabytes in MEGABYTES:
        steps += _steps(bench, megabytes)
    interleave(bench.effort.output_rounds, steps)


def _steps(bench: Workbench, megabytes: int) -> list:
    server = bench.server("single-use")
    code = PROGRAM.format(megabytes=megabytes)

    def record(variant: str, milliseconds: float) -> None:
        bench.results.add_time(Key("output", f"{megabytes} MB", variant), milliseconds)

    def bare() -> None:
        bench.bare(PYTHON).write(code)
        record(names.BARE, bench.bare(PYTHON).time(*PYTHON.command))

    def docker() -> None:
        record(names.DOCKER_RUN, docker_run(PYTHON, code))

    def run() -> None:
        answer = server.run(code=code)
        if answer.fields["stdout_truncated"]:
            raise AssertionError("the output is not whole")
        record(names.run(answer.start), answer.milliseconds)
        server.settle()

    return [bare, docker, run]
