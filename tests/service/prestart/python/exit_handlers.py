import atexit
import sys

atexit.register(print, "registered first, run last")


class Handler:
    def __call__(self):
        raise ValueError("in a handler")

    def __repr__(self):
        return "a handler that fails"


atexit.register(Handler())


class Last:
    def __del__(self):
        print("collected", sys is not None, file=sys.stderr)


last = Last()
print(atexit._ncallbacks())
sys.exit(3)
