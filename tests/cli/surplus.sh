#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# What a server sends behind an answer on a connection that is kept is not the next answer. A line in
# surplus.py is one server.
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"

# LeakSanitizer itself crashes where it looks for leaks after TLS was spoken.
export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0
export SWIMLANE

command -v python3 >/dev/null || skip_all "python3 is not installed"
command -v openssl >/dev/null || skip_all "openssl is not installed"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$tmp/key" \
  -out "$tmp/certificate" -days 30 -subj "/CN=127.0.0.1" -addext "subjectAltName=IP:127.0.0.1" \
  2>/dev/null || skip_all "openssl makes no certificate"

for client in $("$SWIMLANE" --list=clients | cut -f 1); do
  for mode in sequential async; do
    if python3 "$SWIM_TEST_SRCDIR/tests/cli/surplus.py" "$tmp/certificate" "$tmp/key" --mode="$mode" \
      --client="$client" >"$out" 2>&1; then
      pass "$mode, $client: each file has its own bytes"
    else
      fail "$mode, $client: each file has its own bytes" "$out"
    fi
  done
done

# alone COMMAND…: in a network of its own.
alone=(unshare --net)
[ "$(id -u)" -eq 0 ] || alone+=(--map-root-user)
# shellcheck disable=SC2016
alone+=(sh -c 'ip link set lo up && test -w /proc/sys/net/ipv4/ip_local_port_range && exec "$@"' sh)

# check_alone NAME SCRIPT MODE: with curl, as libsoup keeps one connection, so that there are no two.
check_alone () {
  if ! "$SWIMLANE" --list=clients | grep -q '^curl'; then
    skip "$1" "built without libcurl"
  elif ! "${alone[@]}" true 2>/dev/null; then
    skip "$1" "namespaces are not permitted here, or there is no ip"
  elif [ "$2" = two-addresses.py ] && ! "${alone[@]}" grep -q '^0*1 ' /proc/net/if_inet6 2>/dev/null; then
    skip "$1" "there is no IP of version 6"
  else
    check "$1" "${alone[@]}" python3 "$SWIM_TEST_SRCDIR/tests/cli/$2" --mode="$3" --client=curl
  fi
}

for mode in sequential async; do
  check_alone "$mode, curl: connections of the same local port are told apart" same-port.py "$mode"
  check_alone "$mode, curl: the connection is known, though another address was tried beside it" two-addresses.py "$mode"
done

done_testing
