/* Tries to end, stop, trace and read process 1; prints what it was allowed to do, and exits with 0 if nothing. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ptrace.h>
#include <unistd.h>

static int allowed_count = 0;

static void report(const char* what, int allowed) {
  if (!allowed) return;
  puts(what);
  ++allowed_count;
}

int main(void) {
  report("kill", kill(1, SIGKILL) == 0);
  report("stop", kill(1, SIGSTOP) == 0);
  report("terminate", kill(1, SIGTERM) == 0);
  report("trace", ptrace(PTRACE_ATTACH, 1, NULL, NULL) == 0);
  report("memory", open("/proc/1/mem", O_RDWR) >= 0);
  report("environment", open("/proc/1/environ", O_RDONLY) >= 0);
  report("input", open("/proc/1/fd/0", O_RDONLY) >= 0);
  report("output", open("/proc/1/fd/1", O_WRONLY) >= 0);
  report("root", setuid(0) == 0);
  return allowed_count;
}
