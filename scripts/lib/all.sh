# What scripts/start and scripts/test share. Sourced with the project's folder in `root`.

build_dir=${root:?}/build
log_dir=$build_dir/log
mkdir -p "$log_dir"
cd "$root" || exit
# Debian keeps dockerd there, which a plain user's PATH leaves out.
PATH=$PATH:/usr/sbin:/sbin

. "$root/scripts/lib/message.sh"
. "$root/scripts/lib/process.sh"
. "$root/scripts/lib/settings.sh"
. "$root/scripts/lib/packages.sh"
. "$root/scripts/lib/engine.sh"
. "$root/scripts/lib/base_image.sh"
. "$root/scripts/lib/build.sh"
