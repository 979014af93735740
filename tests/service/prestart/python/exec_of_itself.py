import os
import sys

if len(sys.argv) == 1:
    os.execv(sys.executable, [sys.executable, "main.py", "again"])
print(sys.argv, sorted(os.listdir("/proc/self/fd")))
