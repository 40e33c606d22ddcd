#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Downloads through microsocks, a SOCKS proxy that is not ours: which schemes of proxies there are, who
# resolves the name, and what comes of a proxy that says no.
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"
# shellcheck source=servers.sh
. "${0%/*}/servers.sh"

# LeakSanitizer itself crashes where it looks for leaks after TLS was spoken.
export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0
unset http_proxy https_proxy all_proxy no_proxy HTTPS_PROXY ALL_PROXY NO_PROXY

command -v microsocks >/dev/null || skip_all "microsocks is not installed"
command -v openssl >/dev/null || skip_all "openssl is not installed"
python3 -c 'import ssl' 2>/dev/null || skip_all "there is no python3"

# with_hosts COMMAND…: with a hosts file of its own.
with_hosts=(unshare --mount)
[ "$(id -u)" -eq 0 ] || with_hosts+=(--map-root-user)
"${with_hosts[@]}" mount --bind /etc/hosts /etc/hosts 2>/dev/null || skip_all "no mount namespace can be made"
# shellcheck disable=SC2016
with_hosts+=(sh -c 'mount --bind "$0" /etc/hosts && exec "$@"' "$tmp/hosts")

# start_proxy NAME OPTION…: sets port.
start_proxy () {
  local name=$1 attempt

  shift
  for attempt in 1 2 3 4 5; do
    port=$(free_port)
    "${with_hosts[@]}" microsocks -i 127.0.0.1 -p "$port" "$@" >"$tmp/$name.out" 2>&1 </dev/null &
    children+=("$!")
    if listens "$port" "$!"; then
      return
    fi
  done
  echo "Bail out! microsocks does not start: $(tail -n 3 "$tmp/$name.out") (try $attempt)"
  exit 1
}

# fetch ARGUMENT…: with an empty log, into an empty folder.
fetch () {
  rm -rf "$tmp/dest"
  : >"$tmp/server.log"
  run download --client="$client" --mode="$mode" --dest="$tmp/dest" --format=ndjson \
    --cacert="$tmp/ca.pem" --retries=0 "$@"
}

# fetched NAME: it came, from the server and with nothing of the proxy's user.
fetched () {
  if [ "$status" -eq 0 ] && [ "$(cat "$tmp/dest/x")" = hello ] \
    && [ "$(grep -ci authorization "$tmp/server.log")" -eq 0 ]; then
    pass "$client, $mode: $1"
  else
    fail_run "$client, $mode: $1"
  fi
}

authority
# A name for which a proxy is asked, and which only the proxy knows.
name=proxied.test
echo "127.0.0.1 $name" >"$tmp/hosts"
certificate server 30 "DNS:$name,IP:127.0.0.1"
serve_script hostile-server.py "$tmp/server.log"
http=$port
serve_script hostile-server.py "$tmp/server.log" "$tmp/server.pem" "$tmp/server.key"
https=$port
start_proxy open
open=127.0.0.1:$port
start_proxy closed -u joe -P 'pass:word'
closed=127.0.0.1:$port
nobody=127.0.0.1:$(free_port)

for client in $("$SWIMLANE" --list=clients | cut -f 1); do
  for mode in sequential async; do
    for scheme in socks5h socks5 SOCKS5; do
      all_proxy=$scheme://$open fetch "http://$name:$http/x"
      fetched "$scheme: a name is left to the proxy"
    done
    http_proxy=socks5h://$open fetch "http://$name:$http/x"
    fetched "for http alone"
    https_proxy=socks5h://$open fetch "https://$name:$https/x"
    fetched "for https, which is checked as ever"
    all_proxy=socks5h://joe:pass%3aword@$closed fetch "http://$name:$http/x"
    fetched "with a user and a password, which go no further"
    all_proxy=socks5h://joe:wrong@$closed fetch "http://$name:$http/x"
    expect_status 4 "$client, $mode: a wrong password is a failure"
    check "$client, $mode: and the server is asked for nothing" test ! -s "$tmp/server.log"
    all_proxy=socks5h://$nobody fetch "http://$name:$http/x"
    expect_match '"status": ?"refused"' "$client, $mode: a proxy that is not there is refused"
    all_proxy=socks5h://$open fetch -6 "http://$name:$http/x"
    expect_match 'not-found.*or its proxy, has no IPv6 address' "$client, $mode: -6 is about the address of the proxy"
  done
done

for scheme in foo ftp file socks6; do
  all_proxy=$scheme://$open run download http://a.test/x
  expect_error 2 "not $scheme://" "$scheme: is refused at the start"
done

done_testing
