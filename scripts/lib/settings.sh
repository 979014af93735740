# The service's settings, as the service itself reads them.

# setting NAME DEFAULT: from the environment, else from .env in the working folder, else the default.
setting() {
  local value=
  if [[ -v $1 ]]; then
    value=${!1}
  elif [[ -r .env ]]; then
    value=$(sed -n "s/^[[:space:]]*$1[[:space:]]*=[[:space:]]*//p" .env | tail -n 1)
    value=${value%"${value##*[![:space:]]}"}
    case $value in
      \"*\" | \'*\') value=${value:1:-1} ;;
    esac
  fi
  printf '%s\n' "${value:-$2}"
}
