"""What a prestarted interpreter does before it looks at the main file: see `prestart` in code_runner/plugin.h.

The interpreter was started as `python main.py` ahead of its run, and sitecustomize, the last thing that the start-up
imports, executes this file in it. It waits here, makes arguments and environment those of the run, and returns; from then
on the interpreter does what it always does. Nothing may be left of this in the process that a program could see.
"""

import os
import posix
import sys

CONTROL = 63
IMPORTS = "CODE_RUNNER_PRESTART_IMPORTS"


def import_ahead(names):
    """Imports what the operator named. The top-level names of all modules that came with it."""
    before = set(sys.modules)
    for name in names:
        try:
            __import__(name)
        except Exception as error:
            # What a failed import leaves behind would be seen: once more, without any.
            posix.write(CONTROL, f"cannot import {name}: {error!r}\n".replace("\n", " ").encode()[:500] + b"\n")
            posix.execve(sys.executable, sys.orig_argv, os.environ)
    return {name.partition(".")[0] for name in set(sys.modules) - before}


def receive():
    """The run's arguments and its environment, in order."""
    posix.write(CONTROL, b"waiting\n")
    data = b""
    while part := posix.read(CONTROL, 65536):
        data += part
    count, *strings = data.split(b"\0")[:-1]
    variables = [tuple(variable.split(b"=", 1)) for variable in strings[int(count) :]]
    return [os.fsdecode(arg) for arg in strings[: int(count)]], dict(variables)


def set_environment(variables):
    for name in list(os.environb):
        del os.environb[name]
    for name, value in variables.items():
        os.environb[name] = value


def wait():
    names = os.environ.pop(IMPORTS, "")
    imported = import_ahead(names.split(",")) if names else set()
    args, variables = receive()
    # Lists, because the order counts, too.
    same_environment = list(variables.items()) == list(os.environb.items())
    if args[: len(sys.orig_argv)] != sys.orig_argv:
        posix._exit(1)
    if imported and (not same_environment or not imported.isdisjoint(name.partition(".")[0] for name in posix.listdir())):
        posix._exit(1)  # a module that was imported ahead may depend on the one, or be another one for the other
    if not same_environment:
        set_environment(variables)
    sys.argv += args[len(sys.orig_argv) :]
    sys.orig_argv += args[len(sys.orig_argv) :]
    posix.write(CONTROL, b"taken\n")
    posix.close(CONTROL)


try:
    wait()
except BaseException as error:
    posix.write(CONTROL, f"{error!r}\n".encode()[:500])
    posix._exit(1)
