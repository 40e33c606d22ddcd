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

# To see the stack of a call takes a millisecond or more. Those that strace.py leaves out need not be seen, but for
# the one by which it knows a main context.
left_out=$(sed -n '/^  SYS_eventfd2,$/d; s/^  SYS_\(.*\),$/?\1/p' "$SWIM_TEST_SRCDIR/src/preload/numbers.c" | paste -sd,)

# strace gives up where a process ends while it reads the stack of it; that is its own affair.
watch_and_trace () {
  local try

  for try in 1 2 3 4 5; do
    # It stops each call for long; what is a stall is of no interest here.
    "$SWIMLANE" watch -q --stall=60s --audit="$1" --export-json="$tmp/report.json" -- \
      strace -f -k -e trace="!$left_out" -o "$tmp/strace" "$(built tests/watch/chores)" "$tmp" >"$out" 2>"$err" && return
    grep -q 'strace: walk' "$err" || return
    echo "# strace failed, the $try. time: $(head -n 1 "$err")"
  done
  return 1
}

for audit in calls complete; do
  if ! watch_and_trace "$audit"; then
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
