# 50 MiB, in lines of one.
for _ in range(50):
    print("x" * ((1 << 20) - 1))
