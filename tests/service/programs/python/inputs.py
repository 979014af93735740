import os
import sys

print("environment:", os.environ.get("GREETING"))
print("arguments:", "|".join(sys.argv[1:]))
print("input:", sys.stdin.read())
