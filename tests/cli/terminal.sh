#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Results and bar in a real terminal, tmux, of several widths: what is left on the screen is each result
# once and whole, and nothing of the bar. Nor does anything disturb a pipe whose reader goes away.
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"

# A reader that has seen enough is no error. A list long enough that there is more to write then.
seq -f 'n%.0f.dev' 20000 >"$tmp/names"
while read -ra arguments; do
  status=0
  "$SWIMLANE" "${arguments[@]}" 2>"$err" </dev/null | head -n 1 >"$out"
  status=${PIPESTATUS[0]}
  command_line="swimlane ${arguments[*]} | head -n 1"
  check "$command_line: the line is there" test "$(wc -l <"$out")" -eq 1
  check "$command_line: is silent" diff /dev/null "$err"
  # The reader may also have gone only when all was written.
  check "$command_line: ends as if by SIGPIPE" test "$status" -eq 141 -o "$status" -eq 0
done <<END
probe --lab=local --input=$tmp/names
probe --lab=local --input=$tmp/names --format=ndjson
probe --lab=local --input=$tmp/names --export-items-csv=-
download --help
--list=countries
END
"$SWIMLANE" probe --lab=local --input="$tmp/names" 2>"$err" | head -n 1 >"$out"
check "a list that is not wanted any more is not worked on" test "${PIPESTATUS[0]}" -eq 141

run report "$SWIM_TEST_SRCDIR/tests/cli/golden/comparison.json"
check "a number stays beside its percent sign" test -z "$(grep -E '(^|[^0-9]) ?%( |$)' "$out" | grep -E '^ *%')"
nbsp=$(printf '\302\240')
check "by one no-break space" grep -q "[0-9]$nbsp%" "$out"

if ! command -v tmux >/dev/null; then
  skip "a terminal" "there is no tmux"
  done_testing
  exit
fi

# Of tmux's own, so that no other server is met; a user's own shell may be one that nobody can log in to.
terminal () {
  SHELL=/bin/sh tmux -u -S "$tmp/tmux" -f /dev/null "$@"
}

# screen: what is on it and above, a line that was wrapped as one.
screen () {
  terminal capture-pane -p -J -S - -t swim 2>/dev/null
}

# shows REGEX: waits until a line of the screen matches, for half a minute at most.
shows () {
  local deadline=$((SECONDS + $(scaled 30 | cut -d. -f1)))

  until screen | grep -qE -e "$1"; do
    if [ "$SECONDS" -ge "$deadline" ]; then
      return 1
    fi
    sleep 0.02
  done
}

# open_terminal WIDTH COMMAND…: runs it in a new terminal, at the bottom of its screen as in one that is
# in use; when it has ended, the last line is END. Of a screen that is not full, tmux puts lines into its
# history when it is made narrower, where nobody can take them away.
open_terminal () {
  local width=$1

  shift
  {
    printf '%s\n' 'yes "" | head -n 60; echo BEGIN'
    printf '%q ' "$@"
  } >"$tmp/command"
  command_line="$* in $width columns"
  printf '; echo END; exec sleep 600' >>"$tmp/command"
  terminal new-session -d -s swim -x "$width" -y 50 "exec env -u COLUMNS bash $tmp/command"
  children+=("$(terminal display-message -p -t swim '#{pane_pid}')")
}

# close_terminal: what was on it is in $out then.
close_terminal () {
  if shows '^END$'; then
    pass "$command_line ends"
  else
    fail "$command_line ends"
  fi
  screen | sed -e '1,/^BEGIN$/d' -e '/^END$/,$d' >"$out"
  terminal kill-session -t swim
}

# expect_codes NAME: each code of two letters is there once, whole, on lines of nothing else.
expect_codes () {
  grep -E '^([A-Z]{2} )*[A-Z]{2} ?$' "$out" | tr -s ' ' '\n' | grep . | LC_ALL=C sort >"$tmp/codes"
  sed -nE 's/^([A-Z]{2}): .*/\1/p' "$out" | LC_ALL=C sort >"$tmp/failed"
  if LC_ALL=C sort "$tmp/codes" "$tmp/failed" | diff "$tmp/all" - >"$tmp/diff"; then
    pass "$1: each code is there once and whole"
  else
    fail "$1: each code is there once and whole" "$tmp/diff" "$out"
  fi
  grep -vE '^([A-Z]{2} )*[A-Z]{2} ?$|^[A-Z]{2}: |^[0-9]+ files: |^hint: |^$' "$out" >"$tmp/rest"
  check "$1: nothing else is, nor anything of the bar" diff /dev/null "$tmp/rest"
  check "$1: no line is empty" test -z "$(sed '$d' "$out" | grep -x '' )"
}

# Its server lives as long as this session.
if ! terminal new-session -d -s base 'exec sleep 3600' 2>"$err"; then
  skip "a terminal" "tmux does not start: $(head -n 1 "$err")"
  done_testing
  exit
fi
children+=("$(terminal display-message -p -t base '#{pane_pid}')")

"$SWIMLANE" --list=countries | cut -f 1 | LC_ALL=C sort >"$tmp/all"
for width in 60 80 200; do
  # Two thirds of a second for the bar to be drawn and taken away again.
  open_terminal "$width" "$SWIMLANE" download --lab=error --all --rate=300 --dest="$tmp/flags" --color=never
  close_terminal
  expect_codes "$width columns"
  grep -E '^([A-Z]{2} )*[A-Z]{2} ?$' "$out" >"$tmp/lines"
  check "$width columns: no line of codes is wrapped" \
    test "$(awk '{ print length ($0) }' "$tmp/lines" | sort -n | tail -n 1)" -lt "$width"
  check "$width columns: the last line says what was done" grep -qE '^194 files: [0-9]+ downloaded, ' "$out"
done

# It is made narrower, and wider again, while it runs.
for widths in "80 60" "60 200" "200 30"; do
  open_terminal "${widths% *}" "$SWIMLANE" download --lab=local --all --rate=150 --dest="$tmp/flags" --color=never
  check "${widths/ / to } columns: it has begun" shows '^[A-Z]{2} '
  terminal resize-window -t swim -x "${widths#* }"
  close_terminal
  expect_codes "${widths/ / to } columns"
done

# COLUMNS says how wide text is to be, if there are so many.
open_terminal 80 env COLUMNS=60 "$SWIMLANE" download --lab=local --all --rate=1000 --dest="$tmp/flags" --color=never
close_terminal
expect_codes "COLUMNS=60"
check "COLUMNS=60: no line is longer" \
  test -z "$(grep -E '^([A-Z]{2} )*[A-Z]{2} ?$' "$out" | awk 'length ($0) >= 60')"
COLUMNS=60 run probe --help
check "COLUMNS=60: a pipe gets whole lines of help" grep -qE '^.{61,}$' "$out"

# A large file that would take minutes: the bar has its bytes, and it is gone after an interrupt.
start_lab local
for width in 60 80 200; do
  open_terminal "$width" "$SWIMLANE" download --nameserver="$lab_dns" --dest="$tmp/large" --limit-rate=10K \
    "$lab_url/bytes/2000000"
  check "$width columns: a large file has its bytes" shows '^\[[#.]+\] 0/1  [0-9.]+ [KM]iB of 1\.91 MiB  '
  terminal send-keys -t swim C-c
  close_terminal
  check "$width columns: of which nothing is left" test -z "$(grep -F '[' "$out")"
  check "$width columns: but what became of it" grep -qE '^1 file: 1 cancelled; ' "$out"
done

done_testing
