"""Resident memory: of a server that nobody has used, of the servers after all that, and of sandboxes that wait."""

from engine import Engine
from results import Key
from server import Server
from workbench import START_QUIET_SECONDS, Workbench

RUNTIME_LABEL = "code-runner.runtime"
MIB = 1024 * 1024


def measure(bench: Workbench) -> None:
    idle = Server(bench.build_dir)
    try:
        idle.settle(START_QUIET_SECONDS)
        bench.results.set_value(Key("memory", "server, idle", "resident"), idle.memory_bytes()["now"] / MIB, "MiB")
        _measure_sandboxes(bench, idle)
    finally:
        idle.close()
    for name, server in bench.started_servers().items():
        for moment, bytes_resident in server.memory_bytes().items():
            when = "after all of the above" if moment == "now" else "peak"
            bench.results.set_value(Key("memory", f"server, {name}", when), bytes_resident / MIB, "MiB")


def _measure_sandboxes(bench: Workbench, server: Server) -> None:
    engine = Engine()
    for sandbox in server.sandboxes():
        runtime = sandbox["Labels"].get(RUNTIME_LABEL)
        case = f"idle sandbox, {runtime}" if runtime else "what holds a sandbox's network"
        for what, amount in engine.memory_bytes(sandbox["Id"]).items():
            bench.results.set_value(Key("memory", case, what), amount / MIB, "MiB")
