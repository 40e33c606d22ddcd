#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A program in Python that blocks its loop on purpose is watched: each stall is found, with its cause, call,
# function and line, and so is who makes short calls.
# shellcheck source=../cli/lib.sh
. "${0%/*}/../cli/lib.sh"
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"

python3 -c 'import sys, gi; sys.exit (not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null ||
  skip_all "Python 3.11 to 3.13 with GObject (python3-gi) is missing"

acts=(nap cache_lock read_pipe wait_for_child compute_thumbnail)

look () {
  if ! "$SWIMLANE" watch -q --export-json="$tmp/report.json" -- \
    python3 "$SWIM_TEST_SRCDIR/tests/watch/stalls-gi.py" "${acts[@]}" >"$tmp/said"; then
    echo "Bail out! the program failed"
    return 1
  fi
  if ! python3 - "$tmp/report.json" <<'END'
import json, sys
calls = json.load(open(sys.argv[1], encoding="utf-8"))["calls"]
sys.exit(not any(call["function"] == "close" and call["stack"]["own"] >= 0
                 and call["stack"]["frames"][call["stack"]["own"]]["function"] == "read_pipe" for call in calls))
END
  then
    echo "Bail out! the report does not say who makes short calls"
    return 1
  fi
  python3 "$SWIM_TEST_SRCDIR/tests/watch/scripts.py" "$tmp/report.json" "$tmp/said" stalls-gi.py
}

at_rest look || exit 1
