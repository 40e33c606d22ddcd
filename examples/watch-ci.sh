#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Runs a program, such as the tests of an application, and fails if one of its main loops stalls:
#
#     watch-ci.sh PROGRAM [ARGUMENT…]
#
# The exit status is that of the program; 3 if a loop handled no event for longer than STALL_LIMIT
# (100ms), and 5 if no loop was seen. The folder WATCH_REPORTS (watch-reports) keeps the report as
# text and as a page, and watch.json for “swimlane report”. If there is a file watch-ignore, the
# calls that match one of its lines are not listed.
set -eu

reports=${WATCH_REPORTS:-watch-reports}
mkdir -p "$reports"
rm -f "$reports/watch.txt"
if [ -e watch-ignore ]; then
  set -- --ignore-file=watch-ignore -- "$@"
else
  set -- -- "$@"
fi
status=0
swimlane watch --fail-if="stall.max>${STALL_LIMIT:-100ms}" --output="$reports/watch.txt" \
  --export-json="$reports/watch.json" --export-html="$reports/watch.html" "$@" || status=$?
[ ! -e "$reports/watch.txt" ] || cat "$reports/watch.txt"
exit "$status"
