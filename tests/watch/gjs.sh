#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A program in JavaScript that blocks its loop on purpose is watched: each stall is found, with its cause and
# call, and the report says that it has no names of functions.
# shellcheck source=../cli/lib.sh
. "${0%/*}/../cli/lib.sh"
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"
command -v gjs >/dev/null || skip_all "gjs is missing"
command -v python3 >/dev/null || skip_all "python3 is missing"

acts=(nap read_pipe wait_for_child compute_thumbnail)

look () {
  if ! "$SWIMLANE" watch -q --export-json="$tmp/report.json" -- \
    gjs "$SWIM_TEST_SRCDIR/tests/watch/stalls-gjs.js" "${acts[@]}" >"$tmp/said"; then
    echo "Bail out! the program failed"
    return 1
  fi
  if ! grep -q 'runs JavaScript' "$tmp/report.json"; then
    echo "Bail out! the report does not say that functions have no names"
    return 1
  fi
  python3 "$SWIM_TEST_SRCDIR/tests/watch/scripts.py" "$tmp/report.json" "$tmp/said"
}

at_rest look || exit 1
