# The service under `scripts/start`.

service_preset=release
service_pid=0
service_log_pid=0     # of what prints its log
service_url=          # where it listens, once it does
service_auth_header=  # what it wants to see, if anything

service_build() {
  build_make "$service_preset" code-runner code-runner-agent plugins
}

# Refuses to go on when something listens there already, which would otherwise answer in our service's place.
service_require_free_port() {
  local host port
  host=$(service_client_host "$(setting HOST 127.0.0.1)")
  port=$(setting PORT 8000)
  if ((port == 0)) || ! (: <"/dev/tcp/$host/$port") 2>/dev/null; then return; fi
  local who="another program"
  if curl --silent --max-time 3 "http://$(service_url_host "$host"):$port/health" | grep -q docker_connected; then
    who="another Code Runner"
  fi
  die "port $port of $host is taken by $who; choose another one: PORT=$((port + 1)) scripts/start"
}

# service_client_host HOST: the address under which a client on this machine reaches a server bound to HOST.
service_client_host() {
  case $1 in
    0.0.0.0) echo 127.0.0.1 ;;
    :: | '[::]') echo ::1 ;;
    *) echo "$1" ;;
  esac
}

service_url_host() {
  case $1 in
    *:*) echo "[$1]" ;;
    *) echo "$1" ;;
  esac
}

# Starts it and waits until it listens.
service_start() {
  export HOST PORT STATE_DIR PLUGIN_DIR
  export LOG_FORMAT=text  # that is what is read here
  HOST=$(setting HOST 127.0.0.1)
  PORT=$(setting PORT 8000)
  STATE_DIR=$(setting STATE_DIR "$build_dir/state")
  PLUGIN_DIR=$(setting PLUGIN_DIR "$build_dir/$service_preset/plugins")
  mkdir -p "$STATE_DIR"
  local pipe=$log_dir/service.$$.pipe log
  mkfifo "$pipe"
  process_start service_execute "$pipe"
  service_pid=$process_started
  exec {log}<"$pipe"
  rm "$pipe"
  service_await_port "$log"
  process_start service_print_log "$log"
  service_log_pid=$process_started
  exec {log}<&-
  service_set_auth_header
}

service_execute() {
  exec "$build_dir/$service_preset/code-runner" 2>"$1"
}

# service_print_log DESCRIPTOR
service_print_log() {
  service_shorten_log <&"$1"
}

# service_await_port LOG-DESCRIPTOR: the port is in the log; a fixed one is also tried, as LOG_LEVEL may hide the line.
service_await_port() {
  local line status=0
  local -i deadline=$((SECONDS + 60))
  while ((SECONDS < deadline)); do
    if IFS= read -r -t 1 line <&"$1"; then
      service_shorten_log <<<"$line"
      if [[ $line =~ \ event=listening\ .*port=([0-9]+) ]]; then
        service_set_url "${BASH_REMATCH[1]}"
        return
      fi
    elif ! process_alive "$service_pid"; then
      wait "$service_pid" || status=$?
      service_pid=0
      die "the service ended with status $status before it was ready"
    elif ((PORT != 0)) && service_set_url "$PORT" && service_answers; then
      return
    fi
  done
  die "the service did not begin to listen within a minute"
}

service_set_url() {
  service_url="http://$(service_url_host "$(service_client_host "$HOST")"):$1"
}

service_answers() {
  curl --silent --fail --max-time 3 --output /dev/null "$service_url/health"
}

# The log for people: time, level unless it is info, event, values. Of the images' builds only the steps.
service_shorten_log() {
  sed --unbuffered --regexp-extended \
    -e '/ event=image_build .*output=/{/output="?Step /!d}' \
    -e 's/^[0-9-]+T([0-9:]{8})[^ ]* level=info event=/\1  /' \
    -e 's/^[0-9-]+T([0-9:]{8})[^ ]* level=([a-z]+) event=/\1  \2: /' \
    -e 's/ (runtime|output)=/ /g' \
    -e 's/^(.{117}).{4,}/\1.../'
}

service_set_auth_header() {
  local keys token
  keys=$(setting CODE_RUNNER_API_KEYS '')
  token=$(setting AUTH_TOKEN '')
  if [[ -n $keys ]]; then
    service_auth_header="X-API-Key: ${keys%%,*}"
  elif [[ -n $token ]]; then
    service_auth_header="Authorization: Bearer $token"
  fi
}

# service_call PATH [CURL-OPTION...]: the key goes to curl through a file, as the command line is everybody's to read.
service_call() {
  curl --silent --show-error --header @<(printf '%s\n' "$service_auth_header") "${@:2}" "$service_url$1"
}

# Waits until no image is being built any more.
service_await_images() {
  local -i deadline=$((SECONDS + 1800))
  local pending
  while :; do
    process_alive "$service_pid" || die "the service ended while its images were built"
    pending=$(service_call /runtimes --fail --max-time 10 |
      jq --raw-output '[.images[] | select(.status == "building" or .status == "missing") | .id] | join(" ")')
    if [[ -z $pending ]]; then return; fi
    if ((SECONDS >= deadline)); then die "these images were not built within half an hour: $pending"; fi
    sleep 1
  done
}

# Until it ends, by itself or because a signal ends this script.
service_wait() {
  local status=0
  wait "$service_pid" || status=$?
  service_pid=0
  return "$status"
}

service_stop() {
  if ((service_pid == 0)); then return; fi
  say "Stopping the service"
  process_end_group "$service_pid" 30
  service_pid=0
  wait "$service_log_pid" || true
}
