import sys

main = sys.modules["__main__"]
print(__name__, __file__, __package__, __doc__, __spec__, __builtins__, __cached__ if "__cached__" in globals() else "no cached")
print(type(__loader__).__name__, __loader__.name, __loader__.path)
print(sorted(vars(main)), main.__dict__ is globals(), __annotations__ if "__annotations__" in globals() else "none")
