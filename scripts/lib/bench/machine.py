"""The machine that was measured on."""

import os
import pathlib
import platform
import re
import subprocess

from engine import Engine


def facts() -> dict[str, str]:
    engine = Engine().facts()
    memory_kib = int(_first(r"MemTotal:\s*(\d+)", "/proc/meminfo"))
    return {
        "processor": _first(r"model name\s*: (.*)", "/proc/cpuinfo"),
        "cores": str(os.cpu_count()),
        "memory": f"{memory_kib / 1024 / 1024:.0f} GiB",
        "kernel": platform.release(),
        "system": _first(r'PRETTY_NAME="(.*)"', "/etc/os-release"),
        "engine": engine["ServerVersion"],
        "OCI runtime": engine.get("DefaultRuntime", ""),
        "storage driver": engine.get("Driver", ""),
        "cgroup version": engine.get("CgroupVersion", "1"),
        "commit": _commit(),
        "load before": f"{os.getloadavg()[0]:.1f}",
    }


def is_busy() -> bool:
    """Whether something else takes so much of the machine that figures mean little."""
    return os.getloadavg()[0] > os.cpu_count() / 2


def _first(pattern: str, path: str) -> str:
    found = re.search(pattern, pathlib.Path(path).read_text())
    return found[1] if found else "unknown"


def _commit() -> str:
    done = subprocess.run(("git", "rev-parse", "--short=12", "HEAD"), cwd=pathlib.Path(__file__).parent,
                          capture_output=True, text=True)
    return done.stdout.strip() or "unknown"
