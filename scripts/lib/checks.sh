# What scripts/test --all checks beside the tests. Each check is a function that fails when it finds something.

# What clang-format and clang-tidy find differs from version to version; this is Debian 12's.
checks_llvm_version=14
checks_tidy_seconds_max=1500
checks_debian13_image=code-runner-debian13

# checks_sources EXTENSION...: our source files, one a line.
checks_sources() {
  local -a names=()
  local extension
  for extension in "$@"; do names+=(-o -name "*.$extension"); done
  find core plugins tests -type f \( "${names[@]:1}" \) | sort
}

# checks_skip TOOL: whether it is of another version, and says so.
checks_skip() {
  local version
  version=$("$1" --version | sed -nE 's/.*version ([0-9]+).*/\1/p')
  if [[ $version == "$checks_llvm_version" ]]; then return 1; fi
  say "Skipped: needs $1 $checks_llvm_version, and this is $version"
}

check_format() {
  if checks_skip clang-format; then return; fi
  checks_sources c h cpp hpp | xargs clang-format --dry-run -Werror
}

check_shell() {
  shellcheck scripts/start scripts/test scripts/bench .ci/run tests/scripts/*.sh
}

# A file is checked again when it, a header or the list of checks is newer than its last success. Tests are left out: their
# library's headers would take most of the time.
check_tidy() {
  if checks_skip clang-tidy; then return; fi
  local stamps=$build_dir/tidy file newest
  newest=$(find .clang-tidy core plugins -type f \( -name .clang-tidy -o -name '*.h' -o -name '*.hpp' \) \
    -printf '%T@ %p\n' | sort -n | tail -n 1 | cut -d ' ' -f 2)
  checks_sources cpp | grep -v ^tests/ | while IFS= read -r file; do
    if [[ $stamps/$file -nt $file && $stamps/$file -nt $newest ]]; then continue; fi
    printf '%s\n' "$file"
  done | timeout "$checks_tidy_seconds_max" xargs --no-run-if-empty --max-args=1 --max-procs="$(nproc)" \
    bash "$root/scripts/lib/tidy_file.sh" "$build_dir/release" "$stamps"
}

# check_sanitizer PRESET: the unit tests, built with it.
check_sanitizer() {
  build_make "$1" unit_tests
  # ThreadSanitizer cannot live with all of the address space randomisation of newer kernels.
  local -a fixed=(setarch "$(uname -m)" --addr-no-randomize)
  "${fixed[@]}" true 2>/dev/null || fixed=()
  "${fixed[@]}" ctest --preset "$1" --quiet --output-log "$log_dir/ctest-$1.log" || {
    tail -n 100 "$log_dir/ctest-$1.log"
    return 1
  }
  tail -n 5 "$log_dir/ctest-$1.log"
}

# The sources also compile with the compiler and the libraries of the next Debian. The engine's layer cache keeps the
# packages, and, while the sources stay the same, the result.
check_debian13() {
  local previous log=$log_dir/debian13.log status=0
  previous=$(checks_debian13_image_id)
  tar --create --exclude=./build --exclude=./.git --exclude=./.state . |
    engine_build "$checks_debian13_image&dockerfile=scripts/lib/debian13.Dockerfile" >"$log" || status=$?
  if ((status != 0)); then
    grep -A 5 -E 'error:|^FAILED' "$log" || tail -n 40 "$log"
  elif [[ -n $previous && $previous != "$(checks_debian13_image_id)" ]]; then
    engine_call "/images/$previous" --request DELETE --output /dev/null
  fi
  return "$status"
}

checks_debian13_image_id() {
  engine_call "/images/$checks_debian13_image/json" | jq --raw-output '.Id // empty'
}
