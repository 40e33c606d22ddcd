#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# --no-local where names lead to this machine: a DNS server that says so at once, or only when it is
# asked again, in the hope that the address that was looked at is not the one that is used; and a
# proxy, which resolves names by itself.
# shellcheck source=own-network.sh
. "${0%/*}/own-network.sh"

# start_dns: anew, since it counts.
start_dns () {
  local port

  serve_script rebinding-dns.py \
    "public.test=$public" "loopback.test=127.0.0.1" "loopback6.test=::1" \
    "mapped.test=::ffff:127.0.0.1" "link.test=fe80::1" "private.test=$private" \
    "private6.test=$private6" "translated.test=$translated" "any.test=0.0.0.0" \
    "both.test=127.0.0.1+$public" "rebinding.test=$public,127.0.0.1" \
    "rebinding6.test=$public6,::1"
  dns=127.0.0.1:$port
}

# fetch_named ARGUMENT…: fetch with that server.
fetch_named () {
  fetch --nameserver="$dns" "$@"
}

# Whether every request came by an address of the world.
only_public () {
  ! grep '^to: ' "$tmp/log" | grep -vxF -e "to: ::ffff:$public" -e "to: $public6"
}

local_names=(loopback loopback6 mapped link private private6 translated any)
for mode in $(modes); do
  start_dns
  fetch_named --mode="$mode" --no-local "http://public.test:$port/x"
  check "$mode: a name of a public address is fetched from" said ok
  fetch_named --mode="$mode" "http://loopback.test:$port/x"
  check "$mode: without the option one of loopback is, too" said ok
  options=(--mode="$mode" --nameserver="$dns")
  refuses "$mode" 0 http:// ".test:$port/x" "${local_names[@]}"
  refuses "$mode, redirected" "${#local_names[@]}" "http://public.test:$port/x?to=http://" ".test:$port/y" \
    "${local_names[@]}"
  fetch_named --mode="$mode" --no-local "http://both.test:$port/x"
  check "$mode: of two addresses the one of the world is taken" said ok
  check "$mode: and no other" only_public

  # With a dot at its end a name is another host, so that it is asked for again, and yet the same name.
  for name in rebinding rebinding6; do
    start_dns
    fetch_named --mode="$mode" --no-local --jobs=1 "http://$name.test:$port/1" \
      "http://$name.test.:$port/2"
    check "$mode: $name.test is fetched from while it is public" grep -q '^GET /1' "$tmp/log"
    check "$mode: and by no other address" only_public
    check "$mode: when it is public no more it is refused" said invalid
    check "$mode: and nothing was asked there" test "$asked" -eq 1
    start_dns
    fetch_named --mode="$mode" --no-local "http://$name.test:$port/x?to=http://$name.test.:$port/y"
    check "$mode: nor when $name.test redirects to itself" said invalid
    check "$mode: is anything asked there" test "$asked" -eq 1
  done
  start_dns
  fetch_named --mode="$mode" --jobs=1 "http://rebinding.test:$port/1" "http://rebinding.test.:$port/2"
  check "$mode: without the option it is reached" grep -qxF 'to: ::ffff:127.0.0.1' "$tmp/log"
done

# The hostile server answers a proxy's requests like any others.
local_hosts=("$private" 10.1 0xa.1.2.3 2130706433 "[::1]" "[::ffff:127.0.0.1]" "[$private6]" "[fe80::1]" "[$translated]"
  localhost localhost. www.localhost 127.0.0.1 169.254.169.254)
export http_proxy=http://127.0.0.1:$port https_proxy=http://127.0.0.1:$port
for mode in threads async; do
  fetch --mode="$mode" --no-local "http://anywhere.test/x"
  check "$mode: a proxy may be local, and resolves names by itself" said ok
  fetch --mode="$mode" --no-local "http://$public/x"
  check "$mode: it is asked for addresses of the world" said ok
  options=(--mode="$mode")
  for scheme in http https; do
    refuses "$mode: a proxy, $scheme" 0 "$scheme://" ":$port/x" "${local_hosts[@]}"
  done
  refuses "$mode: a proxy, redirected" "${#local_hosts[@]}" "http://anywhere.test/x?to=http://" /y "${local_hosts[@]}"
done

done_testing
