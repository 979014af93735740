/* Tries to make namespaces and mounts, and to use another ABI; prints what it was allowed to do, and exits with 0 if
 * nothing. */
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static int allowed_count = 0;

static void report(const char* what, int allowed) {
  if (!allowed) return;
  puts(what);
  ++allowed_count;
}

static int clones(unsigned long flags) {
  const long pid = syscall(SYS_clone, flags | SIGCHLD, 0, 0, 0, 0);
  if (pid == 0) _exit(0);
  if (pid > 0) waitpid((pid_t)pid, NULL, 0);
  return pid > 0;
}

#ifdef __x86_64__
static int survives_other_abi(void) {
  const pid_t pid = fork();
  int status = 0;
  if (pid == 0) {
    syscall(0x40000000 | SYS_getpid);
    _exit(0);
  }
  waitpid(pid, &status, 0);
  return WIFEXITED(status);
}
#endif

int main(void) {
  report("user namespace", clones(CLONE_NEWUSER));
  report("mount namespace", clones(CLONE_NEWUSER | CLONE_NEWNS));
  report("all namespaces",
         clones(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWNET));
  report("mount", mount("tmpfs", "/tmp", "tmpfs", 0, NULL) == 0);
  report("bind", mount("/tmp", "/tmp", NULL, MS_BIND, NULL) == 0);
#ifdef __x86_64__
  report("other ABI", survives_other_abi());
#endif
  report("no fork", !clones(0));
  return allowed_count;
}
