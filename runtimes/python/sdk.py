"""What a program can ask of Code Runner: metadata beside its output, and the files of the flow it belongs to."""

# Other modules are imported where they are needed: each takes longer than the rest of a small program.
import os

_METADATA_FILE = "/metadata/.quartermaster_metadata.json"
_TIMEOUT_S = 30


def set_metadata(data):
    """Sets the metadata that is returned with the result: anything that JSON can hold. The last call wins."""
    import json

    text = json.dumps(data, allow_nan=False)
    temporary = f"{_METADATA_FILE}.{os.urandom(8).hex()}"
    with open(temporary, "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(temporary, _METADATA_FILE)


def get_metadata():
    """Returns the metadata that was set, or None."""
    import json

    try:
        with open(_METADATA_FILE, encoding="utf-8") as file:
            return json.load(file)
    except FileNotFoundError:
        return None


def load_file(path):
    """Returns the text of a file of the flow.

    Raises FileNotFoundError if there is none, OSError if the transfer fails, RuntimeError outside a flow.
    """
    return _request("load_file", "GET", path).decode("utf-8")


def save_file(path, content):
    """Writes a file of the flow. Raises OSError if the transfer fails, RuntimeError outside a flow."""
    _request("save_file", "PUT", path, content.encode("utf-8"))


def _request(function, method, path, body=None):
    import http.client
    import urllib.error
    import urllib.request

    request = urllib.request.Request(_url(function, path), data=body, method=method)
    if body is not None:
        request.add_header("Content-Type", "application/octet-stream")
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT_S) as response:
            return response.read()
    except urllib.error.HTTPError as error:
        if error.code == 404:
            raise FileNotFoundError(f"{function}: file not found: {path}") from None
        raise OSError(f"{function}: {path}: HTTP {error.code} {error.reason}") from None
    except urllib.error.URLError as error:
        raise OSError(f"{function}: {path}: {error.reason}") from None
    except (http.client.HTTPException, OSError) as error:
        raise OSError(f"{function}: {path}: {error}") from None


def _url(function, path):
    from urllib.parse import quote

    base = os.environ.get("QM_WEBDAV_URL")
    if not base:
        raise RuntimeError(f"{function}() works only within a flow: QM_WEBDAV_URL is not set")
    components = [component for component in path.split("/") if component]
    if not components or "." in components or ".." in components:
        raise ValueError(f"{function}: not a path of a file: {path!r}")
    return base.rstrip("/") + "/" + "/".join(quote(component, safe="") for component in components)
