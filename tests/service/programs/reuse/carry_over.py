"""leave: tries to leave something for whoever comes later, in every way there is; prints what the kernel should have refused.
find: prints what it finds of that. Both together, in this order, find everything: that is how to see that find can."""
import builtins, ctypes, fcntl, os, resource, signal, socket, struct, sys, time

libc = ctypes.CDLL(None, use_errno=True)
KEY = 0x5EED
MARK = "carried"
PORT = 7654
LOCKED = "/etc/passwd"
SYS_KEYCTL, SYS_ADD_KEY, SYS_IOPRIO_SET, SYS_IOPRIO_GET = 250, 248, 251, 252  # of x86-64
NICE, UMASK, PIDS = 5, 0o077, 120


def writable_folders():
    found = []
    for top in os.listdir("/"):
        for folder, names, _ in os.walk("/" + top):
            if folder.startswith(("/proc", "/sys")):
                names.clear()
            elif os.access(folder, os.W_OK) and folder != "/dev/mqueue":
                found.append(folder)
    return found


def attempt(what, action):
    """Something that must not succeed."""
    try:
        if action() not in (-1, None):
            print("allowed:", what)
    except OSError:
        pass


def write(path, text):
    with open(path, "w") as file:
        file.write(text)
    return 0


# ---- what stays with the file system


def leave_files():
    for folder in writable_folders():
        write(f"{folder}/{MARK}", MARK)
        os.mkfifo(f"{folder}/{MARK}.fifo")


def find_files():
    return [f"file in {folder}" for folder in writable_folders() if os.path.lexists(f"{folder}/{MARK}")]


# ---- System V and POSIX objects


def leave_ipc():
    assert libc.shmget(KEY, 4096, 0o1666) >= 0
    assert libc.semget(KEY, 1, 0o1666) >= 0
    assert libc.msgget(KEY, 0o1666) >= 0
    assert libc.mq_open(b"/" + MARK.encode(), os.O_CREAT | os.O_RDWR, 0o666, None) >= 0
    assert libc.sem_open(b"/" + MARK.encode(), os.O_CREAT, 0o666, 1) != 0


def find_ipc():
    if libc.shmget(KEY, 4096, 0) >= 0:
        yield "System V shared memory"
    if libc.semget(KEY, 1, 0) >= 0:
        yield "System V semaphore"
    if libc.msgget(KEY, 0) >= 0:
        yield "System V message queue"
    for kind in ("shm", "sem", "msg"):
        with open(f"/proc/sysvipc/{kind}") as file:
            if len(file.readlines()) > 1:
                yield f"System V table {kind}"
    if libc.mq_open(b"/" + MARK.encode(), os.O_RDWR) >= 0 or os.listdir("/dev/mqueue"):
        yield "POSIX message queue"
    if os.path.exists(f"/dev/shm/sem.{MARK}"):
        yield "POSIX semaphore"


# ---- processes, and what they hold


def daemon(ready):
    os.setsid()
    if os.fork():
        os._exit(0)
    for number in range(1, signal.NSIG):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            pass
    write("/proc/self/comm", MARK)
    kept = [socket.create_server(("127.0.0.1", PORT)), socket.socket(socket.AF_UNIX), os.open("/dev/ptmx", os.O_RDWR)]
    kept[1].bind("\0" + MARK)
    kept[1].listen()
    lock = open(LOCKED)
    fcntl.flock(lock, fcntl.LOCK_EX)
    signal.setitimer(signal.ITIMER_REAL, 1, 1)
    os.write(ready, b"x")
    while True:
        time.sleep(60)


def leave_daemon():
    read_end, write_end = os.pipe()
    if os.fork() == 0:
        daemon(write_end)
    os.read(read_end, 1)


def find_daemon():
    for pid in filter(str.isdigit, os.listdir("/proc")):
        if int(pid) not in (1, os.getpid()):
            with open(f"/proc/{pid}/comm") as file:
                yield f"process {file.read().strip()}"
    with socket.socket() as client:
        if client.connect_ex(("127.0.0.1", PORT)) == 0:
            yield "TCP port"
    with socket.socket(socket.AF_UNIX) as client:
        if client.connect_ex("\0" + MARK) == 0:
            yield "abstract socket"
    with open(LOCKED) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield "file lock"
    if set(os.listdir("/dev/pts")) - {"ptmx"}:
        yield "terminal"
    with open("/proc/self/status") as file:
        if "TracerPid:\t0\n" not in file.read():
            yield "tracer"


# ---- the network


def leave_network():
    server = socket.create_server(("127.0.0.1", PORT + 1))
    client = socket.create_connection(("127.0.0.1", PORT + 1))
    server.accept()[0].close()  # the side that closes first is in TIME_WAIT for a minute
    client.close()
    server.close()


def find_network():
    with socket.socket() as server:
        try:
            server.bind(("127.0.0.1", PORT + 1))
        except OSError:
            yield "port in TIME_WAIT"
    for table in ("tcp", "tcp6", "udp", "udp6", "unix", "packet", "raw"):
        with open(f"/proc/net/{table}") as file:
            if len(file.readlines()) > 1:
                yield f"sockets in {table}"
    with open("/proc/net/dev") as file:
        counters = next(line for line in file if "lo:" in line).split(":")[1].split()
        if any(counter != "0" for counter in counters):
            yield "traffic counters"


# ---- the process itself, and with it a prestarted interpreter


def leave_state():
    builtins.carried = True
    os.environ[MARK] = MARK
    sys.path.append(MARK)
    os.umask(UMASK)
    os.nice(NICE)
    os.chdir("/")
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    resource.setrlimit(resource.RLIMIT_NOFILE, (100, 100))
    libc.syscall(SYS_IOPRIO_SET, 1, 0, 3 << 13)
    libc.mlock(ctypes.create_string_buffer(4096), 4096)
    libc.personality(0x0008)
    signal.signal(signal.SIGUSR1, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR2})
    signal.setitimer(signal.ITIMER_VIRTUAL, 1000)
    os.dup2(1, 50, inheritable=True)
    for _ in range(PIDS):
        if (pid := os.fork()) == 0:
            os._exit(0)
        os.waitpid(pid, 0)


def find_state():
    if hasattr(builtins, MARK):
        yield "changed builtins"
    if MARK in os.environ:
        yield "environment"
    if MARK in sys.path:
        yield "module path"
    mask = os.umask(0o022)
    if mask != 0o022:
        yield "umask"
    if os.nice(0) != 0:
        yield "nice"
    if os.getcwd() == "/":
        yield "current folder"
    if len(os.sched_getaffinity(0)) < os.cpu_count():
        yield "affinity"
    if resource.getrlimit(resource.RLIMIT_NOFILE)[1] <= 100:
        yield "resource limit"
    if libc.syscall(SYS_IOPRIO_GET, 1, 0) >> 13 == 3:
        yield "I/O priority"
    with open("/proc/self/status") as file:
        if "VmLck:\t       0 kB" not in file.read():
            yield "locked memory"
    if libc.personality(ctypes.c_ulong(0xFFFFFFFF)) != 0:
        yield "personality"
    if signal.getsignal(signal.SIGUSR1) != signal.SIG_DFL:
        yield "ignored signal"
    if signal.SIGUSR2 in signal.pthread_sigmask(signal.SIG_BLOCK, ()):
        yield "blocked signal"
    if signal.getitimer(signal.ITIMER_VIRTUAL) != (0, 0):
        yield "timer"
    if os.path.exists("/proc/self/fd/50"):
        yield "descriptor"
    if (pid := os.fork()) == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    if pid >= PIDS:
        yield "process numbers"


# ---- what is to be refused at once


def leave_forbidden():
    attempt("key in a keyring", lambda: libc.syscall(SYS_ADD_KEY, b"user", MARK.encode(), b"x", 1, -4))
    attempt("session keyring", lambda: libc.syscall(SYS_KEYCTL, 1, MARK.encode()))
    attempt("mount", lambda: libc.mount(b"tmpfs", b"/tmp", b"tmpfs", 0, None))
    attempt("host name", lambda: libc.sethostname(MARK.encode(), len(MARK)))
    attempt("kernel setting", lambda: write("/proc/sys/kernel/ns_last_pid", "1000"))
    attempt("network setting", lambda: write("/proc/sys/net/ipv4/ip_default_ttl", "63"))
    for folder in ("/sys/fs/cgroup", "/sys/fs/cgroup/memory"):
        attempt("control group", lambda folder=folder: os.mkdir(f"{folder}/{MARK}") or 0)
    for device in ("null", "zero", "full", "random", "urandom", "tty"):
        attempt(f"times of /dev/{device}", lambda device=device: os.utime(f"/dev/{device}") or 0)
    for folder in ("/", "/etc", "/dev", "/usr", "/proc", "/sys"):
        attempt(f"file in {folder}", lambda folder=folder: write(f"{folder}/{MARK}", MARK))


LEAVE = (leave_forbidden, leave_files, leave_ipc, leave_network, leave_daemon, leave_state)
FIND = (find_files, find_ipc, find_network, find_daemon, find_state)

for mode in sys.argv[1:]:
    for step in LEAVE if mode == "leave" else ():
        step()
    for step in FIND if mode == "find" else ():
        for finding in step():
            print(finding)
sys.stdout.flush()
