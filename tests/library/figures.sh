#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# swimlane-tutorial(7): each figure in its text and below its commands, and each sentence that compares, has a
# mark, and holds in a run. What a mark means is in figures.py. A time is held against the delays of the lab, which
# no run can be quicker than, so that a slow machine changes nothing.
# shellcheck source=../cli/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../cli/lib.sh"
# shellcheck source=chapter-lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/chapter-lib.sh"

command -v python3 >/dev/null || skip_all "python3 is missing"
page=$SWIM_TEST_SRCDIR/man/swimlane-tutorial.7

# hold PAGE: what scripts/figures says of it, a line a figure, in $out.
hold () {
  command_line="scripts/figures --check $1"
  status=0
  python3 "$SWIM_TEST_SRCDIR/scripts/figures" --check --swimlane="$SWIMLANE" "$1" >"$out" 2>"$err" </dev/null ||
    status=$?
}

hold "$page"
while IFS=$'\t' read -r result name why; do
  case $result in
    ok) pass "$name" ;;
    skip) skip "$name" "$why" ;;
    *)
      echo "# $why"
      fail "$name" "$err"
      ;;
  esac
done <"$out"
check "there are many" test "$(wc -l <"$out")" -gt 40
expect_status 0 "and all of them hold"

for picture in "$SWIM_TEST_SRCDIR"/docs/*.png "$SWIM_TEST_SRCDIR"/docs/*.svg; do
  check "${picture##*/} is made by scripts/pictures" grep -q "\$folder/${picture##*/}" "$SWIM_TEST_SRCDIR/scripts/pictures"
done

# What is not so is found, each for its own reason.
cat >"$tmp/other.7" <<'END'
.Sh STEP 1: ALL THAT IS WRONG
.\" figures domains
There are 19 names.
.\" figures blogdom-threads
It takes 0.05 s, which no machine can.
.\" figures blogdom-threads
It takes 0.50 s, which is not its own time.
There are 5 figures that nobody has marked.
.\" figures domains
There are 18 names of 20.
.\" figures nothing
There are 18 of what nobody knows.
This is twice as long.
This is in step 1, and not in step 2.
.\" claims nothing
This is what nobody knows.
.Bd -literal
$ ./flags-threads
.Ed
.\" programs
.Bd -literal
$ ./flags-sequential
20 flags downloaded in 0.80s
.Ed
END
hold "$tmp/other.7"
check "what does not hold is found" diff - <(cut -f 1-2 "$out") <<END
not ok	line 3: domains
not ok	line 5: blogdom-threads
not ok	line 7: blogdom-threads
not ok	line 8
not ok	line 10
not ok	line 12: nothing
not ok	line 13
not ok	line 14
not ok	line 16: nothing
not ok	line 17
ok	./flags-threads
not ok	./flags-sequential
END
expect_status 1 "and the status tells"

done_testing
