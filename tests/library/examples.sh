#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The examples: a job of one's own, in C and in Python, runs in every mode and is reported.
# shellcheck source=../cli/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../cli/lib.sh"

# The program that was built stands beside the script that libtool makes for it, so the examples are
# given the library by its path.
build=$(dirname "$(dirname "$SWIMLANE")")
LD_LIBRARY_PATH=$build/src/.libs${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
export LD_LIBRARY_PATH GI_TYPELIB_PATH=$build

read -ra all_modes <<<"$(modes | tr '\n' ' ')"
files=("$SWIM_TEST_SRCDIR"/data/scenarios/*.scenario)
sha256sum "${files[@]}" | sed 's/\([^ ]*\)  \(.*\)/\2: ok: \1/' | sort >"$tmp/sums"

# check_example NAME COMMAND…: the example does its work in each mode and compares them.
check_example () {
  local name=$1 mode

  shift
  for mode in "${all_modes[@]}"; do
    run_program "$@" --mode="$mode" --jobs=3 "${files[@]}"
    expect_status 0 "$name: every file is hashed in $mode mode"
    check "$name: the sums of $mode are right" diff "$tmp/sums" <(sort "$out")
  done
  run_program "$@" --mode=async --record="$tmp/record.json" "${files[@]}"
  expect_status 0 "$name: a run is recorded"
  check "$name: the record says what was given to threads" \
    grep -q "file reads: GLib's pool of threads" "$tmp/record.json"
  run_program "$@" --mode=async "$tmp/missing"
  expect_status 4 "$name: a file that is missing is a failed item"
  expect_match "missing: io-error: " "$name: and is said with its class"
  run_program "$@" --rounds=2 --export-json="$tmp/comparison.json" "${files[@]}"
  expect_status 0 "$name: the modes are compared"
  for mode in "${all_modes[@]}"; do
    expect_match "^$mode " "$name: the table has $mode"
  done
  run_program "$@" --modes=threads,async --rounds=2 --warmup=0 --jobs=3 --fail-if='wall > 100s' \
    --timeline=always --progress=always --prepare='sleep 0.2' --export-html="$tmp/page.html" "${files[@]}"
  expect_status 0 "$name: two modes are compared, and no gate fails"
  expect_match "^threads .* 1\.00" "$name: the first of --modes is the baseline"
  check "$name: no other mode is compared" test "$(grep -c '^sequential' "$out")" -eq 0
  expect_match 'in flight, █' "$name: the timeline is drawn"
  check "$name: a progress bar is drawn" grep -q '[0-9]/s' "$err"
  check "$name: the page has the charts" grep -q '<svg' "$tmp/page.html"
  run_program "$@" --modes=mixed --self-test --blocking-share=25 --seed=7 --rounds=1 --warmup=0 --quiet \
    --fail-if='wall > 0s' --export-json="$tmp/mixed.json" "${files[@]}"
  expect_status 3 "$name: a gate that fails ends in status 3"
  check "$name: --quiet prints nothing" test ! -s "$out"
  check "$name: the runs are given the blocking share" grep -q '"blocking_share" *: *0.25' "$tmp/mixed.json"
  check "$name: and the seed" grep -q '"seed" *: *7' "$tmp/mixed.json"
  run_program "$@" --modes=threads,none "${files[@]}"
  expect_error 2 '“none”' "$name: an unknown mode is named"
  run_program "$@" --blocking-share=101 "${files[@]}"
  expect_error 2 '--blocking-share' "$name: so is an option with a bad value"
  run_program "$@" --rounds=2
  expect_error 2 'item' "$name: without an item there is nothing to do"
  run report "$tmp/comparison.json"
  expect_status 0 "$name: swimlane report reads the comparison"
}

# run_program COMMAND…: as run does it, for another program.
run_program () {
  command_line="$*"
  status=0
  timeout --kill-after=5 "$(scaled 60)" "$@" >"$out" 2>"$err" </dev/null || status=$?
}

# check_meter NAME COMMAND…: the example measures its own loop.
check_meter () {
  local name=$1

  shift
  run_program "$@"
  expect_status 0 "$name: a program measures its own loop"
  expect_match '^[0-9]+ ms without events, (blocked|starved|cause not seen)' "$name: and is told of a stall"
  expect_match '^[0-9]+ stalls; an event waits [0-9.]+ ms at the most' "$name: and has the figures"
}

# The application of swimlane-watch(1): the lock alone keeps it from drawing for 0.3 s.
mkdir "$tmp/stutter"
run_program "$build/examples/stutter" "$tmp/stutter"
expect_status 0 "stutter: it runs"
expect_match '^[0-9]+ frames, up to ([2-9]|[1-9][0-9])[0-9][0-9] ms apart' "stutter: and it stutters"
run_program "$build/examples/stutter-repaired" "$tmp/stutter"
expect_status 0 "stutter-repaired: it runs"
expect_match '^[0-9]+ frames, up to [0-9]+ ms apart' "stutter-repaired: and draws"
check "stutter: neither leaves files behind" rmdir "$tmp/stutter"

# check_awaits NAME COMMAND…: the example awaits the outcome of each name.
check_awaits () {
  local name=$1

  shift
  run_program "$@" "$lab_dns" as.dev in.dev for.dev
  expect_status 0 "$name: a coroutine awaits the outcomes"
  check "$name: and has them all" diff <(sort "$out") - <<'END'
as.dev: ok
for.dev: not-found
in.dev: ok
END
}

start_lab local
if [ -e "$build/examples/await-outcomes" ]; then
  check_awaits "C" "$build/examples/await-outcomes"
else
  skip "C: a coroutine awaits the outcomes" "built without makecontext"
fi
check_meter "C" "$build/examples/watch-own-loop"
check_example "C" "$build/examples/hash-files"

if [ ! -e "$build/Swimlane-1.0.typelib" ]; then
  skip "Python: the example works" "built without introspection"
elif ! python3 -c 'import gi' 2>/dev/null; then
  skip "Python: the example works" "there is no python3 with gi"
else
  check_awaits "Python" python3 "$SWIM_TEST_SRCDIR/examples/await-outcomes.py"
  check_meter "Python" python3 "$SWIM_TEST_SRCDIR/examples/watch-own-loop.py"
  run_program python3 "$SWIM_TEST_SRCDIR/tests/library/loop-meter.py"
  expect_status 0 "Python: the meter has what C has"
  # Lists within lists, whose text takes a deep stack to make: of the loop, of a thread, of a coroutine.
  {
    sed '/^class/,$d' "$SWIM_TEST_SRCDIR/examples/hash-files.py"
    cat <<'PYTHON'
nested = []
for i in range(900):
    nested = [nested]


class DeepJob(GObject.Object, Swimlane.Job):
    def do_run(self, item, cancellable):
        return digest(repr(nested).encode())

    def do_run_async(self, item, cancellable, callback):
        task = Gio.Task.new(self, cancellable, callback)
        task.data = repr(nested).encode()
        task.return_boolean(True)

    def do_run_finish(self, result):
        result.propagate_boolean()
        return digest(result.data)


sys.exit(Swimlane.main(DeepJob(), "deep", sys.executable, sys.argv))
PYTHON
  } >"$tmp/deep.py"
  for mode in "${all_modes[@]}"; do
    run_program python3 "$tmp/deep.py" --mode="$mode" a b c
    expect_status 0 "Python: a job that recurses deeply runs in $mode mode"
  done
  check_example "Python" python3 "$SWIM_TEST_SRCDIR/examples/hash-files.py"
  check "Python: a run tells what it came to, as its record does" python3 \
    "$SWIM_TEST_SRCDIR/tests/library/run-result.py" "$SWIM_TEST_SRCDIR/examples/hash-files.py" \
    "$tmp/result.json" "${files[@]}"
fi

# Lists, names of files and NULL reach the setters as their comments say.
if [ -e "$build/Swimlane-1.0.typelib" ] && python3 -c 'import gi' 2>/dev/null; then
  cat >"$tmp/settings.py" <<'PYTHON'
import gi
gi.require_version("Swimlane", "1.0")
from gi.repository import GLib, Swimlane

download = Swimlane.Download.new("files")
download.set_headers(["X: y"])
assert download.props.headers == ["X: y"]
download.set_headers(None)
assert not download.props.headers
for name in ("user_agent", "user", "cookies", "netrc"):
    setter = getattr(download, "set_" + name)
    setter("text")
    assert getattr(download.props, name) == "text"
    setter(None)
    assert getattr(download.props, name) is None
download.set_tls_certificate(None)
download.set_netrc(b"/\xff")
try:
    download.load_checksums("/nowhere/sums")
    raise AssertionError("a list that is not there was read")
except GLib.Error as error:
    assert "/nowhere/sums" in error.message
PYTHON
  run_program python3 "$tmp/settings.py"
  expect_status 0 "Python: a download can be given each of its settings"
else
  skip "Python: a download can be given each of its settings" "there is no introspection, or no python3 with gi"
fi

# A runner of one's own hands the blocking share to the runs, and is set up by properties.
if [ -e "$build/Swimlane-1.0.typelib" ] && python3 -c 'import gi' 2>/dev/null; then
  cat >"$tmp/runner.py" <<'PYTHON'
import sys

import gi
gi.require_version("Swimlane", "1.0")
from gi.repository import Swimlane

runner = Swimlane.ComparisonRunner.new("hash\x1b[31m", sys.argv[2:])
runner.props.modes = ["mixed", "offload"]
runner.props.rounds = 1
runner.props.warmup = 0
runner.props.blocking_share = 0.25
assert runner.props.job.startswith("hash") and runner.props.modes == ["mixed", "offload"]
runner.execute(None)
text = runner.to_text(80)
assert "offload" in text and "Too few rounds" in text and "\x1b" not in text
runner.export("json", sys.argv[1])
PYTHON
  run_program python3 "$tmp/runner.py" "$tmp/runner.json" "$build/examples/hash-files" "${files[@]}"
  expect_status 0 "a runner is set up by its properties"
  check "and hands the blocking share to the runs" grep -q '"blocking_share" *: *0.25' "$tmp/runner.json"
else
  skip "a runner is set up by its properties" "built without introspection, or there is no python3 with gi"
fi

done_testing
