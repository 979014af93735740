import sys

for i in range(20000):
    print(i)
print("x" * 300000, file=sys.stderr)
