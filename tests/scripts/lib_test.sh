#!/bin/bash
# lib_test.sh PROJECT: tests the functions of scripts/lib. A failed expectation ends it with status 1.
set -euo pipefail

project=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The functions see a folder of their own as the project's.
mkdir "$work/project"
ln -s "$project/scripts" "$work/project/scripts"
root=$work/project
. "$root/scripts/lib/all.sh"
. "$root/scripts/lib/service.sh"

# expect WHAT EXPECTED ACTUAL
expect() {
  if [[ $2 != "$3" ]]; then
    printf '%s: expected "%s", got "%s"\n' "$1" "$2" "$3" >&2
    exit 1
  fi
}

# status_of COMMAND...
status_of() {
  local status=0
  ("$@") >/dev/null 2>&1 || status=$?
  echo "$status"
}

test_setting() {
  printf 'PORT=9000\nAUTH_TOKEN = "a b" \nEMPTY=\n' >.env
  unset PORT AUTH_TOKEN EMPTY NOWHERE
  expect 'a line of .env' 9000 "$(setting PORT 8000)"
  expect 'quotes and blanks' 'a b' "$(setting AUTH_TOKEN '')"
  expect 'an empty line' default "$(setting EMPTY default)"
  expect 'the default' default "$(setting NOWHERE default)"
  expect 'the environment wins' 1 "$(PORT=1 setting PORT 8000)"
  rm .env
}

test_process_run() {
  expect 'exit status' 7 "$(status_of process_run sh -c 'exit 7')"
  expect 'nothing to read' '' "$(process_run cat)"
  expect 'a function' 3 "$(process_run expr 1 + 2)"
}

# shellcheck disable=SC2016 # expanded by the inner shell
test_process_end_group() {
  process_start sh -c 'sleep 1000 & echo $! >"$1"; wait' sh "$work/child"
  local pid=$process_started
  until [[ -s $work/child ]]; do sleep 0.01; done
  process_alive "$(cat "$work/child")" || expect 'the child' alive dead
  process_end_group "$pid" 10
  expect 'the command' 1 "$(status_of process_alive "$pid")"
  expect 'its child' 1 "$(status_of process_alive "$(cat "$work/child")")"
}

# shellcheck disable=SC2016
test_process_end_group_insists() {
  process_start sh -c 'trap "" TERM; echo ready >"$1"; while :; do sleep 0.05; done' sh "$work/ready"
  local pid=$process_started
  until [[ -s $work/ready ]]; do sleep 0.01; done
  process_end_group "$pid" 1
  expect 'the command' 1 "$(status_of process_alive "$pid")"
}

# A script that is told to end while it waits for a command ends the command, and itself with the signal's status.
test_signal() {
  local status=0
  root=$root child=$work/signalled bash -c '
    set -euo pipefail
    . "$root/scripts/lib/all.sh"
    process_clean_up_with process_end_current
    process_run sh -c "echo \$\$ >$child; exec sleep 1000"' &
  local pid=$!
  until [[ -s $work/signalled ]]; do sleep 0.01; done
  kill -TERM "$pid"
  wait "$pid" || status=$?
  expect 'exit status' 143 "$status"
  expect 'the command' 1 "$(status_of process_alive "$(cat "$work/signalled")")"
}

test_packages_missing() {
  expect 'one that is there' '' "$(packages_missing dpkg)"
  expect 'one that is not' no-such-package "$(packages_missing dpkg no-such-package)"
}

test_engine_locate() {
  unset DOCKER_HOST DOCKER_SOCKET DOCKER_TLS_VERIFY
  engine_locate
  expect 'by default' /var/run/docker.sock "$engine_socket"
  DOCKER_SOCKET=/a.sock engine_locate
  expect 'the setting' /a.sock "$engine_socket"
  DOCKER_HOST=unix:///b.sock DOCKER_SOCKET=/a.sock engine_locate
  expect 'the variable of Docker' /b.sock "$engine_socket"
  DOCKER_HOST=tcp://example.org:2375 engine_locate
  expect 'TCP' http://example.org:2375 "$engine_url"
  expect 'no socket then' '' "$engine_socket"
  DOCKER_HOST=tcp://example.org:2376 DOCKER_TLS_VERIFY=1 DOCKER_CERT_PATH=/c engine_locate
  expect 'TLS' https://example.org:2376 "$engine_url"
  expect 'another scheme' 1 "$(DOCKER_HOST=ssh://h status_of engine_locate)"
}

test_stale_pid_file() {
  echo "$$" >"$work/pid"
  engine_remove_stale_pid_file "$work/pid" "$(cat "/proc/$$/comm")"
  expect 'of a live process' yes "$([[ -e $work/pid ]] && echo yes)"
  engine_remove_stale_pid_file "$work/pid" dockerd
  expect 'of another process' '' "$([[ -e $work/pid ]] && echo yes)"
  engine_remove_stale_pid_file "$work/none" dockerd
}

shortened() {
  service_shorten_log <<<"2026-01-02T03:04:05.678Z level=$1"
}

test_service_log() {
  expect 'an event' '03:04:05  listening port=1' "$(shortened 'info event=listening port=1')"
  expect 'a level' '03:04:05  error: run_failed code=2' "$(shortened 'error event=run_failed code=2')"
  expect 'a step' '03:04:05  image_build python "Step 3/9 : RUN x"' \
    "$(shortened 'info event=image_build runtime=python output="Step 3/9 : RUN x"')"
  expect 'other output' '' "$(shortened 'info event=image_build runtime=python output="Get:1 http"')"
}

test_service_addresses() {
  expect 'any' 127.0.0.1 "$(service_client_host 0.0.0.0)"
  expect 'any, version 6' '[::1]' "$(service_url_host "$(service_client_host ::)")"
  expect 'one' 10.0.0.1 "$(service_url_host "$(service_client_host 10.0.0.1)")"
}

for test in $(compgen -A function test_); do
  printf '%s\n' "$test"
  "$test"
done
