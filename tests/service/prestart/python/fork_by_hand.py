import os

pid = os.fork()
if pid == 0:
    print("child")
    os._exit(4)
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
