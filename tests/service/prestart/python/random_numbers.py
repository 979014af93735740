import random
import uuid

random.seed(1)
print(random.random(), random.randint(1, 10), random.getstate()[1][:3], len(str(uuid.uuid4())))
