import multiprocessing
import os


def work(queue):
    queue.put((os.getppid() == parent, multiprocessing.parent_process().pid == parent))


parent = os.getpid()
context = multiprocessing.get_context("fork")
queue = context.Queue()
process = context.Process(target=work, args=(queue,))
process.start()
print(queue.get())
process.join()
print(process.exitcode, multiprocessing.get_start_method())
