import types
import enum

print(types.__file__)
