"""A Code Runner of our own: on a free port, with a state folder of its own, and gone when it is closed."""

import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time

from engine import Engine

START_SECONDS_MAX = 60
IMAGES_SECONDS_MAX = 1800
STOP_SECONDS_MAX = 60
SETTLE_SECONDS_MAX = 20
QUIET_SECONDS = 0.3
# What the server must not inherit: settings of another one.
KEPT_VARIABLES = ("PATH", "HOME", "TMPDIR", "LANG", "DOCKER_HOST", "DOCKER_SOCKET", "DOCKER_CERT_PATH",
                  "DOCKER_TLS_VERIFY")


class NotAvailable(Exception):
    """This version, or this machine, does not have what was to be measured."""


class RunFailed(Exception):
    pass


class Server:
    def __init__(self, build_dir: pathlib.Path, **settings: str):
        """NotAvailable when it does not start with these settings."""
        self._folder = pathlib.Path(tempfile.mkdtemp(prefix="code-runner-bench-"))
        self._log = self._folder / "log"
        environment = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
        environment |= {"HOST": "127.0.0.1", "PORT": "0", "LOG_LEVEL": "info", "STOP_TIMEOUT": "5",
                        "IDLE_TIMEOUT": "3600", "STATE_DIR": str(self._folder / "state"),
                        "PLUGIN_DIR": str(build_dir / "plugins")} | settings
        with self._log.open("wb") as log:
            self._process = subprocess.Popen([build_dir / "code-runner"], env=environment, cwd=self._folder,
                                             stdin=subprocess.DEVNULL, stderr=log)
        try:
            self.port = self._await_port()
            self._client = Client(self.port)
            self._engine = Engine()
            self._label = "code-runner.instance=" + (self._folder / "state/instance").read_text().strip()
            self._await_images()
        except BaseException:
            self.close()
            raise

    def _await_port(self) -> int:
        deadline = time.monotonic() + START_SECONDS_MAX
        while time.monotonic() < deadline:
            if listening := re.search(r"event=listening .*port=(\d+)", self._log.read_text()):
                return int(listening[1])
            if self._process.poll() is not None:
                raise NotAvailable(self._log.read_text().strip()[-500:] or "the server ended")
            time.sleep(0.02)
        raise NotAvailable("the server does not listen")

    def _await_images(self) -> None:
        deadline = time.monotonic() + IMAGES_SECONDS_MAX
        while time.monotonic() < deadline:
            images = self._client.get("/runtimes")["images"]
            if not any(image["status"] in ("building", "missing") for image in images):
                return
            time.sleep(0.5)
        raise NotAvailable("the images are not ready")

    def close(self) -> None:
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(STOP_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def client(self) -> "Client":
        """With a connection of its own."""
        return Client(self.port)

    def run(self, **request) -> "Answer":
        return self._client.run(**request)

    def settle(self, quiet_seconds: float = QUIET_SECONDS) -> None:
        """Waits until no sandbox has come or gone for that long: the pool is full again, and nothing of ours takes the
        machine from whatever is measured next."""
        deadline = time.monotonic() + SETTLE_SECONDS_MAX
        known, since = None, time.monotonic()
        while time.monotonic() < deadline and time.monotonic() - since < quiet_seconds:
            sandboxes = self.sandboxes()
            now = sorted(sandbox["Id"] for sandbox in sandboxes)
            if now != known or any(sandbox["State"] != "running" for sandbox in sandboxes):
                known, since = now, time.monotonic()
            time.sleep(0.05)

    def sandboxes(self) -> list[dict]:
        return self._engine.containers(self._label)

    def memory_bytes(self) -> dict[str, int]:
        """Resident now, and at most since the start."""
        status = pathlib.Path(f"/proc/{self._process.pid}/status").read_text()
        return {name: int(re.search(rf"{field}:\s+(\d+)", status)[1]) * 1024
                for name, field in (("now", "VmRSS"), ("peak", "VmHWM"))}


class Answer:
    def __init__(self, fields: dict, milliseconds: float, server_timing: str):
        self.fields = fields
        self.start: str = fields["start"]
        self.milliseconds = milliseconds
        self.phases = parse_server_timing(server_timing)


def parse_server_timing(header: str) -> dict[str, float]:
    """Milliseconds by name, of the header's metrics that have a duration."""
    return {name: float(duration) for name, duration in re.findall(r"([\w-]+);dur=([\d.]+)", header)}


class Client:
    """One kept-alive connection; not for several threads."""

    TIMEOUT_SECONDS = 120

    def __init__(self, port: int):
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=self.TIMEOUT_SECONDS)

    def get(self, path: str) -> dict:
        self._connection.request("GET", path)
        return json.loads(self._connection.getresponse().read())

    def run(self, **request) -> Answer:
        """RunFailed unless the program ran and ended well."""
        body = json.dumps(request).encode()
        begin = time.monotonic()
        self._connection.request("POST", "/run", body, {"Content-Type": "application/json"})
        response = self._connection.getresponse()
        text = response.read()
        milliseconds = (time.monotonic() - begin) * 1000
        fields = json.loads(text)
        if response.status != 200 or fields["exit_code"] != 0:
            raise RunFailed(f"{response.status} {text[:300].decode(errors='replace')}")
        return Answer(fields, milliseconds, response.headers.get("Server-Timing", ""))
