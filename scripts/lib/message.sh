# What the scripts say to people.

say() {
  printf '==> %s\n' "$*"
}

warn() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
}

die() {
  warn "$@"
  exit 1
}
