#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# watch as a user has it: which programs it takes, with which status it ends, and what signals do.
# shellcheck source=../cli/lib.sh
. "${0%/*}/../cli/lib.sh"
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"

held=$(built tests/watch/held)
unset GIO_USE_PROXY_RESOLVER

# remarks: what was printed, in one line, since a long path has a sentence wrapped elsewhere.
remarks () {
  tr -s '\n ' ' ' <"$err"
}

run watch --quiet -- "$held" quit
if [ "$status" -ne 0 ] && grep -qE 'pidfd_open|swimlane-watch.so' "$err"; then
  skip_all "programs cannot be watched here"
fi
expect_status 0 "a program that ends well"
check "--quiet prints nothing" test ! -s "$err"

# Exit statuses.
run watch -- "$held" quit 9
expect_status 9 "the status is that of the program"
run watch -- "$held" crash
expect_status 134 "a program that was ended by a signal: 128 and the signal"
check "and the report is printed" grep -q 'main' "$err"
run watch -- "$held" crash 200
expect_status 134 "a crash after forty calls"
check "which are told" grep -qE '^ +40 .* usleep +on_crash ' "$err"
check "as calls that are timed" test "$(grep -c 'not timed' "$err")" -eq 0
check "and were over when it ended" test "$(grep -c 'until the program' "$err")" -eq 0
check "shorter ones would not be known" grep -q 'took less than 1.00 ms' "$err"
# Without a CPU it is not blocked, but ready to run.
for _ in 1 2 3; do
  run watch --output="$tmp/rattle" -- "$held" rattle 300
  ! grep -q '^main was blocked' "$tmp/rattle" || break
done
expect_status 134 "a crash after thousands of calls"
if grep -q '^main was blocked' "$tmp/rattle"; then
  check "that they are short does not mean that they are not timed" \
    test "$(grep -c 'not timed' "$tmp/rattle")" -eq 0
  check "where they were made is told" grep -q 'usleep(), called by on_rattle' "$tmp/rattle"
  check "and that they were over" test "$(grep -c 'until the program' "$tmp/rattle")" -eq 0
else
  skip "where the calls were made" "the machine is too busy"
fi
run watch --audit=off -- "$held" crash 200
check "without an audit none are missing" test "$(grep -c 'took less than' "$err")" -eq 0
run watch --fail-if='stall.max>100ms' -- "$held" stall 150
expect_error 3 'a gate failed: stall.max>100ms: main stall.max is ' "a gate that fails"
run watch --fail-if='stall.max>100ms' -- "$held" quit 0
expect_status 0 "a gate that passes"
run watch --fail-if='other.turns<1' -- "$held" quit
expect_error 3 'no loop other' "a gate about a loop that was not seen"
run watch -- "$held" none
expect_error 5 'made no main context' "a program without a main context"
run watch -- "$held" none 3
expect_error 3 'made no main context' "a failure of such a program counts for more"
run watch -- "$held" unpolled
expect_error 5 'polled none' "a program whose main context is not polled"
run watch -- env -i "$held" quit
expect_error 5 'starts without LD_PRELOAD' "a program started without LD_PRELOAD"

# Loops of other threads.
run watch --fail-if='main.before-loop>190ms' -- "$held" helped
expect_error 3 'main before-loop is' "the time before the main loop ends when that runs, not another one"
check "as the remarks say" grep -q 'before its main loop did' <(remarks)
check "a turn that the end of the program found a thread in is told" \
  grep -q '^helper was blocked for .* in usleep(), called by on_help' "$err"

# shellcheck disable=SC2016 # that shell is to expand it
run watch --export-json="$tmp/script.json" -- sh -c 'for i in $(seq 100); do /bin/true; done; exec "$1" stall 120' \
  sh "$held"
expect_status 0 "a script that starts a hundred programs before the one with a loop"
check "that one is watched" grep -q '^main' "$err"
check "the others take no room" test "$(grep -cE '(were|was) not watched' "$err")" -eq 0
check "and stand in no list" test "$(grep -c '"pid"' "$tmp/script.json")" -le 2

# What dlerror () tells is the program's, whatever we have to look for ourselves meanwhile.
run watch --quiet -- "$held" dlerror
check "dlerror() tells what it would" test "$(grep -c dlerror "$out")" -eq 3
expect_match '^dlerror told$' "of an error before the first call of another function"
expect_match '^dlerror kept$' "in a text that stays"
expect_match '^dlerror cleared$' "until another call of its kind"

# A child that cannot tell of its loops: that nothing is known of them must not look as if all were well.
run watch --fail-if='stall.max>100ms' -- "$held" barred
expect_error 3 'nothing is known of 1 more processes or threads with loops' "a gate fails where a child could not be watched"
check "as the remarks say" grep -q '^1 process with main contexts was not watched: ' <(tr '\n' ' ' <"$err" | sed 's/  */ /g; s/\. /.\n/g')
run watch --fail-if='main.stall.max>100ms' -- "$held" barred
expect_status 0 "one about a loop that was watched does not"

# Why a stack is not known is said in a sentence.
run watch -- "$held" alone 300
check "of a process whose first thread has ended no stack is known" \
  grep -qE 'Process [0-9]+: the stack of a stall is not known, since it could not be read\.' <(remarks)

# Another PID namespace has other numbers, which are those of other processes here.
if unshare --pid --fork true 2>/dev/null; then
  run watch --export-json="$tmp/apart.json" -- unshare --pid --fork "$held" search 300
  check "what a process in another PID namespace does is seen" grep -q 'on_compute' "$err"
  check "under the number that it has here" test "$(grep -cE '"pid" *: *[12],' "$tmp/apart.json")" -eq 0
else
  skip "processes in another PID namespace" "this needs root"
fi

# What is said of the program's own: its output is its own, and the report goes elsewhere.
# We may have been started in the background ourselves, with SIGINT ignored.
env --default-signal "$SWIMLANE" watch -- "$held" inherited >"$out" 2>"$err" </dev/null
check "standard output is the program's alone" test "$(grep -cvE '^(blocked|ignored|resolver|preload|group) ' "$out")" -eq 0
expect_match '^resolver unset$' "the environment is the one that we were started with"
expect_match '^preload .*swimlane-watch.so$' "but for the library"
expect_match '^group shared$' "the process group keeps the terminal"
check "no signal is blocked or ignored" test "$(grep -cE '^(blocked|ignored)' "$out")" -eq 0
(
  trap '' HUP USR1
  LD_PRELOAD=libm.so.6 "$SWIMLANE" watch -q -- "$held" inherited
) >"$out" 2>"$err" </dev/null
expect_match '^ignored 1$' "a signal that was ignored still is"
expect_match '^preload .*swimlane-watch.so:libm.so.6$' "what was preloaded still is, after the library"
run watch --output="$tmp/report" -- "$held" stall 120
check "--output writes the report to a file" grep -q 'usleep' "$tmp/report"
check "and only there" test ! -s "$err"
run watch --output=/dev/full -- "$held" stall 120
expect_status 1 "a report that cannot be written"
run watch --output=/dev/full --fail-if='stall.max>100ms' -- "$held" stall 150
expect_error 3 'a gate failed: ' "a gate that fails counts for more"
run watch --output=/dev/full -- "$held" quit 9
expect_error 9 '/dev/full' "and so does a failure of the program"
"$SWIMLANE" watch -- "$held" stall 120 >"$out" 2>/dev/full </dev/null
status=$?
expect_status 1 "a report for which standard error has no room"
"$SWIMLANE" watch -- "$held" stall 120 >"$out" 2>&- </dev/null
status=$?
expect_status 1 "or that is closed"
"$SWIMLANE" watch -- "$held" quit 9 >"$out" 2>/dev/full </dev/null
status=$?
expect_status 9 "a failure of the program counts for more there, too"
"$SWIMLANE" watch --quiet -- "$held" stall 120 >"$out" 2>/dev/full </dev/null
status=$?
expect_status 0 "where none is to be printed, it need not be"
run watch --export-json="$tmp/watch.json" -- "$held" stall 120
check "--export-json writes one" grep -q '"usleep"' "$tmp/watch.json"
run report "$tmp/watch.json"
expect_match 'usleep' "report reads it"
run watch -- "$held" search 300
check "what computes is found after a program that was not to be started" grep -q 'on_compute' "$err"
run watch --live -- "$held" stall 1200
check "--live says how the loops are doing" grep -qE '^swimlane: delay p99 .*stall' "$err"
run watch --quiet --live -- "$held" stall 1200
check "but not with --quiet" test ! -s "$err"

# Usage.
for arguments in '' '--stall=0 -- true' '--for=0 -- true' '--for=0s -- true' '--stall=x -- true' '--for=-1 -- true' '--audit=some -- true' \
  '--fail-if=x -- true' '--fail-if=stall.max>fast -- true' '--ignore= -- true'; do
  read -ra words <<<"$arguments"
  run watch "${words[@]}"
  expect_status 2 "watch $arguments is refused"
done
for condition in 'blocked>1' 'blocked>500%' 'main.utilization>=101%' 'utilization<0'; do
  run watch --fail-if="$condition" -- true
  expect_error 2 "is never true" "the gate $condition, which cannot fail, is refused"
done
run watch --fail-if='blocked<=500%' -- true
expect_error 2 'is always true' "and so is one that cannot pass"
run watch --fail-if='blocked>=1' --fail-if='utilization>99.9%' -- "$held" quit
expect_status 0 "shares up to all of the time"
printf '# comment\n\nread *.ui\n' >"$tmp/rules"
run watch --ignore-file="$tmp/rules" --ignore='usleep' -- "$held" stall 120
expect_status 0 "rules from a file"
check "a rule that no call matched is named" grep -q 'read \*.ui' "$err"
run watch --ignore-file="$tmp/none" -- "$held" quit
expect_error 1 "$tmp/none" "a file of rules that is not there"
run watch --offload='flock' --export-json="$tmp/offload.json" -- "$held" stall 120
check "--offload asks about the calls that match" grep -qE '"offload" *: *"flock"' "$tmp/offload.json"
check "and says that none does" grep -q 'Unused rule: no call that is listed matches “flock”' "$err"
run watch --offload='usleep' -- "$held" stall 120
check "but not of a rule that finds some" test "$(grep -c 'Unused rule' "$err")" -eq 0
run watch --offload='usleep' --ignore='usleep' -- "$held" stall 120
check "what is ignored is not offloaded" grep -q 'no call that is listed matches “usleep”' "$err"

# Programs that cannot be watched: status 1, and why.
refused () {
  run watch -- "$1"
  expect_error 1 "$2" "$3 is refused"
}
mkdir "$tmp/folder"
printf '#!/nowhere/sh\n' >"$tmp/script"
printf 'echo\n' >"$tmp/text"
chmod +x "$tmp/script" "$tmp/text"
refused no-such-program 'there is no program “no-such-program”' "a name that is not in PATH"
refused "$tmp/none" 'there is no such file' "a file that is not there"
refused "$tmp/folder" 'it is a folder' "a folder"
refused "$tmp/rules" 'not executable' "a file that is not executable"
refused "$tmp/script" '/nowhere/sh' "a script whose interpreter is missing"
refused "$tmp/text" 'neither an ELF program' "a text"
if echo 'int main (void) { return 0; }' >"$tmp/x.c" \
  && ${CC:-cc} -static -o "$tmp/static" "$tmp/x.c" 2>/dev/null; then
  refused "$tmp/static" 'statically linked' "a static program"
else
  skip "a static program is refused" "none can be built here"
fi

# A program of a developer who looks for other faults at the same time.
cat >"$tmp/stutter.c" <<'END'
#include <glib.h>
#include <unistd.h>
static gboolean on_time (gpointer loop) { usleep (120000); g_main_loop_quit (loop); return FALSE; }
int main (void)
{
  GMainLoop *loop = g_main_loop_new (NULL, FALSE);
  g_timeout_add (1, on_time, loop);
  g_main_loop_run (loop);
  g_main_loop_unref (loop);
  return 0;
}
END
for sanitizer in address thread; do
  # shellcheck disable=SC2046 # a list of words
  if ${CC:-cc} -g "-fsanitize=$sanitizer" "$tmp/stutter.c" -o "$tmp/$sanitizer" \
    $(pkg-config --cflags --libs glib-2.0) 2>/dev/null && "$tmp/$sanitizer"; then
    ASAN_OPTIONS=detect_leaks=0 run watch -- "$tmp/$sanitizer"
    check "a program with -fsanitize=$sanitizer is watched" grep -q 'in usleep(), called by on_time' "$err"
  else
    skip "a program with -fsanitize=$sanitizer is watched" "none can be built or run here"
  fi
done

# Wrappers, and programs that become others.
printf '#!/bin/sh\n"%s" quit 0\nexec "%s" stall 120\n' "$held" "$held" >"$tmp/script"
run watch -- "$tmp/script"
expect_status 0 "a script"
check "whose programs are both watched" grep -q 'usleep' "$err"
check "and told apart" test "$(remarks | grep -o 'process [0-9]*)' | sort -u | wc -l)" -eq 2
run watch -- "$held" daemon
check "a daemon that goes on" grep -qE 'goes on|no loop was seen' "$err"

# Signals.
start_watch () {
  start watch "$@"
  check "$* runs" wait_for "$out" '^ready$'
}
wait_watch () {
  wait "$pid"
  status=$?
}
for signal in TERM HUP INT; do
  start watch -- "$held" handle
  check "a program that handles $signal runs" wait_for "$out" '^ready$'
  kill -"$signal" "$pid"
  wait_watch
  expect_status 7 "$signal is passed on"
  expect_match "^$signal\$" "and the program gets it"
  check "the report is printed all the same" grep -q 'main' "$err"
done
start_watch -- "$held" idle
kill -TERM "$pid"
wait_watch
expect_status 143 "TERM ends a program that does not handle it"
start_watch --stall=5ms -- "$held" hang
program=$(pgrep -P "$pid")
kill -KILL "$program"
wait_watch
expect_status 137 "a program that is killed in a callback"
check "the stall to the end is told" grep -q 'pause' "$err"

# --for.
run watch --for=300ms -- "$held" idle
expect_status 0 "--for ends the program, which is no failure"
run watch --for=300ms -- "$held" handle
expect_status 7 "--for passes on another status"
run watch --for="$(scaled 1)s" --fail-if='stall.max>100ms' -- "$held" hang
expect_error 3 'stall.max' "a loop that hangs at the end has stalled"

# The watched program goes on without us.
start_watch -- "$held" handle
program=$(pgrep -P "$pid")
kill -KILL "$pid"
wait "$pid" 2>/dev/null
check "the program goes on when watch is killed" kill -0 "$program"
kill -TERM "$program"
check "and still handles signals" wait_for "$out" '^TERM$'

done_testing
