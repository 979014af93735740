import os

print(sorted(os.listdir("/proc/self/fd")))
for fd in range(3):
    status = os.fstat(fd)
    print(fd, oct(status.st_mode), status.st_uid, status.st_gid, os.get_inheritable(fd), os.get_blocking(fd))
for path in ("/dev/stdin", "/dev/stdout", "/dev/stderr"):
    print(path, os.access(path, os.R_OK), os.access(path, os.W_OK))
print(os.open("/dev/null", os.O_RDONLY), os.open("/dev/null", os.O_RDONLY))
try:
    os.fstat(63)
except OSError as error:
    print(error)
with open("/dev/stdout", "w") as out:
    out.write("through the device\n")
