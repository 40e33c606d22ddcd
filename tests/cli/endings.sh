#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A server that cuts, stalls, floods or breaks what it sends, with each client in each form: the run
# ends in time, each ending has its class, and what is fetched beside it is sound. A new ending is a
# function in endings-server.py and a line here.
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"
# shellcheck source=servers.sh
. "${0%/*}/servers.sh"

if ! python3 -c 'import ssl' 2>/dev/null; then
  skip_all "there is no python3"
fi
command -v openssl >/dev/null || skip_all "openssl is not installed"

# LeakSanitizer itself crashes where it looks for leaks after TLS was spoken.
export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0

# An ending, and its class; behind a slash that with the soup client, where it is another. Several with commas: it depends on how far libcurl,
# or its release, has come.
http1="
silent timeout
closed truncated
reset truncated
interim-flood protocol-error
interim-trickle timeout
head-cut truncated
head-stall timeout
head-flood protocol-error
head-trickle timeout
line-flood protocol-error
status-flood protocol-error
body-cut truncated
body-reset truncated
body-stall timeout
chunk-cut truncated
chunk-stall timeout
chunk-extension-flood protocol-error
chunk-zeros-flood protocol-error,truncated
trailer-flood protocol-error
trailer-trickle timeout
"

# Of HTTP/2, which the soup client does not speak.
http2="
h2-well ok
h2-trailers ok
h2-goaway ok
h2-goaway-error ok
h2-goaway-before ok
h2-notify-open ok
h2-goaway-open ok
h2-goaway-before-open ok
h2-error-within truncated,protocol-error
h2-error-after-head truncated,protocol-error,timeout
h2-error-after-trailers truncated,protocol-error,ok
h2-reset-after ok
h2-cut truncated
h2-cut-open truncated
h2-cut-frame truncated
h2-cut-before-head truncated
h2-reset truncated
h2-reset-cancel truncated
h2-short truncated
h2-short-at-once truncated,protocol-error
h2-goaway-within truncated
h2-refused truncated
h2-long truncated
h2-long-at-once truncated,protocol-error
h2-bad-length protocol-error,truncated
h2-two-lengths protocol-error,truncated
h2-upper-case protocol-error,truncated
h2-chunked protocol-error,truncated
h2-no-status protocol-error
h2-data-first protocol-error,truncated
h2-garbage protocol-error,truncated
h2-bad-hpack protocol-error,truncated
h2-stall timeout
h2-empty-flood timeout
h2-interim-flood protocol-error
h2-ping-flood timeout,protocol-error,truncated
h2-settings-flood timeout,protocol-error,truncated
h2-window-flood timeout
h2-unknown-flood timeout
h2-more-flood protocol-error,truncated,timeout
h2-no-streams timeout
"

# list CLIENT: a URL a line, with its class.
list () {
  local name class

  while read -r name class; do
    if [ -z "$name" ]; then
      continue
    fi
    if [ "$1" = soup ]; then
      class=${class#*/}
    fi
    if [ "$class" = - ]; then
      continue
    fi
    echo "http://127.0.0.1:$plain/$name ${class%/*}"
    echo "http://127.0.0.1:$plain/beside-$name ok"
  done <<<"$http1"
  if [ "$1" = soup ]; then
    return
  fi
  while read -r name class; do
    if [ -n "$name" ]; then
      echo "https://127.0.0.1:$(sed -n "s/^$name //p" "$tmp/port")/$name $class"
    fi
  done <<<"$http2"
}

# class_of URL: as it was printed.
class_of () {
  grep -F "\"$1\"" "$out" | sed -nE 's/.*"status" ?: ?"([^"]*)".*/\1/p'
}

# fetch CLIENT MODE: where one waits for another, in several runs side by side.
fetch () {
  local part parts=1 pids=()

  [ "$2" != sequential ] || parts=5
  split -n "r/$parts" "$tmp/urls" "$tmp/part."
  for part in "$tmp"/part.*; do
    timeout --kill-after=5 "$(scaled 60)" "$SWIMLANE" download --client="$1" --mode="$2" --jobs=8 \
      --per-host=0 --retries=0 --timeout="$(scaled 2)" --format=ndjson --cacert="$tmp/ca.pem" \
      --dest="$tmp/$1-$2-${part##*.}" --input="$part" >"$part.out" 2>"$part.err" </dev/null &
    pids+=($!)
  done
  status=
  for part in "${pids[@]}"; do
    wait "$part"
    status=$status${status:+,}$?
  done
  # The same of each is that of all.
  [ -n "${status//[4,]/}" ] || status=4
  cat "$tmp"/part.*.out >"$out"
  cat "$tmp"/part.*.err >"$err"
  rm "$tmp"/part.*
}

authority
certificate server 30 IP:127.0.0.1
serve_script endings-server.py "$tmp/server.pem" "$tmp/server.key"
plain=$(sed -n 1p "$tmp/port")

for client in $("$SWIMLANE" --list=clients | cut -f 1); do
  list "$client" >"$tmp/list"
  cut -d' ' -f1 "$tmp/list" >"$tmp/urls"
  for mode in async sequential threads; do
    fetch "$client" "$mode"
    check "$client, $mode: the run ends (status $status)" test "$status" = 4
    while read -r url classes; do
      got=$(class_of "$url")
      check "$client, $mode: ${url##*/} is $classes (got ${got:-nothing})" \
        grep -q ",${got:-nothing}," <<<",$classes,"
    done <"$tmp/list"
  done
done

done_testing
