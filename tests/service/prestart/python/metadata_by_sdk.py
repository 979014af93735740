import sdk

print([name for name in dir(sdk) if not name.startswith("_")], sdk.__file__)
