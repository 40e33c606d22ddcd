#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A program that blocks its loop on purpose is watched: each stall is found, with its cause, call and line.
# shellcheck source=../cli/lib.sh
. "${0%/*}/../cli/lib.sh"
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"
command -v python3 >/dev/null || skip_all "python3 is missing"

acts=(nap cache_lock read_pipe read_line wait_for_worker wait_for_child compute_thumbnail)
[ "$(uname -m)" != x86_64 ] || acts+=(sleep_inline)
if ! "$SWIMLANE" watch -q --export-json="$tmp/report.json" -- \
  "$(built tests/watch/stalls)" "${acts[@]}" >"$tmp/said"; then
  echo "Bail out! the program failed"
  exit 1
fi
python3 "$SWIM_TEST_SRCDIR/tests/watch/stalls.py" "$tmp/report.json" "$tmp/said" stalls.c
