# A hello program in every runtime, through the API.

hello_columns='%-12s %-10s %-28s %-11s %8s\n'

# Runs them all and prints a table; fails when one of them does not do exactly what its runtime says.
hello_run_all() {
  local runtimes runtime failed=0
  runtimes=$(service_call /runtimes --fail --max-time 10 | jq --compact-output '.images[] | select(.example)')
  [[ -n $runtimes ]] || die "the service has no runtimes"
  echo
  # shellcheck disable=SC2059 # one format for all lines
  printf "$hello_columns" RUNTIME VERSION OUTPUT START MS
  while IFS= read -r runtime; do
    hello_run "$runtime" || failed=1
  done <<<"$runtimes"
  echo
  return "$failed"
}

# hello_run RUNTIME: its entry of /runtimes, as JSON.
hello_run() {
  local answer verdict name version output start ms
  answer=$(jq '{image: .id, code: .example}' <<<"$1" |
    service_call /run --max-time 180 --header 'Content-Type: application/json' --data-binary @-) || answer='{}'
  verdict=$(jq --raw-output --argjson runtime "$1" "$hello_judge" <<<"$answer") || verdict=
  IFS=$'\t' read -r name version output start ms <<<"$verdict"
  # shellcheck disable=SC2059
  printf "$hello_columns" "$name" "$version" "$output" "$start" "$ms"
  [[ $start != FAILED ]]
}

# shellcheck disable=SC2016 # jq's variables
hello_judge='
  def short: split("\n")[0] | if length > 28 then .[:25] + "..." else . end;
  [$runtime.name, $runtime.version] +
  if .exit_code == 0 and .stdout == $runtime.example_output
  then [(.stdout | short), .start // "-", (.execution_time * 1000 | round | tostring)]
  else [(.detail // .stderr // .stdout // "no answer" | tostring | if . == "" then "wrong output" else . end | short),
        "FAILED", "-"]
  end | map(gsub("\t"; " ") | if . == "" then "-" else . end) | join("\t")'

# A command for people to try.
hello_show_command() {
  local auth=
  case $service_auth_header in
    X-API-Key*) auth=" -H \"X-API-Key: \$KEY\"" ;;
    Authorization*) auth=" -H \"Authorization: Bearer \$AUTH_TOKEN\"" ;;
  esac
  echo 'Try it:'
  echo "  curl -s$auth $service_url/run -d '{\"code\": \"print(6 * 7)\"}'"
  echo
}
