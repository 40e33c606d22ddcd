#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A server closes each connection after an answer without a word, and the end comes while the client
# looks whether the connection that it has kept is still open: the next file is fetched over another.
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"
# shellcheck source=servers.sh
. "${0%/*}/servers.sh"

shim=${SWIMLANE%/src/swimlane}/tests/cli/.libs/late-end-shim.so
if [ ! -e "$shim" ]; then
  skip_all "tests/cli/late-end-shim is not built"
fi
command -v python3 >/dev/null || skip_all "python3 is not installed"
# AddressSanitizer wants to be the first library.
export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}verify_asan_link_order=0
serve_script late-end-server.py
port=$(cat "$tmp/port")
for i in 1 2 3 4; do
  echo "http://127.0.0.1:$port/$i"
done >"$tmp/urls"

for client in $("$SWIMLANE" --list=clients | cut -f 1); do
  for mode in $("$SWIMLANE" --list=modes | cut -f 1); do
    rm -rf "$tmp/dest"
    LD_PRELOAD=$shim run download --client="$client" --mode="$mode" --jobs=1 --retries=0 --dest="$tmp/dest" \
      --input="$tmp/urls" --timeout="$(scaled 10)" --format=ndjson
    expect_status 0 "$client, $mode: the run ends well"
    check "$client, $mode: every file is fetched" test "$(grep -c '"status" \?: \?"ok"' "$out")" -eq 4
  done
done

done_testing
