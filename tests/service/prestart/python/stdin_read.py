# {"stdin": "first\nsecond\nthird \u00fc\n\n"}
import sys

print(input("prompt "))
print(repr(sys.stdin.readline()))
for line in sys.stdin:
    print(repr(line))
