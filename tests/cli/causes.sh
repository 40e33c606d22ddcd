#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The table from cause to class, from end to end: the same in each mode and with each client. A line
# in causes.py is one cause.
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"

# LeakSanitizer itself crashes where it looks for leaks after TLS was spoken.
export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0
export SWIMLANE

command -v python3 >/dev/null || skip_all "python3 is not installed"
command -v openssl >/dev/null || skip_all "openssl is not installed"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$tmp/key" \
  -out "$tmp/certificate" -days 30 -subj "/CN=127.0.0.1" -addext "subjectAltName=IP:127.0.0.1,DNS:localhost" \
  2>/dev/null || skip_all "openssl makes no certificate"

# try NAME OPTION…
try () {
  local name=$1

  shift
  if python3 "$SWIM_TEST_SRCDIR/tests/cli/causes.py" "$1" "$tmp/certificate" "$tmp/key" "${@:2}" \
    >"$out" 2>&1; then
    pass "$name"
  else
    fail "$name" "$out"
  fi
}

for mode in sequential threads async mixed; do
  try "$mode: probes have the class of what happened" probe --mode="$mode"
done
for client in soup curl; do
  "$SWIMLANE" download --help | grep -q "\b$client\b" || continue
  for mode in threads async; do
    try "$mode, $client: downloads have the class of what happened" \
      download --mode="$mode" --client="$client"
  done
done

done_testing
