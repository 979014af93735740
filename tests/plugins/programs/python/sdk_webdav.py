# Saves and loads files through a server of its own; prints "ok".
import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from sdk import load_file, save_file

NAME = "a folder/ü?#%.txt"
TEXT = "first\nzweite Zeile: ß €\n"


class Handler(BaseHTTPRequestHandler):
    files = {}

    def do_GET(self):
        content = self.files.get(self.path)
        status = 500 if self.path.endswith("/broken") else 404 if content is None else 200
        self.send_response(status)
        self.send_header("Content-Length", str(len(content or b"")))
        self.end_headers()
        self.wfile.write(content or b"")

    def do_PUT(self):
        self.files[self.path] = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(201)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_args):
        pass


def fails_with(error, text, function, *args):
    try:
        function(*args)
    except error as caught:
        assert text in str(caught), caught
        return
    raise AssertionError(text)


os.environ.pop("QM_WEBDAV_URL", None)
fails_with(RuntimeError, "QM_WEBDAV_URL", load_file, NAME)
fails_with(RuntimeError, "QM_WEBDAV_URL", save_file, NAME, TEXT)

server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
os.environ["QM_WEBDAV_URL"] = f"http://127.0.0.1:{server.server_port}/dav/"

save_file(NAME, TEXT)
assert list(Handler.files) == ["/dav/a%20folder/%C3%BC%3F%23%25.txt"], Handler.files
assert load_file("/" + NAME) == TEXT
fails_with(FileNotFoundError, "missing", load_file, "missing")
fails_with(OSError, "HTTP 500", load_file, "broken")
fails_with(ValueError, "..", load_file, "a/../b")
server.shutdown()
server.server_close()
fails_with(OSError, "refused", load_file, NAME)
print("ok")
