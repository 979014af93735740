"""Runtimes without the service: bare processes in a long-lived container, and `docker run`."""

import subprocess
import time

import engine
from runtimes import Runtime

USER = "1001:1001"
SKELETON = "/usr/share/code-runner/skeleton"
LABEL = "code-runner.bench"


def _options(runtime: Runtime) -> list[str]:
    """The container that a careful user would take: the sandbox's user and folders, without its limits."""
    options = ["--user", USER, "--workdir", runtime.work_dir, "--label", LABEL,
               "--tmpfs", f"{runtime.work_dir}:exec,uid=1001,gid=1001,mode=755", "--env", f"HOME={runtime.work_dir}"]
    for variable in runtime.environment:
        options += ["--env", variable]
    return options


def _prepare(runtime: Runtime) -> str:
    """A shell command that makes the work folder what it is in a sandbox."""
    return f"cp -rP {SKELETON}/. . && mkdir -p src .build" if runtime.needs_skeleton else ":"


def docker_run(runtime: Runtime, code: str, *options: str) -> float:
    """Milliseconds that a user waits for `docker run --rm` of the program."""
    script = f"{_prepare(runtime)} && cat >{runtime.main_file} && exec {' '.join(runtime.command)}"
    begin = time.monotonic()
    engine.docker("run", "--rm", "--interactive", *_options(runtime), *options, "--entrypoint", "sh", runtime.image,
                  "-c", script, text=code)
    return (time.monotonic() - begin) * 1000


class BareContainer:
    """A container of the runtime's image in which tests/bench/stopwatch starts programs and times them."""

    def __init__(self, runtime: Runtime, stopwatch: str):
        self._runtime = runtime
        self._id = engine.docker("create", "--rm", "--interactive", *_options(runtime), "--entrypoint", "/stopwatch",
                                 runtime.image).strip()
        self._process = None
        try:
            engine.docker("cp", stopwatch, f"{self._id}:/stopwatch")
            self._process = subprocess.Popen(("docker", "start", "--attach", "--interactive", self._id),
                                             stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            self.time("sh", "-c", _prepare(runtime))
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """The stopwatch, and with it the container, ends with its input."""
        if not self._process:
            engine.docker("rm", "--force", self._id)
            return
        self._process.stdin.close()
        self._process.wait(engine.TIMEOUT_SECONDS)
        self._process.stdout.close()

    def write(self, code: str) -> None:
        """Makes `code` the main file."""
        self.time("sh", "-c", 'printf %s "$1" >"$2"', "sh", code, self._runtime.main_file)

    def time(self, *command: str) -> float:
        """Milliseconds from the command's start to its end. EngineError when it fails."""
        arguments = (str(len(command)), *command)
        self._process.stdin.write("".join(argument + "\0" for argument in arguments).encode())
        self._process.stdin.flush()
        answer = self._process.stdout.readline().split()
        if len(answer) != 3 or answer[1] != b"0":
            raise engine.EngineError(f"{self._runtime.id}: {' '.join(command)[:200]}: {answer}")
        return int(answer[0]) / 1e6
