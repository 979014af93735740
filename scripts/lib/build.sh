# Build trees: build/<preset>, one for each preset of CMakePresets.json.

# build_configure PRESET
build_configure() {
  local -a options=(--preset "$1")
  local cache=$build_dir/$1/CMakeCache.txt
  # A tree that was moved or copied together with its sources still names the old place.
  if [[ -f $cache ]] && ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$cache"; then options+=(--fresh); fi
  if command -v ccache >/dev/null; then
    # So that clones in other folders find the same results.
    export CCACHE_BASEDIR=$root CCACHE_NOHASHDIR=1
    options+=(-D CMAKE_C_COMPILER_LAUNCHER=ccache -D CMAKE_CXX_COMPILER_LAUNCHER=ccache)
  fi
  process_run build_quietly "$log_dir/configure-$1.log" cmake "${options[@]}"
}

# build_make PRESET [TARGET...]: everything, or these targets. Two scripts at once take turns.
build_make() {
  local -a targets=()
  if (($# > 1)); then targets=(--target "${@:2}"); fi
  say "Building ($1)"
  build_configure "$1" || return
  process_run flock "$build_dir/lock" cmake --build --preset "$1" --parallel "$(nproc)" "${targets[@]}"
}

# build_quietly LOG COMMAND...: shows the output only when the command fails.
build_quietly() {
  local log=$1 status=0
  shift
  "$@" >"$log" 2>&1 || status=$?
  if ((status != 0)); then cat "$log" >&2; fi
  return "$status"
}
