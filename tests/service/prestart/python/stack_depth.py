import inspect
import sys

print([frame.function for frame in inspect.stack()], sys._getframe().f_back, sys.getrecursionlimit())


def depth(n):
    try:
        return depth(n + 1)
    except RecursionError:
        return n


print(depth(0))
