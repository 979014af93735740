import os
import sys

print(sys.stdout, sys.stderr, sys.stdin)
for stream in (sys.stdin, sys.stdout, sys.stderr):
    print(stream.line_buffering, stream.write_through, stream.isatty(), stream.fileno(), stream.errors, stream.newlines, type(stream.buffer))
print("no newline", end="")
os.write(1, b"|raw|")
sys.stdout.write("text")
sys.stdout.buffer.write(b"bytes")
os.write(1, b"|end|\n")
print("error", end="", file=sys.stderr)
os.write(2, b"|raw error|\n")
