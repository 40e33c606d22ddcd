#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# What --no-local refuses: this machine and its network, however a URL or a redirect leads there.
# shellcheck source=own-network.sh
. "${0%/*}/own-network.sh"

locals=(127.0.0.1 127.1.2.3 "$private" localhost 0.0.0.0 "[::ffff:127.0.0.1]" "[::1]" "[::]"
  "[::127.0.0.1]" "[$private6]" "[$translated]" "[fe80::1]" "[2002:7f00:1::]")
spellings=(2130706433 0x7f.1 017700000001) # of 127.0.0.1, which GLib takes for names

for host in "$public" "[$public6]" 127.0.0.1 "$private" "[::ffff:127.0.0.1]" "[::1]" "[$private6]" \
  "[$translated]"; do
  fetch "http://$host:$port/x"
  check "without the option $host is fetched from" said ok
done

for mode in $(modes); do
  for host in "$public" "[$public6]"; do
    fetch --mode="$mode" --no-local "http://$host:$port/x"
    check "$mode: $host, which is public, is fetched from" said ok
  done
  fetch --mode="$mode" "http://$public:$port/x?to=http://127.0.0.1:$port/y"
  check "$mode: without the option a redirect to loopback is followed" said ok
  options=(--mode="$mode")
  refuses "$mode" 0 http:// ":$port/x" "${locals[@]}"
  refuses "$mode, redirected" "${#locals[@]}" "http://$public:$port/x?to=http://" ":$port/y" "${locals[@]}"
  for host in "${spellings[@]}"; do
    fetch --mode="$mode" --no-local --resolver=system "http://$host:$port/x"
    check "$mode: $host does not lead there either" test "$asked" -eq 0
  done
done

done_testing
