# The Docker engine: the one that answers, or one of our own that ends with the script.

engine_default_socket=/var/run/docker.sock
engine_socket=   # empty: the engine is reached over TCP
engine_curl=()   # how curl reaches it
engine_pid=0     # of the engine that we started
engine_opened=0  # whether we let this user at the socket

# Sets where the engine is: DOCKER_HOST as Docker's own tools read it, else the service's DOCKER_SOCKET.
engine_locate() {
  local host
  host=$(setting DOCKER_HOST "unix://$(setting DOCKER_SOCKET "$engine_default_socket")")
  case $host in
    unix://*)
      engine_socket=${host#unix://}
      engine_curl=(curl --silent --show-error --unix-socket "$engine_socket")
      engine_url=http://localhost
      ;;
    tcp://*)
      engine_socket=
      engine_curl=(curl --silent --show-error)
      engine_url=http://${host#tcp://}
      engine_use_tls
      ;;
    *) die "DOCKER_HOST=$host: only unix:// and tcp:// are understood" ;;
  esac
}

engine_use_tls() {
  if [[ -z ${DOCKER_TLS_VERIFY:-} ]]; then return; fi
  local certificates=${DOCKER_CERT_PATH:-$HOME/.docker}
  engine_url=https://${engine_url#http://}
  engine_curl+=(--cacert "$certificates/ca.pem" --cert "$certificates/cert.pem" --key "$certificates/key.pem")
}

# engine_call PATH [CURL-OPTION...]
engine_call() {
  "${engine_curl[@]}" "${@:2}" "$engine_url$1"
}

engine_answers() {
  engine_call /_ping --fail --max-time 5 --output /dev/null 2>/dev/null
}

# engine_build TAG, the context as a tar archive on standard input: shows the build's output.
engine_build() {
  engine_call "/build?t=$1&forcerm=1" --request POST --header 'Content-Type: application/x-tar' --upload-file - --no-buffer |
    jq --unbuffered --raw-output --join-output '.stream // empty, (.error // empty | "\(.)\n" | halt_error(1))'
}

# Makes sure that an engine answers.
engine_start() {
  engine_locate
  engine_open_socket
  if engine_answers; then return; fi
  if [[ $(readlink -f "$engine_socket") != "$(readlink -f "$engine_default_socket")" ]]; then
    die "no Docker engine answers at ${engine_socket:-$engine_url}, which DOCKER_HOST or DOCKER_SOCKET names"
  fi
  root_require "no Docker engine is running"
  if ! command -v dockerd >/dev/null; then
    packages_install "${packages_engine[@]}"
    engine_await_system_service
  fi
  if ! engine_answers; then engine_launch; fi
}

# Where systemd runs, installing the engine starts it as a service of the system, which is not ours to end.
engine_await_system_service() {
  if [[ ! -d /run/systemd/system ]]; then return; fi
  local -i tries
  for ((tries = 0; tries < 100; tries++)); do
    engine_open_socket
    if engine_answers; then return; fi
    sleep 0.2
  done
}

# The socket belongs to root and a group. A user who is in neither, but may use sudo, is let in until the script ends.
engine_open_socket() {
  if [[ ! -S $engine_socket || -w $engine_socket ]]; then return; fi
  root_require "this user may not use $engine_socket"
  packages_install acl
  say "Letting user $(id -un) use $engine_socket until this script ends"
  as_root setfacl --modify "user:$EUID:rw" "$engine_socket"
  engine_opened=1
}

engine_launch() {
  local log=$log_dir/dockerd.log
  say "Starting a Docker engine (log: $log)"
  engine_remove_stale_pid_file /var/run/docker.pid dockerd
  engine_remove_stale_pid_file /var/run/docker/containerd/containerd.pid containerd
  # A session of its own: the engine outlives the shell that sudo needs, and Ctrl-C does not reach it.
  # shellcheck disable=SC2016 # expanded by that shell
  engine_pid=$(as_root sh -c 'setsid dockerd --group "$1" >"$2" 2>&1 </dev/null & echo $!' sh "$(id -g)" "$log")
  local -i tries
  for ((tries = 0; tries < 300; tries++)); do
    if engine_answers; then return; fi
    process_alive "$engine_pid" || break
    sleep 0.2
  done
  tail -n 20 "$log" >&2
  die "the Docker engine did not start: see $log"
}

# engine_remove_stale_pid_file FILE NAME: after a hard kill the file names a process that is gone, or somebody else's.
engine_remove_stale_pid_file() {
  local pid
  pid=$(as_root cat "$1" 2>/dev/null) || return 0
  if [[ $(cat "/proc/$pid/comm" 2>/dev/null) != "$2" ]]; then as_root rm -f "$1"; fi
}

# Undoes what `engine_start` did.
engine_stop() {
  if ((engine_opened)); then as_root setfacl --remove "user:$EUID" "$engine_socket" || true; fi
  engine_opened=0
  if ((engine_pid == 0)); then return; fi
  say "Stopping the Docker engine"
  as_root kill -TERM "$engine_pid" 2>/dev/null || true
  if ! process_wait "$engine_pid" 60; then as_root kill -KILL "$engine_pid" || true; fi
  engine_pid=0
}
