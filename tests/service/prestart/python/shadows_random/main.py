import random

print(random.shadow, random.__file__)
