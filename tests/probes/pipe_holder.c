/* Leaves a daemon behind that has a session of its own, ignores signals and holds the output streams open. */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

int main(void) {
  int started[2];
  char byte = 0;
  if (pipe(started) != 0) return 1;
  if (fork() == 0) {
    setsid();
    for (int number = 1; number < NSIG; ++number) signal(number, SIG_IGN);
    if (write(started[1], "!", 1) != 1) return 1;
    for (;;) pause();
  }
  if (read(started[0], &byte, 1) != 1) return 1;
  puts("left");
  return 0;
}
