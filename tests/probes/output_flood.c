/* Writes to both output streams at once: `output_flood BYTES` so much to each, without an argument for ever. */
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char** argv) {
  static char block[64 * 1024];
  const long long bytes_max = argc > 1 ? atoll(argv[1]) : -1;
  memset(block, 'x', sizeof(block));
  const pid_t child = fork();
  const int stream = child == 0 ? STDERR_FILENO : STDOUT_FILENO;
  for (long long left = bytes_max; left != 0;) {
    const size_t size = left > 0 && left < (long long)sizeof(block) ? (size_t)left : sizeof(block);
    const ssize_t written = write(stream, block, size);
    if (written < 0) return 1;
    if (left > 0) left -= written;
  }
  if (child != 0) waitpid(child, NULL, 0);
  return 0;
}
