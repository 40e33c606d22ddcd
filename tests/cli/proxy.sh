#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Downloads over TLS through a proxy's tunnel: what the proxy and the server get to see, and what comes
# of a proxy that says no.
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"
# shellcheck source=servers.sh
. "${0%/*}/servers.sh"

# The settings of a desktop are asked for nothing: where a backend of theirs is installed, it is fatal
# that their cache cannot be written.
export XDG_CACHE_HOME=/proc/none XDG_RUNTIME_DIR=/proc/none
unset GIO_USE_PROXY_RESOLVER

# LeakSanitizer itself crashes where it looks for leaks after TLS was spoken.
export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0

python3 -c 'import ssl' 2>/dev/null || skip_all "there is no python3"
command -v openssl >/dev/null || skip_all "openssl is not installed"

# fetch ARGUMENT…: with empty logs, into an empty folder.
fetch () {
  rm -rf "$tmp/dest"
  : >"$tmp/server.log"
  : >"$tmp/proxy.log"
  run download --dest="$tmp/dest" --format=ndjson --cacert="$tmp/ca.pem" "$@"
}

# said CLASS [DETAIL]: whether an item came to this.
said () {
  grep -qE "\"status\" ?: ?\"$1\", ?\"detail\" ?: ?(null|\"${2-[^\"]*}\")" "$out"
}

# connects: how often a tunnel was asked for.
connects () {
  grep -c '^CONNECT ' "$tmp/proxy.log"
}

# tells NAME WORD: whether the log holds the word.
tells () {
  grep -qiF -e "$2" "$tmp/$1.log"
}

authority
certificate server 30 DNS:ok.test
serve_script hostile-server.py "$tmp/server.log" "$tmp/server.pem" "$tmp/server.key"
serve_script connect-proxy.py "$tmp/proxy.log" "$port"
export https_proxy="http://us%65r:p%40ss@127.0.0.1:$port" http_proxy="http://127.0.0.1:$port"
credentials="Proxy-Authorization: Basic $(printf 'user:p@ss' | base64)"

for mode in $(modes); do
  fetch --mode="$mode" https://ok.test/x
  expect_status 0 "$mode: a server behind a tunnel is fetched from, by a name that only the proxy knows"
  check "$mode: what it gave is whole" test "$(cat "$tmp/dest/x")" = hello
  check "$mode: the proxy was asked for a tunnel" tells proxy "CONNECT ok.test:443 "
  check "$mode: and for nothing else" test "$(grep -c ' HTTP/' "$tmp/proxy.log")" -eq 1
  check "$mode: it was told the user and the password" tells proxy "$credentials"
  check "$mode: the server was asked for the file" tells server "GET /x "
  check "$mode: and told nothing of them" test "$(grep -ci authorization "$tmp/server.log")" -eq 0

  fetch --mode="$mode" http://plain.test/x
  check "$mode: another proxy is told nothing of them either" \
    test "$(grep -ci authorization "$tmp/proxy.log")" -eq 0

  fetch --mode="$mode" https://other.test/x
  check "$mode: a certificate for another host is not trusted behind a tunnel either" said tls-error
  check "$mode: where nothing was asked for" test ! -s "$tmp/server.log"

  for code in 302 403 404 407; do
    fetch --mode="$mode" --retries=2 "https://status-$code.test/x"
    check "$mode: a proxy's $code is no answer of the server" \
      said client-error "the proxy answered $code [^\"]*"
    check "$mode: nor asked for again, or followed" test "$(connects)" -eq 1
    check "$mode: and no file" test -z "$(ls -A "$tmp/dest")"
  done
  fetch --mode="$mode" --retries=1 https://status-502.test/x
  check "$mode: a proxy that cannot reach the server is of class server-error" \
    said server-error "the proxy answered 502 [^\"]*"
  check "$mode: and asked again" test "$(connects)" -eq 2
  fetch --mode="$mode" --retries=0 https://hangup.test/x
  check "$mode: one that hangs up is of class truncated" said truncated
  fetch --mode="$mode" --retries=0 https://garbage.test/x
  check "$mode: one that speaks no HTTP is of class protocol-error" said protocol-error
  fetch --mode="$mode" --retries=2 https://long.test/x
  check "$mode: and so is one whose answer is too long" said protocol-error
  check "$mode: which is asked once" test "$(connects)" -eq 1
  # libsoup reads on to the final answer, which does not come.
  if "$SWIMLANE" --list=clients | grep -q '^curl'; then
    fetch --mode="$mode" --client=curl --retries=2 https://status-100.test/x
    check "$mode: and one that answers without a final status" said protocol-error 'the proxy opened no tunnel[^"]*'
    check "$mode: which is asked once as well" test "$(connects)" -eq 1
  fi
done

https_proxy="http://127.0.0.1:$(free_port)"
fetch --retries=0 https://ok.test/x
check "a proxy that is not there is of class refused, and told from the host" said refused ".*proxy.*"
for https_proxy in 'http://a b:1' 'http://a\b:1' 'http://a%2Fb:1' 'http://:1'; do
  fetch --retries=0 https://ok.test/x
  expect_error 2 "https_proxy must be a URL" "a proxy that can be no host is told before anything is asked: $https_proxy"
done

done_testing
