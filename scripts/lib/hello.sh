# A hello program in every runtime, through the API.

# Runs them all and prints a table; fails when one of them does not do exactly what its runtime says.
hello_run_all() {
  local runtimes runtime failed=0
  local -a rows=($'RUNTIME\tVERSION\tOUTPUT\tSTART\tMS')
  runtimes=$(service_call /runtimes --fail --max-time 10 | jq --compact-output '.images[] | select(.example)')
  [[ -n $runtimes ]] || die "the service has no runtimes"
  say "Saying hello in every runtime"
  while IFS= read -r runtime; do
    rows+=("$(hello_run "$runtime")")
    if [[ ${rows[-1]} == *$'\tFAILED\t'* ]]; then failed=1; fi
  done <<<"$runtimes"
  hello_print_table "${rows[@]}"
  return "$failed"
}

# hello_run RUNTIME, its entry of /runtimes as JSON: a row of the table. Complaints go to standard error.
hello_run() {
  local answer
  answer=$(jq '{image: .id, code: .example}' <<<"$1" |
    service_call /run --max-time 180 --header 'Content-Type: application/json' --data-binary @-) || answer='{}'
  if ! jq --exit-status --raw-output --argjson runtime "$1" "$hello_good_row" <<<"$answer"; then
    warn "$(jq --raw-output .id <<<"$1"): expected $(jq .example_output <<<"$1"), got: ${answer:0:2000}"
    jq --raw-output '[.name, .version, "-", "FAILED", "-"] | join("\t")' <<<"$1"
  fi
}

# shellcheck disable=SC2016 # jq's variables
hello_good_row='
  select(.exit_code == 0 and .stdout == $runtime.example_output) |
  [$runtime.name, $runtime.version, (.stdout | rtrimstr("\n") | gsub("\\s"; " ")), .start // "-",
   (.execution_time * 1000 | round | tostring)] | join("\t")'

# hello_print_table ROW...: as one text, for the service's log goes to the same terminal.
hello_print_table() {
  local row name version output start ms table=
  for row in "$@"; do
    IFS=$'\t' read -r name version output start ms <<<"$row"
    printf -v row '%-10s %-10s %-32s %-11s %6s\n' "$name" "$version" "$output" "$start" "$ms"
    table+=$row
  done
  printf '\n%s\n' "$table"
}

# A command for people to try.
hello_show_command() {
  local auth=
  case $service_auth_header in
    X-API-Key*) auth=" -H \"X-API-Key: \$KEY\"" ;;
    Authorization*) auth=" -H \"Authorization: Bearer \$AUTH_TOKEN\"" ;;
  esac
  printf 'Try it:\n  curl -s%s %s/run -d %s\n\n' "$auth" "$service_url" "'{\"code\": \"print(6 * 7)\"}'"
}
