# {"environment": {"PYTHONOPTIMIZE": "2"}, "prestarted": false}
import sys

assert False, "assertions are off"
print(sys.flags.optimize, __debug__)
