#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# No file with the body of another URL: a download of URLs of which each two share their last part is
# killed and goes on with its list in another order, and two write into one folder at once.
# SWIM_TEST_URLS says how many URLs there are (2000).
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"

half=$((${SWIM_TEST_URLS:-2000} / 2))
RANDOM=20261125 # the order is chance, but the same each time

# Each body is the path of its URL.
mkdir -p "$tmp/site/a" "$tmp/site/b"
(cd "$tmp/site" && seq "$half" | awk '{ for (i = 1; i <= 2; i++) { path = (i == 1 ? "a/" : "b/") $1 ".txt"
  print "/" path >path; close (path) } }')
"$SWIMLANE" serve --scenario=local --root="$tmp/site" >"$tmp/ready" 2>"$tmp/lab.err" </dev/null &
children+=("$!")
wait_for "$tmp/ready" '}'
lab_url=$(json_string "$tmp/ready" url)
base=http://127.0.0.1:${lab_url##*:}
seq -f "$base/a/%.0f.txt" "$half" >"$tmp/a"
seq -f "$base/b/%.0f.txt" "$half" >"$tmp/b"
cat "$tmp/a" "$tmp/b" >"$tmp/urls"

# own_bodies REPORT FOLDER: each URL that is reported ok has its own body in the file that is named.
own_bodies () {
  sed -n 's/^{"name":"\([^"]*\)","status":"ok".*"file":"\([^"]*\)".*/\1 \2/p' "$1" >"$tmp/pairs"
  (cd "$2" && awk -v base="$base" '{ body = ""; getline body <$2; close ($2)
    if (base body != $1) { print $1, $2, body; bad = 1 } } END { exit bad }' "$tmp/pairs")
}

# every_url REPORT FILE…: each URL of the lists is reported ok once.
every_url () {
  local report=$1

  shift
  own_bodies "$report" "$dest" && cut -d ' ' -f 1 "$tmp/pairs" | sort | diff - <(sort "$@")
}

for mode in async threads; do
  dest=$tmp/killed-$mode
  "$SWIMLANE" download -q --mode="$mode" --input="$tmp/urls" --dest="$dest" --per-host=0 --resume \
    >/dev/null 2>&1 </dev/null &
  pid=$!
  until [ "$(find "$dest" -name '*.txt' 2>/dev/null | head -n $((half / 2)) | wc -l)" -ge $((half / 2)) ] ||
    ! kill -0 "$pid" 2>/dev/null; do
    sleep 0.01
  done
  kill -KILL "$pid" 2>/dev/null
  wait "$pid" 2>/dev/null
  sort -R --random-source=<(yes) "$tmp/urls" >"$tmp/shuffled"
  run download --mode="$mode" --input="$tmp/shuffled" --dest="$dest" --per-host=0 --resume \
    --format=ndjson
  expect_status 0 "$mode: a killed download goes on in another order"
  check "$mode: and each URL has its own body" every_url "$out" "$tmp/urls"
  check "$mode: in a file of its own, and nothing else is there" \
    test "$(find "$dest" -type f | wc -l)" -eq $((2 * half))
  run download --mode="$mode" --input="$tmp/urls" --dest="$dest" --per-host=0 --resume \
    --format=ndjson
  check "$mode: once more, nothing is asked for" test "$(grep -c '"tries":0' "$out")" -eq $((2 * half))
  check "$mode: and each is found" every_url "$out" "$tmp/urls"

  dest=$tmp/two-$mode
  for list in a b; do
    "$SWIMLANE" download --mode="$mode" --input="$tmp/$list" --dest="$dest" --per-host=0 --resume \
      --format=ndjson >"$tmp/report-$list" 2>"$err" </dev/null &
    children+=("$!")
  done
  wait "${children[@]: -2}"
  cat "$tmp/report-a" "$tmp/report-b" >"$tmp/report"
  check "$mode: two in one folder keep to their own" every_url "$tmp/report" "$tmp/a" "$tmp/b"
  check "$mode: with a file for each URL" test "$(find "$dest" -type f | wc -l)" -eq $((2 * half))
done

done_testing
