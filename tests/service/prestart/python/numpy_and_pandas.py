import numpy
import pandas

print(numpy.arange(6).reshape(2, 3) @ numpy.ones(3), pandas.DataFrame({"a": [1, 2], "b": ["x", "y"]}))
