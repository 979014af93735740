import multiprocessing
import sys


def work(x):
    return x * x, __name__, sys.argv, multiprocessing.current_process().name


if __name__ == "__main__":
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        print(pool.map(work, [1, 2, 3]))
else:
    print("imported as", __name__)
