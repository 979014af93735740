"""A hello program in every runtime, one at a time.

The next one waits until the pool is full again, as a user's next run would find it on a service that is not overloaded.
"""

import functools
import itertools

import names
from results import Key
from runtimes import RUNTIMES, Runtime
from sandboxless import docker_run
from server import Server
from workbench import Workbench, interleave

DISK_BYTES = 512 * 1024 * 1024


def measure(bench: Workbench) -> None:
    for runtime in RUNTIMES:
        code = _hello(bench, runtime)
        bench.bare(runtime).write(code)
        bench.bare(runtime).time(*runtime.command)  # what it caches is there from now on
        interleave(bench.effort.hello_rounds(runtime.id), _steps(bench, runtime, code))


def _hello(bench: Workbench, runtime: Runtime) -> str:
    """What the runtime itself shows as an example."""
    images = bench.server("single-use").client().get("/runtimes")["images"]
    return next(image["example"] for image in images if image["id"] == runtime.image)


def _steps(bench: Workbench, runtime: Runtime, code: str) -> list:
    def key(variant: str) -> Key:
        return Key("hello", runtime.id, variant)

    def bare() -> None:
        bench.results.add_time(key(names.BARE), bench.bare(runtime).time(*runtime.command))

    def docker(variant: str, *options: str) -> None:
        bench.results.add_time(key(variant), docker_run(runtime, code, *options))

    def run(server: Server, network: bool, disk_sizes=None) -> None:
        request = {"image": runtime.id, "code": code, "allow_network": network}
        if disk_sizes:
            request["disk_limit"] = str(next(disk_sizes))
        answer = server.run(**request)
        variant = names.run(answer.start, network)
        bench.results.add_time(key(variant), answer.milliseconds)
        for phase, milliseconds in answer.phases.items():
            bench.results.add_time(Key("phases", f"{runtime.id}, {variant}", phase), milliseconds)
        server.settle()

    steps = [bare, functools.partial(docker, names.DOCKER_RUN),
             functools.partial(docker, names.DOCKER_RUN_ISOLATED, "--network", "none")]
    # Sizes that nobody has asked for: no sandbox can be waiting.
    unseen_sizes = (DISK_BYTES - 4096 * number for number in itertools.count(1))
    for name, sizes in (("single-use", None), ("cold", unseen_sizes), ("cells", None)):
        if server := bench.server(name):
            steps += [functools.partial(run, server, network, sizes) for network in (True, False)]
    return steps
