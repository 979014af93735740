import sys

print(sys.prefix, sys.path)
