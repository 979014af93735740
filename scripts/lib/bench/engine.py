"""The Docker engine: its API where the measurements need it, and its command line where people would use that."""

import http.client
import json
import os
import socket
import ssl
import subprocess
import urllib.parse

TIMEOUT_SECONDS = 60
DEFAULT_SOCKET = "/var/run/docker.sock"


class EngineError(Exception):
    pass


class _UnixConnection(http.client.HTTPConnection):
    def __init__(self, path: str):
        super().__init__("localhost", timeout=TIMEOUT_SECONDS)
        self._path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(TIMEOUT_SECONDS)
        self.sock.connect(self._path)


def _connect() -> http.client.HTTPConnection:
    host = os.environ.get("DOCKER_HOST") or "unix://" + os.environ.get("DOCKER_SOCKET", DEFAULT_SOCKET)
    if host.startswith("unix://"):
        return _UnixConnection(host.removeprefix("unix://"))
    address = urllib.parse.urlsplit(host).netloc
    if not os.environ.get("DOCKER_TLS_VERIFY"):
        return http.client.HTTPConnection(address, timeout=TIMEOUT_SECONDS)
    folder = os.environ.get("DOCKER_CERT_PATH", os.path.expanduser("~/.docker"))
    context = ssl.create_default_context(cafile=f"{folder}/ca.pem")
    context.load_cert_chain(f"{folder}/cert.pem", f"{folder}/key.pem")
    return http.client.HTTPSConnection(address, timeout=TIMEOUT_SECONDS, context=context)


class Engine:
    """One kept-alive connection; a thread has its own."""

    def __init__(self):
        self._connection = _connect()

    def call(self, method: str, path: str, body: dict | None = None):
        """The answer's JSON, or nothing when it has none. EngineError unless the engine says yes."""
        text = json.dumps(body) if body is not None else None
        self._connection.request(method, path, text, {"Content-Type": "application/json"} if text else {})
        response = self._connection.getresponse()
        answer = response.read()
        if response.status >= 300:
            raise EngineError(f"{method} {path}: {response.status} {answer[:200].decode(errors='replace')}")
        return json.loads(answer) if response.headers.get_content_type() == "application/json" and answer else None

    def facts(self) -> dict:
        return self.call("GET", "/info")

    def create_isolated(self, image: str) -> str:
        """A container whose process ends at once, without network: as little as an engine can be asked for."""
        spec = {"Image": image, "Entrypoint": ["true"], "NetworkDisabled": True,
                "HostConfig": {"LogConfig": {"Type": "none"}}}
        return self.call("POST", "/containers/create", spec)["Id"]

    def start(self, container: str) -> None:
        self.call("POST", f"/containers/{container}/start")

    def remove(self, container: str) -> None:
        self.call("DELETE", f"/containers/{container}?force=true")

    def containers(self, label: str) -> list[dict]:
        """Those with this label, whether they run, come or go."""
        filters = urllib.parse.quote(json.dumps({"label": [label]}))
        return self.call("GET", f"/containers/json?all=true&filters={filters}")

    def memory_bytes(self, container: str) -> dict[str, int]:
        """What the container's cgroup counts: all of it, and without files that can be dropped."""
        memory = self.call("GET", f"/containers/{container}/stats?stream=false&one-shot=true")["memory_stats"]
        droppable = memory["stats"].get("total_inactive_file", memory["stats"].get("inactive_file", 0))
        return {"charged": memory["usage"], "resident": memory["usage"] - droppable}


def docker(*arguments: str, text: str | None = None) -> str:
    """What the docker command prints. EngineError when it fails."""
    done = subprocess.run(("docker", *arguments), input=text or "", capture_output=True, text=True,
                          timeout=TIMEOUT_SECONDS)
    if done.returncode != 0:
        raise EngineError(f"docker {arguments[0]}: {done.stderr.strip()[:500]}")
    return done.stdout
