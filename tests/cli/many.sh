#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A thousand downloads in flight at once; and where there are too few descriptors, a word about it.
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"

start_lab quick
for i in {1..1000}; do
  echo "$lab_http/bytes/64?n=$i"
done >"$tmp/urls"

for mode in async threads; do
  run download --mode="$mode" --jobs=1000 --per-host=0 --input="$tmp/urls" --dest="$tmp/$mode"
  expect_status 0 "$mode: 1,000 in flight, all succeed"
  expect_match '^1000 files: 1000 downloaded; ' "$mode: and are counted"
  check "$mode: each has a file of its own" test "$(find "$tmp/$mode" -type f -size 64c | wc -l)" -eq 1000
done

(
  ulimit -Sn 256
  run download --mode=async --jobs=1000 --per-host=0 --input="$tmp/urls" --dest="$tmp/soft"
  exit "$status"
)
status=$?
command_line="swimlane download --jobs=1000, with ulimit -Sn 256"
expect_status 0 "a low soft limit of descriptors is raised"

(
  ulimit -n 256
  run download --mode=async --jobs=1000 --per-host=0 --input="$tmp/urls" --dest="$tmp/hard"
  exit "$status"
)
status=$?
command_line="swimlane download --jobs=1000, with ulimit -n 256"
expect_error 1 256 "a low hard limit is named before anything is fetched"
check "nothing was fetched" test ! -s "$out"

# Of two files one is longer than a file may be: that one fails, and the run goes on.
(
  ulimit -f 8
  run download --mode=async --dest="$tmp/short" "$lab_http/bytes/1000000" "$lab_http/bytes/64"
  exit "$status"
)
status=$?
command_line="swimlane download, with ulimit -f 8"
expect_status 4 "a file may be longer than ulimit -f allows"
check "it is not there" test ! -e "$tmp/short/1000000"
check "the other one is" test "$(find "$tmp/short" -type f -size 64c | wc -l)" -eq 1

(
  ulimit -n 60
  run download --jobs=1 --dest="$tmp/few" "$lab_http/bytes/64"
  exit "$status"
)
status=$?
command_line="swimlane download --jobs=1, with ulimit -n 60"
expect_error 1 "raise it" "a limit that no --jobs is below is named"

# The limit of threads does not hold for root. Another user may not be let into the build folder.
mkdir -m 755 "$tmp/other"
cp "$SWIMLANE" "$tmp/other/swimlane"
chmod 711 "$tmp"
as_other=(setpriv --reuid=54321 --regid=54321 --clear-groups)
for threads in 2 4 6; do
  what="a run for which $threads threads are too few says so"
  if [ "$(id -u)" -eq 0 ] && "${as_other[@]}" "$tmp/other/swimlane" --version >"$out" 2>&1; then
    command_line="swimlane download, with ulimit -u $threads"
    status=0
    "${as_other[@]}" prlimit --nproc="$threads" "$tmp/other/swimlane" download --jobs=1 \
      --dest="$tmp/none" "$lab_http/bytes/64" >"$out" 2>"$err" </dev/null || status=$?
    expect_error 1 "ulimit -u" "$what"
  else
    skip "$what" "this needs root and setpriv"
  fi
done

done_testing
