class Local:
    pass


def function():
    pass


print(Local, function.__module__, Local.__module__, repr(Local())[:16], f"{function!r}"[:18])
