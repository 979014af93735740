#!/bin/bash
# tidy_file.sh BUILD-TREE STAMPS FILE: runs clang-tidy on one file and leaves a stamp of that name when it is clean.
set -euo pipefail

status=0
output=$(clang-tidy -p "$1" --quiet "$3" 2>&1) || status=$?
# In one piece, as several of these run at once; without the counts of what was found in system headers.
grep -vE '^[0-9]+ warnings?( and [0-9]+ errors?)? generated\.$' <<<"$output" | sed '/^$/d' || true
if ((status == 0)); then
  mkdir -p "$2/${3%/*}"
  touch "$2/$3"
fi
exit "$status"
