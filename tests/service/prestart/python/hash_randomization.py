import sys

print(sys.flags.hash_randomization, hash(1), hash(1.5), {1, 2, 3}, hash(()) == hash(()))
