#!/bin/sh
# plugin_symbols_test.sh NM LIBRARY: the only dynamic symbol that the library defines is the contract's.
set -eu

symbols=$("$1" --dynamic --defined-only --format=posix "$2" | cut -d ' ' -f 1)
if [ "$symbols" != code_runner_plugin_v1 ]; then
  printf 'expected code_runner_plugin_v1 alone, but %s exports:\n%s\n' "$2" "$symbols" >&2
  exit 1
fi
