# The image that every runtime is built from.

base_image_suite=trixie
base_image_name=debian
base_image_tag=trixie-slim

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
base_image_bootstrap() {
  as_root mmdebstrap --variant=minbase --include=ca-certificates "$base_image_suite" - >"$1"
}
