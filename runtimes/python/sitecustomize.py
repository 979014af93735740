
# Code Runner: an interpreter that is started ahead of its run waits for it here, at the end of its start-up. It is told by
# a socket that belongs to another user, which a program cannot make. Any other interpreter pays 2 us.
def _wait_for_run():
    import posix

    try:
        if posix.fstat(63).st_uid == posix.getuid():
            return
    except OSError:
        return
    with open("/usr/lib/code-runner/prestart.py", "rb") as file:
        source = file.read()
    exec(compile(source, file.name, "exec"), {"__name__": "prestart"})


_wait_for_run()
del _wait_for_run
