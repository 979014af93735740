import collections
import datetime
import decimal
import json

print(json.dumps({"a": [1, 2.5, None, True], "u": "\u00fc"}), decimal.Decimal("0.1") * 3)
print(collections.Counter("abracadabra").most_common(2), datetime.date(2024, 2, 29) + datetime.timedelta(365))
