# {"args": ["one", "two words", "", "-x", "--", "\u00fc", "*"]}
import argparse
import sys

print(sys.argv, sys.orig_argv)
parser = argparse.ArgumentParser()
parser.add_argument("-x", action="store_true")
parser.add_argument("rest", nargs="*")
print(parser.parse_args(), parser.prog)
