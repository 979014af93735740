/* Puts something in the metadata file's place that is no file to be read: a fifo, a link, a folder or a giant. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char path[] = "/metadata/.quartermaster_metadata.json";

int main(int argc, char** argv) {
  const char* trick = argc > 1 ? argv[1] : "";
  if (strcmp(trick, "fifo") == 0) return mkfifo(path, 0666);
  if (strcmp(trick, "link") == 0) return symlink("/etc/passwd", path);
  if (strcmp(trick, "folder") == 0) return mkdir(path, 0777);
  if (strcmp(trick, "giant") == 0) {
    const int file = open(path, O_WRONLY | O_CREAT, 0644);
    return file < 0 ? 1 : ftruncate(file, 10LL * 1024 * 1024 * 1024);
  }
  fputs("usage: metadata_trickster fifo|link|folder|giant\n", stderr);
  return 2;
}
