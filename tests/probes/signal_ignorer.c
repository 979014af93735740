/* Ignores every signal that can be ignored, says so, and never ends. */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

int main(void) {
  for (int number = 1; number < NSIG; ++number) signal(number, SIG_IGN);
  puts("ignoring");
  fflush(stdout);
  for (;;) pause();
}
