# The image that every runtime is built from.

base_image_suite=trixie
base_image_name=debian
base_image_tag=trixie-slim
local_certificates=/usr/local/share/ca-certificates

base_image_present() {
  engine_call "/images/$base_image_name:$base_image_tag/json" --fail --max-time 30 --output /dev/null 2>/dev/null
}

# Makes sure that the engine has it: pulled, or, where no registry can be reached, made from Debian's packages.
base_image_get() {
  if base_image_present; then return; fi
  say "Pulling $base_image_name:$base_image_tag"
  process_run base_image_pull || true
  if base_image_present; then return; fi
  say "It cannot be pulled: making it from Debian's packages"
  packages_install "${packages_base_image[@]}"
  root_require "making the base image"
  base_image_make
  base_image_present || die "the engine did not take the base image"
}

# The time is for giving up on a registry that does not answer: making the image takes less than a minute.
base_image_pull() {
  engine_call "/images/create?fromImage=$base_image_name&tag=$base_image_tag" \
    --request POST --max-time 90 --output /dev/null
}

base_image_make() {
  local archive=$build_dir/base_image.tar log=$log_dir/base_image.log
  if ! process_run base_image_bootstrap "$archive" >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    die "the base image could not be made: see $log"
  fi
  process_run engine_call "/images/create?fromSrc=-&repo=$base_image_name&tag=$base_image_tag" \
    --request POST --upload-file "$archive" --output /dev/null
  rm -f "$archive"
}

# base_image_bootstrap ARCHIVE
#
# Certificates that the administrator of this machine trusts count in builds, too: where all traffic goes through a proxy
# that shows its own, no package could be had otherwise.
base_image_bootstrap() {
  local -a hooks=()
  if [[ -d $local_certificates ]]; then
    hooks=(--customize-hook="copy-in $local_certificates ${local_certificates%/*}"
      --customize-hook="chroot \"\$1\" update-ca-certificates")
  fi
  as_root mmdebstrap --variant=minbase --include=ca-certificates "${hooks[@]}" "$base_image_suite" - >"$1"
}
