# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=bash disable=SC2034
# Shared by the checks in packaging/: Debian roots, made with debootstrap, commands that run in them, and a
# count of the checks that passed. They need root privileges, `scripts/packages package`, and the network.
#
# SWIM_ROOTS is the folder for roots and logs; the root of each suite is made once and kept there. The
# packages come from the mirror in the package sources of this machine, or from SWIM_DEBIAN_MIRROR.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=${SWIM_ROOTS:-$root/build-roots}
version=$(sed -n '1s/.*(\(.*\)).*/\1/p' "$root/debian/changelog")
upstream=${version%-*}
tarball=$work/swimlane-$upstream.tar.xz
passed=0

say () {
  echo "${0##*/}: $*"
}

pass () {
  passed=$((passed + 1))
  say "ok $passed - $*"
}

# summarize: prints a summary like that of automake, which .ci/run counts; skipped if nothing passed.
summarize () {
  echo "Testsuite summary for packaging/${0##*/}"
  echo "# PASS:  $passed"
  echo "# SKIP:  $((passed == 0))"
  echo "# ERROR: 0"
}

# log FILE COMMAND…: runs the command with its output in the file; on failure it prints the end of that and
# the tests that failed. The command runs in the background and is waited for, since set -e has no effect
# in a function that is part of a condition.
log () {
  local file=$work/$1

  shift
  "$@" >"$file" 2>&1 &
  wait "$!" && return
  tail -n 60 "$file"
  grep -aE -m 20 '^(FAIL|ERROR): ' "$file" || :
  say "not ok - $file has more of this"
  return 1
}

# is_empty FILE: fails, and prints the file, unless it is empty.
is_empty () {
  [ -s "$1" ] || return 0
  cat "$1"
  say "not ok - $1 should be empty"
  return 1
}

# get_ready: checks that roots can be made, or skips.
get_ready () {
  if [ "$(id -u)" -ne 0 ] || ! unshare --mount true; then
    say "skipped: making roots needs root privileges and permission to mount"
    summarize
    exit 0
  fi
  mkdir -p "$work"
}

# find_mirror: the Debian mirror in the package sources of this machine, in either of their formats.
find_mirror () {
  # shellcheck disable=SC2016 # these are names of apt's, not of the shell
  apt-get indextargets --format '$(LABEL) $(REPO_URI)' 'Created-By: Packages' |
    sed -n '0,/^Debian /s/^Debian //p'
}

# make_tarball: the tarball, from the build in build/.
make_tarball () {
  "$root/scripts/build" "$root/build" >"$work/build.log"
  log dist.log make -C "$root/build" dist
  mv "$root/build/${tarball##*/}" "$tarball"
}

# make_root FOLDER SUITE: a fresh root.
make_root () {
  local base=$work/base-$2 mirror

  if [ ! -e "$base/made" ]; then
    mirror=${SWIM_DEBIAN_MIRROR:-$(find_mirror)}
    if [ -z "$mirror" ]; then
      say "no mirror of Debian among this machine's package sources; name one in SWIM_DEBIAN_MIRROR"
      return 1
    fi
    rm -rf "$base"
    log "debootstrap-$2.log" unshare --mount debootstrap --variant=minbase "$2" "$base" "$mirror"
    touch "$base/made"
  fi
  rm -rf "$1"
  cp -a --reflink=auto "$base" "$1"
  rm "$1/made"
}

# with_mounts FOLDER COMMAND…: with /proc and /dev in the root. The mounts are visible to the command alone
# and end with it.
with_mounts () {
  # shellcheck disable=SC2016 # that shell is to expand it
  unshare --mount sh -c 'mount -t proc proc "$1/proc" &&
    mount --rbind /dev "$1/dev" && shift && exec "$@"' - "$@" </dev/null
}

# in_root FOLDER COMMAND…: runs a command in the root, with a clean environment.
in_root () {
  local folder=$1

  shift
  with_mounts "$folder" env -i HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin chroot "$folder" "$@"
}

# apt_get FOLDER ARGUMENT…: without waiting for the disk, since a root is made to be thrown away.
apt_get () {
  local folder=$1

  shift
  in_root "$folder" apt-get -q -y -o Dpkg::Use-Pty=0 -o Acquire::Retries=3 \
    -o Dpkg::Options::=--force-unsafe-io --no-install-recommends "$@"
}
