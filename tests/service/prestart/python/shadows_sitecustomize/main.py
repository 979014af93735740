import sys

print(sys.modules["sitecustomize"].__file__)
import usercustomize

print(usercustomize.__file__)
