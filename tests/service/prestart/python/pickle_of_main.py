import pickle
from dataclasses import dataclass, field


@dataclass(order=True)
class Point:
    x: int
    y: int = 0
    tags: list = field(default_factory=list)


data = pickle.dumps(Point(1, tags=["a"]))
print(data, pickle.loads(data), Point.__module__, Point.__qualname__)
try:
    pickle.dumps(lambda: 1)
except pickle.PicklingError as error:
    print(type(error))
raise ValueError(Point(2))
