from . import name


def up():
    return name, __name__
