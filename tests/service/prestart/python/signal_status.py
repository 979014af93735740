with open("/proc/self/status") as file:
    for line in file:
        if line.startswith(("Sig", "Shd", "Cap", "NoNew", "Seccomp", "Uid", "Gid", "Groups", "Umask", "TracerPid", "Threads", "FDSize")):
            print(line, end="")
