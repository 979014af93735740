import sys

sys.stdout.buffer.write(b"a\xffb\xc3(")
