import sys

print(list(sys.modules))
print(sorted(vars(sys.modules["sitecustomize"])), sys.modules["sitecustomize"].__file__)
print([name for name, module in sys.modules.items() if module.__dict__.get("__spec__") is None])
print(sorted(sys.path_importer_cache))
print(sorted(name for name in vars(sys.modules["site"]) if not name.startswith("__")))
