def fail():
    raise LookupError("in a module")
