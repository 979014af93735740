/* Fills the current folder until it is full or memory is, and goes on when it could not: exits with 0. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(void) {
  static char block[64 * 1024];
  memset(block, 1, sizeof(block));
  const int file = open("filler", O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (file < 0) return 1;
  puts("filling");
  fflush(stdout);
  while (write(file, block, sizeof(block)) > 0) continue;
  puts("full");
  return 0;
}
