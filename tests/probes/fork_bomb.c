/* Every process forks for as long as the system lets it, and never ends. */
#include <stdio.h>
#include <unistd.h>

int main(void) {
  puts("forking");
  fflush(stdout);
  for (;;) {
    if (fork() < 0) usleep(1000);
  }
}
