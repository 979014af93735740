# Processes that a script starts, and their end.
#
# Every command that may take long runs in the background, in a process group of its own: a signal then ends the script's
# `wait` at once, and the clean-up ends the command with all its children. Ctrl-C reaches the script alone.

process_started=0
process_current=0
process_inside=0  # whether this is such a background process itself

# Starts the command (a function will do) with nothing to read; its id is in `process_started`.
process_start() {
  set -m
  (
    set -e
    process_inside=1
    "$@"
  ) </dev/null &
  process_started=$!
  set +m
}

# Runs the command to its end and returns its exit status.
process_run() {
  local status=0
  if ((process_inside)); then
    "$@" || status=$?
    return "$status"
  fi
  process_start "$@"
  process_current=$process_started
  wait "$process_current" || status=$?
  process_current=0
  return "$status"
}

# Ends what `process_run` was waiting for when a signal came.
process_end_current() {
  if ((process_current != 0)); then process_end_group "$process_current" 10; fi
  process_current=0
}

# process_alive PID: a zombie, which only its parent can remove, is not alive.
process_alive() {
  local line
  { read -r line <"/proc/$1/stat"; } 2>/dev/null || return 1
  line=${line##*) }
  [[ ${line%% *} != Z ]]
}

# process_wait PID SECONDS: whether it ended within that time.
process_wait() {
  local -i deadline=$((SECONDS + $2))
  while process_alive "$1"; do
    if ((SECONDS >= deadline)); then return 1; fi
    sleep 0.1
  done
}

# process_end_group PID SECONDS: asks a command of `process_start` to end, and makes it after that time.
process_end_group() {
  kill -TERM -- "-$1" 2>/dev/null || true
  process_wait "$1" "$2" || true
  kill -KILL -- "-$1" 2>/dev/null || true
  wait "$1" 2>/dev/null || true
}

# process_clean_up_with FUNCTION: calls it once, however the script ends.
process_clean_up_with() {
  # shellcheck disable=SC2064 # the name of the function is meant to be expanded now
  trap "trap '' INT TERM HUP; $1" EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  trap 'exit 129' HUP
}
