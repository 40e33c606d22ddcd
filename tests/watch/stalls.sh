#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A program that blocks its loop on purpose is watched: each stall is found, as long as it was, with its
# cause, call and line; and what is no stall is not told to be one.
# shellcheck source=../cli/lib.sh
. "${0%/*}/../cli/lib.sh"
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"
command -v python3 >/dev/null || skip_all "python3 is missing"

acts=(nap cache_lock read_pipe read_line wait_for_worker wait_for_child compute_thumbnail
  compute_beside_hogs read_beside_hogs connect_to_server connect_to_daemon look_up_server
  save_document call_service run_helper open_dialog nap_in_dialog run_private_loop)
[ "$(uname -m)" != x86_64 ] || acts+=(sleep_inline)

# look AUDIT: no loop runs before the first of acts: what blocks until then is no stall, whatever loops it has of
# its own.
look () {
  if ! "$SWIMLANE" watch -q --stall=5ms --audit="$1" --export-json="$tmp/report.json" -- \
    "$(built tests/watch/stalls)" before:nap before:call_service before:run_helper \
    before:run_private_loop "${acts[@]}" >"$tmp/said" 2>"$err"; then
    echo "Bail out! the program failed: $(head -n 3 "$err")"
    return 1
  fi
  python3 "$SWIM_TEST_SRCDIR/tests/watch/stalls.py" "$tmp/report.json" "$tmp/said"
}

status=0
for audit in calls complete; do
  at_rest look "$audit" >"$tmp/part" || status=$?
  cat "$tmp/part"
  [ "$status" -eq 0 ] || exit 1
  tests_run=$((tests_run + $(grep -cE '^(not )?ok ' "$tmp/part")))
done
done_testing
