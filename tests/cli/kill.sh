#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# kill -9 at any moment, and again, and then --resume: every name is answered once and every file is
# whole, and nothing else is left. SWIM_TEST_KILLS says how often each is killed (5).
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"

kills=${SWIM_TEST_KILLS:-5}
RANDOM=20261124 # the moments are chance, but the same each time

start_lab local
seq -f 'n%.0f.dev' 20000 >"$tmp/names"
sort "$tmp/names" >"$tmp/names.sorted"
seq -f "$lab_http/bytes/%.0f" 30000 100 79900 >"$tmp/urls"

# kill_at MILLISECONDS ARGUMENT…: runs the program and kills it then. The status is the program's.
kill_at () {
  local at=$1

  shift
  "$SWIMLANE" "$@" >/dev/null 2>"$err" </dev/null &
  pid=$!
  sleep "$(awk -v ms="$at" 'BEGIN { print ms / 1000 }')"
  kill -KILL "$pid" 2>/dev/null
  wait "$pid" 2>/dev/null
}

# kill_again MILLISECONDS ARGUMENT…: kills it at up to so many of them, and starts it again, until it
# gets to its end; at the last it is left alone. Sets killed.
kill_again () {
  local longest=$1

  shift
  killed=0
  until [ "$killed" -ge 40 ] || kill_at $((1 + RANDOM % longest)) "$@"; do
    killed=$((killed + 1))
  done
  run "$@"
}

# probe ROUND MODE
probe () {
  local result=$tmp/probe.$1

  kill_again 400 probe --nameserver="$lab_dns" --jobs=50 --mode="$2" --input="$tmp/names" \
    --resume="$result"
  expect_status 0 "probe in $2 ($1): killed $killed times, it gets to its end"
  sed -E 's/^\{"name" ?: ?"([^"]*)".*/\1/' "$result" | sort >"$tmp/answered"
  check "probe in $2 ($1): each name is answered once" diff "$tmp/names.sorted" "$tmp/answered"
  check "probe in $2 ($1): no line is half a line" test "$(grep -vc '}$' "$result")" -eq 0
}

# sums FOLDER: what is in each file.
sums () {
  (cd "$1" && find . -type f -exec sha256sum -- {} + | sort -k 2)
}

# download ROUND MODE
download () {
  local dest=$tmp/dest.$1

  kill_again 150 download --jobs=20 --mode="$2" --input="$tmp/urls" --dest="$dest" --resume
  expect_status 0 "download in $2 ($1): killed $killed times, it gets to its end"
  sums "$dest" >"$tmp/sums"
  check "download in $2 ($1): each file is whole, and nothing else is there" \
    diff "$tmp/sums.whole" "$tmp/sums"
  rm -rf "$dest"
}

# kill_job JOB: in one mode after the other, until it was killed as often as is wanted.
kill_job () {
  local round=0 total=0 modes=(async threads tasks coroutine)

  while [ "$total" -lt "$kills" ] && [ "$round" -lt $((4 * kills)) ]; do
    "$1" "$round" "${modes[round % ${#modes[@]}]}"
    round=$((round + 1))
    total=$((total + killed))
  done
  check "$1: it was killed $kills times and more" test "$total" -ge "$kills"
  echo "# $1: killed $total times"
}

run download --jobs=20 --input="$tmp/urls" --dest="$tmp/whole"
expect_status 0 "a download that is left alone gets to its end"
check "with 500 files" test "$(find "$tmp/whole" -type f | wc -l)" -eq 500
sums "$tmp/whole" >"$tmp/sums.whole"

kill_job probe
kill_job download

done_testing
