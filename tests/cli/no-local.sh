#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# What --no-local refuses: this machine and its network, however a URL or a redirect leads there. It
# runs in a network of its own, where a public address is at hand and nothing else can be reached.
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

public=198.51.100.1 # reserved for documentation
private=10.1.2.3
ip link set lo up
for address in "$public" "$private"; do
  ip address add "$address/32" dev lo
done
if ! command -v python3 >/dev/null; then
  skip_all "there is no python3"
fi
: >"$tmp/log"
HOSTILE_ADDRESS=0.0.0.0 python3 "$SWIM_TEST_SRCDIR/tests/cli/hostile-server.py" "$tmp/log" \
  >"$tmp/port" 2>"$tmp/server.err" </dev/null &
children+=("$!")
if ! wait_for "$tmp/port" '^[0-9]+$'; then
  echo "Bail out! the server does not start: $(tail -n 3 "$tmp/server.err")"
  exit 1
fi
port=$(cat "$tmp/port")
locals=(127.0.0.1 127.1.2.3 "$private" localhost 0.0.0.0 "[::ffff:127.0.0.1]")
spellings=(2130706433 0x7f.1 017700000001) # of 127.0.0.1, which GLib takes for names

# fetch ARGUMENT…: into a folder of its own; asked is how many requests the server saw.
fetch () {
  : >"$tmp/log"
  rm -rf "$tmp/dest"
  run download --dest="$tmp/dest" --format=ndjson --retries=2 "$@"
  asked=$(grep -c '^GET ' "$tmp/log")
}

said () {
  grep -Eq "\"status\" ?: ?\"$1\"" "$out"
}

for mode in $(modes); do
  fetch --mode="$mode" --no-local "http://$public:$port/x"
  check "$mode: a public address is fetched from" said ok
  fetch --mode="$mode" "http://$public:$port/x?to=http://127.0.0.1:$port/y"
  check "$mode: without the option a redirect to loopback is followed" said ok
  for host in "${locals[@]}"; do
    fetch --mode="$mode" --no-local "http://$host:$port/x"
    check "$mode: $host is not" said invalid
    check "$mode: and nothing was asked there" test "$asked" -eq 0
    fetch --mode="$mode" --no-local "http://$public:$port/x?to=http://$host:$port/y"
    check "$mode: nor when it is redirected to" said invalid
    check "$mode: where nothing was asked" test "$asked" -eq 1
    check "$mode: and no file is left" test -z "$(ls -A "$tmp/dest")"
    check "$mode: the outcome says why" grep -q 'an address of this machine or its network' "$out"
  done
  for host in "${spellings[@]}"; do
    fetch --mode="$mode" --no-local --resolver=system "http://$host:$port/x"
    check "$mode: $host does not lead there either" test "$asked" -eq 0
  done
done

done_testing
