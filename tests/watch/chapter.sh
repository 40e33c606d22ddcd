#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The programs of the chapter are watched: mistake.c by the line of the call that was left in, and of those
# that are asynchronous none waits in a call. That is told from which calls were made, not from how long
# they took, so that a slow machine changes nothing.
# shellcheck source=../cli/lib.sh
. "${0%/*}/../cli/lib.sh"
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"
# shellcheck source=../library/chapter-lib.sh
. "${0%/*}/../library/chapter-lib.sh"

command -v python3 >/dev/null || skip_all "python3 is missing"

# waits REPORT: each place on the main loop from which a call waited, as FUNCTION (FILE:LINE), the first of the
# program's own; calls of files and of sockets that do not block are no waits.
waits () {
  python3 -c '
import json, os, sys
waiting = ("poll", "ppoll", "select", "epoll_wait", "getaddrinfo", "usleep", "nanosleep", "fsync", "fdatasync",
           "flock", "res_nquery")
report = json.load(open(sys.argv[1]))
for call in report["calls"]:
    if call["function"] in waiting and report["loops"][call["loop"]]["name"] == "main":
        frames = call["stack"]["frames"][call["stack"]["own"]:] or [{"function": "?", "file": "?", "line": 0}]
        print(call["function"], frames[0]["function"], os.path.basename(frames[0]["file"] or "?"),
              frames[0]["line"])' "$1" | sort -u
}

# They save what they get in the folder where they are.
watch_program () {
  rm -f "$tmp/watch.json"
  cd "$tmp" || exit 1
  run watch --export-json="$tmp/watch.json" -- "$chapter_built/$1"
}

run watch --quiet -- "$(built tests/watch/held)" quit
if [ "$status" -ne 0 ] && grep -qE 'pidfd_open|swimlane-watch.so' "$err"; then
  skip_all "programs cannot be watched here"
fi

build_chapter
start_lab quick
export LAB_HTTP=$lab_http LAB_DNS=$lab_dns

# count_connects: how often a call in ask_length () connected, in turns of the loop: each flag once.
count_connects () {
  python3 -c '
import json, sys
print(sum(call["count"] for call in json.load(open(sys.argv[1]))["calls"] if call["function"] == "connect"
          and any(frame["function"] == "ask_length" for frame in call["stack"]["frames"])))' "$tmp/watch.json"
}

watch_program mistake
line=$(grep -n 'soup_session_send (' "$chapter/mistake.c" | cut -d: -f1)
check "mistake: the call that blocks is named by its line" \
  diff <(echo "poll ask_length mistake.c $line") <(waits "$tmp/watch.json")
check "mistake: and in the report" grep -qF "ask_length (mistake.c:$line)" "$err"

check "mistake: no request is left out, not even that of the last turn" test "$(count_connects)" -ge 20

# The exercise: then the last turn has all but the first.
cp -r "$chapter" "$tmp/exercise"
sed -i 's/chapter_session (5)/chapter_session (20)/' "$tmp/exercise/mistake.c"
rm "$chapter_built/mistake"
env -u MAKEFLAGS -u MAKELEVEL -u MFLAGS -u LDFLAGS -u CPPFLAGS \
  make -s -C "$chapter_built" -f "$tmp/exercise/Makefile" CFLAGS='-O1 -g' mistake >"$tmp/made" 2>&1
watch_program mistake
check "with 20 connections: neither" test "$(count_connects)" -ge 20

for program in "${programs[@]}"; do
  case $program in
    *-callbacks | *-coroutines | domaincheck | repair)
      watch_program "$program"
      check "$program: it is watched" grep -q '"name" *: *"main"' "$tmp/watch.json"
      check "$program: no call waits on its loop" diff /dev/null <(waits "$tmp/watch.json")
      ;;
  esac
done

done_testing
