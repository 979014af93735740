import sys

value = (__name__, sys.argv)
