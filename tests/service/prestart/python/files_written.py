import os
import pathlib
import tempfile

pathlib.Path("new.txt").write_text("content")
print(sorted(os.listdir(".")), oct(os.stat("new.txt").st_mode), oct(os.stat("main.py").st_mode), tempfile.gettempdir())
print(os.stat("main.py").st_uid, os.path.exists("__pycache__"))
open("/etc/forbidden", "w")
