import threading

print(threading.current_thread().name, threading.main_thread() is threading.current_thread(), threading.active_count())


def fail():
    print(threading.current_thread().name)
    raise ValueError("in a thread")


for _ in range(2):
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
print(threading.stack_size(), len(threading.enumerate()))
non_daemon = threading.Timer(0.05, print, args=("after main",))
non_daemon.start()
