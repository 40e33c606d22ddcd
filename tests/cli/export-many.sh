#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# 100,000 items a run, in every format: memory has its bounds, and no item is lost.
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"

most_kib=$((300 * 1024))
python3 -c 'import resource' 2>/dev/null || skip_all "there is no Python to measure memory with"

# peak ARGUMENT…: runs the program; its peak memory in KiB and its time go to $tmp/peak.
peak () {
  command_line="swimlane $*"
  status=0
  python3 - "$SWIMLANE" "$@" >"$tmp/peak" 2>"$err" <<'EOP' || status=$?
import os, subprocess, sys, time
began = time.monotonic()
child = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, usage = os.wait4(child.pid, 0)
print(usage.ru_maxrss, round(time.monotonic() - began, 2))
sys.exit(os.waitstatus_to_exitcode(status))
EOP
  cp "$tmp/peak" "$out"
  echo "# $(cut -d' ' -f1 "$tmp/peak") KiB at most, $(cut -d' ' -f2 "$tmp/peak") s: $1"
}

# A sanitizer keeps what was freed, and a shadow of all there is.
expect_peak () {
  if grep -q __asan_init "$SWIMLANE"; then
    skip "$1: memory stays below 300 MiB" "a sanitizer takes memory of its own"
    return
  fi
  check "$1: memory stays below 300 MiB" test "$(cut -d' ' -f1 "$tmp/peak")" -lt "$most_kib"
}

awk 'BEGIN { for (i = 0; i < 100000; i++) printf "name%06d.dev\n", i }' >"$tmp/names"
mapfile -t options < <("$SWIMLANE" compare --help \
  | sed -nE "s|^ +--export-([a-z-]+)=.*|--export-\1=$tmp/a.\1|p")
peak compare probe --lab=local --type=A --jobs=100 --modes=async,offload --rounds=1 --warmup=0 \
  --input="$tmp/names" "${options[@]}"
expect_status 0 "two modes of 100,000 names are compared"
expect_peak "compare"
check "each name is in the CSV, of each mode" test "$(wc -l <"$tmp/a.items-csv")" -eq 200001
peak report "$tmp/a.json" "${options[@]/$tmp\/a./$tmp/b.}"
expect_status 0 "what was saved is exported again"
expect_peak "report"
for option in "${options[@]}"; do
  format=${option##*.}
  check "the $format is the same" cmp "$tmp/a.$format" "$tmp/b.$format"
done

done_testing
