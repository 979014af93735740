import sys


def hook(kind, value, trace):
    print("hooked", kind, value, trace.tb_lineno)


sys.excepthook = hook
raise ValueError("for the hook")
