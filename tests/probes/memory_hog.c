/* Takes memory and uses it until there is none left. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void) {
  const size_t chunk_bytes = 1024 * 1024;
  puts("taking");
  fflush(stdout);
  for (;;) {
    char* chunk = malloc(chunk_bytes);
    if (chunk == NULL) return 1;
    memset(chunk, 1, chunk_bytes);
  }
}
