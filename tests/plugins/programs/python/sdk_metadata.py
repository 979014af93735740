# Sets metadata twice and reads it back; prints "ok".
import math
import os

from sdk import get_metadata, set_metadata

DATA = {"text": "é\u2028\"", "list": [1, 2.5, None, True], "nested": {"": {}}}

assert get_metadata() is None
set_metadata("first")
set_metadata(DATA)
assert get_metadata() == DATA
for wrong, error in ((math.nan, ValueError), (object(), TypeError)):
    try:
        set_metadata(wrong)
    except error:
        continue
    raise AssertionError(wrong)
assert get_metadata() == DATA
assert os.listdir("/metadata") == [".quartermaster_metadata.json"]
print("ok")
