# {"stdin": "line\r\nother\n"}
import os
import sys

print(os.read(0, 3), sys.stdin.buffer.read())
