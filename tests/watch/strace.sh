#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The system calls that watch tells are those that strace sees of the same run.
# shellcheck source=../cli/lib.sh
. "${0%/*}/../cli/lib.sh"
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"
command -v python3 >/dev/null || skip_all "python3 is missing"
strace -k -o /dev/null true 2>/dev/null || skip_all "there is no strace that can show stacks here"

# What this machine has installed is to make no calls.
export GIO_MODULE_DIR=$tmp/none GIO_USE_VFS=local GSETTINGS_BACKEND=memory

for audit in calls complete; do
  # strace stops each call for long; what is a stall is of no interest here.
  if ! "$SWIMLANE" watch -q --stall=60s --audit="$audit" --export-json="$tmp/report.json" -- \
    strace -f -k -o "$tmp/strace" "$(built tests/watch/chores)" "$tmp" >"$out" 2>"$err"; then
    echo "Bail out! the program failed: $(head -n 3 "$err")"
    exit 1
  fi
  if [ "$audit" = complete ] && grep -q 'refused to catch' "$tmp/report.json"; then
    echo "ok - a complete audit # SKIP the kernel has no way to catch system calls" | tee -a "$tmp/tap"
    continue
  fi
  python3 "$SWIM_TEST_SRCDIR/tests/watch/strace.py" "$tmp/report.json" "$tmp/strace" \
    "$SWIM_TEST_SRCDIR/src/preload/numbers.c" | tee -a "$tmp/tap"
done
tests_run=$(grep -cE '^(not )?ok ' "$tmp/tap")
done_testing
