"""Everything that a program can see of its privileges, a line each: `name = value`."""
import ctypes, os, signal, socket

libc = ctypes.CDLL(None, use_errno=True)
NAMESPACES = {"mnt": 0x20000, "cgroup": 0x2000000, "uts": 0x4000000, "ipc": 0x8000000, "user": 0x10000000, "pid": 0x20000000, "net": 0x40000000}
NULL = None
# Of x86-64. Arguments are such that nothing happens where the call is allowed.
CALLS = {
    "mount": (165, b"x", b"/tmp", b"tmpfs", 0, NULL), "umount2": (166, b"/tmp", 2), "pivot_root": (155, b"/tmp", b"/tmp"),
    "setns": (308, 0, 0), "chroot": (161, b"/tmp"), "sethostname": (170, b"x", 1), "setdomainname": (171, b"x", 1),
    "clone3": (435, NULL, 0), "open_tree": (428, -100, b"/tmp", 1), "move_mount": (429, -1, b"", -1, b"", 0),
    "fsopen": (430, b"tmpfs", 0), "fsmount": (432, -1, 0, 0), "mount_setattr": (442, -1, b"", 0, NULL, 0),
    "keyctl": (250, 0, -3, 0), "add_key": (248, b"user", b"x", b"x", 1, -3), "request_key": (249, b"user", b"x", NULL, 0),
    "bpf": (321, 5, NULL, 0), "perf_event_open": (298, NULL, 0, -1, -1, 0), "userfaultfd": (323, 1),
    "io_uring_setup": (425, 0, NULL), "io_uring_enter": (426, -1, 0, 0, 0, NULL), "io_uring_register": (427, -1, 0, NULL, 0),
    "ptrace": (101, 0, 0, 0, 0), "process_vm_readv": (310, 1, NULL, 0, NULL, 0, 0), "process_vm_writev": (311, 1, NULL, 0, NULL, 0, 0),
    "kcmp": (312, 1, 1, 0, 0, 0), "pidfd_getfd": (438, -1, 0, 0), "process_madvise": (440, -1, NULL, 0, 0, 0),
    "open_by_handle_at": (304, -1, NULL, 0), "name_to_handle_at": (303, -100, b"/tmp", NULL, NULL, 0),
    "init_module": (175, NULL, 0, b""), "finit_module": (313, -1, b"", 0), "delete_module": (176, b"x", 0),
    "kexec_load": (246, 0, 0, NULL, 0), "iopl": (172, 0), "ioperm": (173, 0, 1, 0), "swapon": (167, b"/tmp", 0),
    "reboot": (169, 0, 0, 0, NULL), "settimeofday": (164, NULL, NULL), "clock_settime": (227, 0, NULL),
    "acct": (163, NULL), "quotactl": (179, 0, NULL, 0, NULL), "fanotify_init": (300, 0, 0), "syslog": (103, 10, NULL, 0),
    "mbind": (237, 0, 0, 0, NULL, 0, 0), "set_mempolicy": (238, 0, NULL, 0), "get_mempolicy": (239, NULL, NULL, 0, NULL, 0),
    "move_pages": (279, 0, 0, NULL, NULL, NULL, 0), "vhangup": (153,), "mknod": (133, b"/tmp/d", 0o60666, 0),
    "personality of another": (135, 0x0004000), "pkey_alloc": (330, 0, 0), "landlock": (444, NULL, 0, 1),
    "memfd_create": (319, b"x", 0), "seccomp": (317, 2, 0, NULL), "setuid": (105, 0), "setgid": (106, 0), "setgroups": (116, 0, NULL),
    "capset": (126, NULL, NULL), "nice": (141, 0, 0, -1), "realtime": (144, 0, 1, ctypes.byref(ctypes.c_int(1))),
    "mlockall": (151, 1), "kill 1": (62, 1, 9), "trace 1": (101, 16, 1, 0, 0), "limits of 1": (302, 1, 7, NULL, NULL),
}  # fmt: skip


def in_child(action):
    """The errno that it ends with, 0, or the signal that ends it."""
    if (pid := os.fork()) == 0:
        ctypes.set_errno(0)
        result = action()
        os._exit(ctypes.get_errno() if result == -1 else 0)
    status = os.waitpid(pid, 0)[1]
    return f"signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else os.strerror(os.WEXITSTATUS(status)) if status else "allowed"


def show(name, value):
    print(name, "=", value)


def read(path):
    try:
        with open(path) as file:
            return " ".join(file.read().split())
    except OSError as error:
        return error.strerror


def system_call(args):
    return lambda: libc.syscall(*(ctypes.c_long(a) if isinstance(a, int) else a for a in args))


def open_socket(*args):
    def action():
        try:
            socket.socket(*args)
        except OSError as error:
            os._exit(error.errno)

    return action


def mounts():
    """Those on top at each place."""
    found = {}
    with open("/proc/self/mountinfo") as file:
        for line in file:
            before, after = line.split(" - ")
            fields = before.split()
            if not fields[4].startswith("/sys/fs/cgroup/"):
                found[fields[4]] = (after.split()[0], fields[5].replace(",relatime", ""))
    return found


with open("/proc/self/status") as status:
    for line in status:
        name, value = line.split(":", 1)
        if name in ("Uid", "Gid", "Groups", "NoNewPrivs", "Seccomp", "Seccomp_filters", "Umask", "TracerPid") or name.startswith(("Cap", "Sig")):
            if name not in ("SigQ", "SigPnd"):
                show(name, value.strip())
for name in ("uid_map", "gid_map", "setgroups", "oom_score_adj", "limits", "cgroup"):
    show(name, read(f"/proc/self/{name}"))
for name, (kind, options) in sorted(mounts().items()):
    show(f"mount {name}", f"{kind} {options}")
for path in ("keys", "timer_list", "kcore", "acpi", "scsi", "asound", "sched_debug", "latency_stats", "interrupts", "sysrq-trigger"):
    path = f"/proc/{path}"
    show(f"content {path}", "nothing" if read(path) == "" or os.path.isdir(path) and not os.listdir(path) else read(path)[:20])
show("content /sys/firmware", os.listdir("/sys/firmware") if os.path.exists("/sys/firmware") else "No such file or directory")
for path in ("/proc/sys/kernel/hostname", "/proc/sys/vm/drop_caches", "/proc/sysrq-trigger", "/proc/irq/default_smp_affinity", "/sys/kernel/mm", "/dev", "/dev/null", "/dev/shm", "/dev/mqueue", "/dev/pts", "/tmp", "/metadata", "/etc", "/usr", "/"):
    show(f"may write {path}", os.access(path, os.W_OK))
for name in sorted(os.listdir("/dev")):
    show(f"device {name}", oct(os.stat(f"/dev/{name}").st_mode) if not os.path.islink(f"/dev/{name}") else "link")
for path in ("/", "/etc/passwd", "/tmp", "/usr/bin/python3"):
    show(f"owner {path}", os.stat(path).st_uid)
for name, flag in NAMESPACES.items():
    show(f"unshare {name}", in_child(system_call((272, flag))))
    show(f"clone {name}", in_child(lambda flag=flag: 0 if (pid := libc.syscall(56, flag | signal.SIGCHLD, 0, 0, 0, 0)) > 0 else -1 if pid else os._exit(0)))
for name, args in CALLS.items():
    show(f"call {name}", in_child(system_call(args)))
for name, args in {"raw": (socket.AF_INET, socket.SOCK_RAW, 1), "ping": (socket.AF_INET, socket.SOCK_DGRAM, 1), "packet": (17, socket.SOCK_RAW), "vsock": (40, socket.SOCK_STREAM), "netlink": (16, socket.SOCK_RAW), "alg": (38, socket.SOCK_SEQPACKET)}.items():
    show(f"socket {name}", in_child(open_socket(*args)))
show("port 80", in_child(lambda: socket.create_server(("127.0.0.1", 80)) and 0) if True else "")
show("other ABI", in_child(system_call((0x40000000 | 39,))))
for name in ("hostname", "domainname"):
    show(name, read(f"/proc/sys/kernel/{name}"))
