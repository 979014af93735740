# Debian packages: which are needed for what, and how the missing ones are installed. Debian 12 and 13 name them alike.

packages_client=(ca-certificates curl jq)
packages_build=(g++ cmake ninja-build pkg-config libpoco-dev libcurl4-openssl-dev libarchive-dev libboost-dev
  prometheus-cpp-dev libgtest-dev libgmock-dev libbenchmark-dev)
packages_engine=(docker.io iptables)
packages_base_image=(mmdebstrap)
packages_checks=(clang-format clang-tidy shellcheck)
packages_tests=(python3)
packages_bench=(python3 wrk)

# Makes sure that `as_root` will work, asking for sudo's password now, in the foreground.
root_require() {
  if ((EUID == 0)); then return; fi
  command -v sudo >/dev/null || die "$1: run this as root, or install sudo"
  sudo -n true 2>/dev/null || sudo -v || die "$1: sudo does not allow it"
}

as_root() {
  if ((EUID == 0)); then
    "$@"
  else
    sudo "$@"
  fi
}

# packages_missing PACKAGE...: those that are not installed, one a line.
packages_missing() {
  local package
  for package in "$@"; do
    if [[ $(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) != installed ]]; then
      printf '%s\n' "$package"
    fi
  done
}

# packages_install PACKAGE...
packages_install() {
  command -v apt-get >/dev/null || die "this is not Debian: install the equivalents of these yourself: $*"
  local -a missing
  mapfile -t missing < <(packages_missing "$@")
  if ((${#missing[@]} == 0)); then return; fi
  say "Installing packages: ${missing[*]}"
  root_require "packages are missing (${missing[*]})"
  local log=$log_dir/packages.log
  if ! process_run packages_fetch_and_install "${missing[@]}" >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    die "the packages could not be installed: see $log"
  fi
}

packages_fetch_and_install() {
  local -a apt=(env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300)
  # A list of somebody else's that cannot be fetched does not matter as long as the packages can.
  as_root "${apt[@]}" update || true
  as_root "${apt[@]}" install -y --no-install-recommends "$@"
}
