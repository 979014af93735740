import os
import stat
import sys

print(repr(sys.stdin.read()), repr(sys.stdin.readline()), stat.S_ISFIFO(os.fstat(0).st_mode), sys.stdin.closed)
input("prompt? ")
