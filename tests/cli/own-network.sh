# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=bash disable=SC2034
# For tests of --no-local: starts the test anew in a network of its own, where public addresses are at
# hand and nothing else can be reached, and in it the hostile server, on every address. To be
# sourced first; it brings lib.sh along.
if [ -z "${SWIM_TEST_INSIDE-}" ]; then
  inside=(unshare --net)
  [ "$(id -u)" -eq 0 ] || inside+=(--map-root-user)
  # shellcheck disable=SC2016
  if ! "${inside[@]}" ip link set lo up 2>/dev/null; then
    echo "1..0 # SKIP namespaces are not permitted here, or there is no ip"
    exit 0
  fi
  SWIM_TEST_INSIDE=1 exec "${inside[@]}" bash "$0"
fi
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"
# shellcheck source=servers.sh
. "${0%/*}/servers.sh"

public=198.51.100.1 # reserved for documentation, as is the next
public6=2001:db8::1
private=10.1.2.3
private6=fc00::1
translated=64:ff9b::7f00:1 # 127.0.0.1, for a network that translates
ip link set lo up
for address in "$public" "$private"; do
  ip address add "$address/32" dev lo
done
if ! command -v python3 >/dev/null; then
  skip_all "there is no python3"
fi
for address in "$public6" "$private6" "$translated"; do
  if ! ip address add "$address/128" dev lo nodad 2>/dev/null; then
    skip_all "there is no IP of version 6"
  fi
done

: >"$tmp/log"
HOSTILE_ADDRESS=:: serve_script hostile-server.py "$tmp/log"

# fetch ARGUMENT…: into a folder of its own; asked is how many requests the server saw.
fetch () {
  : >"$tmp/log"
  rm -rf "$tmp/dest"
  run download --dest="$tmp/dest" --format=ndjson --retries=2 "$@"
  asked=$(grep -cE '^(GET|CONNECT) ' "$tmp/log")
}

said () {
  grep -Eq "\"status\" ?: ?\"$1\"" "$out"
}

# What each run is given; a test sets it anew for each mode.
options=()

# refuses NAME REQUESTS BEFORE AFTER HOST…: URLs with what stands before a host and after it. With --no-local all are
# refused, in one run that makes so many requests.
refuses () {
  local name=$1 requests=$2 before=$3 after=$4 urls=() host

  shift 4
  for host; do
    urls+=("$before$host$after")
  done
  fetch --no-local "${options[@]}" "${urls[@]}"
  check "$name: $requests requests are made" test "$asked" -eq "$requests"
  check "$name: no file is left" test -z "$(ls -A "$tmp/dest")"
  for host; do
    grep -F "\"$before$host$after\"" "$out" >"$tmp/outcome"
    check "$name: $host is refused" \
      grep -Eq '"status" ?: ?"invalid".*an address of this machine or its network' "$tmp/outcome"
  done
}
