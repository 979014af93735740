"""What the parts measure with; everything on it is started when it is first asked for, and ended by `close`."""

import contextlib
import pathlib

from effort import Effort
from results import Results
from runtimes import Runtime
from sandboxless import BareContainer
from server import NotAvailable, Server

# A server is called by what its sandboxes are.
SERVERS = {
    "single-use": {},
    "cold": {"WARM_POOL": "none"},
    "cells": {"SANDBOX_REUSE": "always"},
}

START_QUIET_SECONDS = 2


class Workbench:
    def __init__(self, build_dir: pathlib.Path, effort: Effort, results: Results):
        self.build_dir = build_dir
        self.effort = effort
        self.results = results
        self._open = contextlib.ExitStack()
        self._servers: dict[str, Server] = {}
        self._bare: dict[str, BareContainer] = {}

    def close(self) -> None:
        self._open.close()

    def server(self, name: str) -> Server | None:
        """Nothing, and a remark, where this version does not have it."""
        if name not in self._servers:
            self._servers[name] = self._start_server(name)
        return self._servers[name]

    def _start_server(self, name: str) -> Server | None:
        settings = SERVERS[name]
        try:
            server = Server(self.build_dir, **settings)
        except NotAvailable as reason:
            shown = " ".join(f"{setting}={value}" for setting, value in settings.items())
            self.results.remark(f"Not available: a server with {shown or 'no settings'} ({reason}).")
            return None
        self._open.callback(server.close)
        server.settle(START_QUIET_SECONDS)
        return server

    def started_servers(self) -> dict[str, Server]:
        return {name: server for name, server in self._servers.items() if server}

    def bare(self, runtime: Runtime) -> BareContainer:
        if runtime.id not in self._bare:
            container = self.another_bare(runtime)
            self._open.callback(container.close)
            self._bare[runtime.id] = container
        return self._bare[runtime.id]

    def another_bare(self, runtime: Runtime) -> BareContainer:
        """One of the caller's own, to close."""
        return BareContainer(runtime, str(self.build_dir / "tests/bench/stopwatch"))


def interleave(rounds: int, steps) -> None:
    """All steps, one after another, as often as `rounds` says: so a noisy machine hurts all alike."""
    for _ in range(rounds):
        for step in steps:
            step()
