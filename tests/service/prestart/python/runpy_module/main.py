import runpy

print(runpy.run_module("helper", run_name="__main__")["value"])
print(runpy.run_path("helper.py")["value"])
