// A process that waits for its run as code_runner/plugin.h says at `prestart`; its first argument says how well it
// does: "well", "dies" before it waits, "refuses" the run, "speaks" before it has one, "works" half a second before it
// waits.
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { CONTROL = 63 };

static void Say(const char* word) {
  if (write(CONTROL, word, strlen(word)) < 0) _exit(99);
}

static void Work(void) {
  while (clock() < CLOCKS_PER_SEC / 2) continue;
}

int main(int count, char** args) {
  static char given[65536];
  const char* how = count > 1 ? args[1] : "well";
  size_t size = 0;
  if (strcmp(how, "dies") == 0) return 3;
  if (strcmp(how, "works") == 0) Work();
  if (strcmp(how, "speaks") == 0) puts("too early");
  fflush(stdout);
  Say("a word for the operator\nwaiting\n");
  for (ssize_t part; (part = read(CONTROL, given + size, sizeof(given) - size)) > 0;) size += (size_t)part;
  if (size == 0 || strcmp(how, "refuses") == 0) return 4;
  Say("taken\n");
  close(CONTROL);
  printf("prestarted:");
  for (const char* text = given; text < given + size; text += strlen(text) + 1) printf(" %s", text);
  fflush(stdout);
  for (int byte; (byte = getchar()) != EOF;) putchar(byte);
  return 7;
}
