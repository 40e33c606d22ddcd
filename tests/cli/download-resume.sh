#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# swimlane download --resume: whatever ended a run, the next one goes on and ends with the whole file.
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"
# shellcheck source=servers.sh
. "${0%/*}/servers.sh"

if ! python3 -c 'import socketserver' 2>/dev/null; then
  skip_all "there is no python3"
fi

start_lab quick
names_dns=$lab_dns
start_lab local
size=4000000
run download --nameserver="$lab_dns" --dest="$tmp/whole" "$lab_url/bytes/$size"
expect_status 0 "a file is fetched whole"

# part_of FOLDER: the part of the file there; its name has digits that depend on the URL.
part_of () {
  find "$1" -name ".$size-*.part" -size +0
}

# has_part FOLDER: until a part of a file has come, for ten seconds at most.
has_part () {
  local deadline

  deadline=$((SECONDS + $(scaled 10 | cut -d. -f1)))
  until [ -n "$(part_of "$1")" ]; do
    [ "$SECONDS" -lt "$deadline" ] || return 1
    sleep 0.02
  done
}

# end_by SIGNAL MODE: a run that is ended in the midst of the file, and the next one.
end_by () {
  local dest=$tmp/$1-$2 pid

  "$SWIMLANE" download --resume --mode="$2" --nameserver="$lab_dns" --limit-rate=1M \
    --dest="$dest" "$lab_url/bytes/$size" >"$out" 2>"$err" </dev/null &
  pid=$!
  children+=("$pid")
  check "SIG$1, $2: a part comes" has_part "$dest"
  kill "-$1" "$pid"
  wait "$pid" 2>/dev/null
  check "SIG$1, $2: it does not bear the name of the file" test ! -e "$dest/$size"
  check "SIG$1, $2: and stays" test -n "$(part_of "$dest")"

  run download --resume --mode="$2" --nameserver="$lab_dns" --format=ndjson --dest="$dest" \
    "$lab_url/bytes/$size"
  expect_status 0 "SIG$1, $2: the next run succeeds"
  expect_match '"http_status":206.*"resumed":[1-9]' "SIG$1, $2: and asks for the rest alone"
  check "SIG$1, $2: the file is the same" cmp "$tmp/whole/$size" "$dest/$size"
  check "SIG$1, $2: and stands alone" test "$(ls -A "$dest")" = "$size"

  run download --resume --mode="$2" --nameserver="$lab_dns" --format=ndjson --dest="$dest" \
    "$lab_url/bytes/$size"
  expect_match '"status":"ok".*"tries":0' "SIG$1, $2: what is complete is not asked for"
  run download --resume --mode="$2" --nameserver="$lab_dns" --dest="$dest" "$lab_url/bytes/$size"
  expect_match '^1 file: 1 already there; in ' "SIG$1, $2: nor counted as downloaded"
  expect_out "$lab_url/bytes/$size: $size" "SIG$1, $2: and named like any other"
  run download --resume --mode="$2" --nameserver="$lab_dns" --dest="$dest" --verbose \
    "$lab_url"/bytes/{$size,9,no}
  expect_match '^3 files: 1 downloaded, 1 already there, 1 not found; 9 B in ' "SIG$1, $2: beside one that is not"
  expect_out "$lab_url/bytes/$size: already there" "SIG$1, $2: --verbose says which"
  rm "$dest/9"
}

# limit MODE: a run that may write no more than a part, and one that may write all.
limit () {
  local dest=$tmp/limit-$1 part

  part=$(
    ulimit -f 1000
    run download --resume --mode="$1" --dest="$dest" "$lab_http/bytes/$size"
    grep -q "File too large" "$err" && find "$dest" -name "*.part" -printf '%s'
  )
  check "a limit of size, $1: what could be written stays" test "${part:-0}" -eq 1024000
  run download --resume --mode="$1" --format=ndjson --dest="$dest" "$lab_http/bytes/$size"
  expect_status 0 "a limit of size, $1: a run without it succeeds"
  expect_match "\"bytes\":$((size - 1024000)),.*\"resumed\":1024000\b" \
    "a limit of size, $1: and asks for the rest alone"
  check "a limit of size, $1: the file is the same" cmp "$tmp/whole/$size" "$dest/$size"
}

# by_proxy MODE HOW: a run that finds the part of another one, and fails through a proxy.
by_proxy () {
  echo "$2" >"$tmp/how"
  http_proxy=http://127.0.0.1:$port run download --resume --mode="$1" --retries=0 \
    --nameserver="$lab_dns" --format=ndjson --dest="$dest" "$lab_url/bytes/$size"
}

# refuse MODE: a part outlives runs that fail for another reason than what it is a part of.
refuse () {
  local dest=$tmp/refused-$1 how

  cp -a "$tmp/part" "$dest"
  for how in 401 403 302 407 500 garbage empty; do
    by_proxy "$1" "$how"
    expect_status 4 "$how, $1: the run fails"
    check "$how, $1: the part stays" test -n "$(part_of "$dest")"
  done
  echo away >"$tmp/how"
  no_proxy=is.dev http_proxy=http://127.0.0.1:$port run download --resume --mode="$1" --retries=0 \
    --nameserver="$names_dns" --format=ndjson --dest="$dest" "$lab_url/bytes/$size"
  expect_match '"status":"not-found".*is\.dev.*"http_status":302' "away, $1: a redirect's host is not found"
  check "away, $1: the part stays" test -n "$(part_of "$dest")"
  run download --resume --mode="$1" -6 --nameserver="$lab_dns" --format=ndjson --dest="$dest" \
    "$lab_url/bytes/$size"
  expect_match '"status":"not-found"' "no address, $1: the host is not found"
  check "no address, $1: the part stays" test -n "$(part_of "$dest")"
  run download --resume --mode="$1" --nameserver="$lab_dns" --format=ndjson --dest="$dest" \
    "$lab_url/bytes/$size"
  expect_match '"http_status":206.*"resumed":[1-9]' "$1: the next run asks for the rest alone"
  check "$1: the file is the same after all" cmp "$tmp/whole/$size" "$dest/$size"

  rm -r "$dest"
  cp -a "$tmp/part" "$dest"
  by_proxy "$1" 404
  check "404, $1: the part of a file that is gone is removed" test -z "$(ls -A "$dest")"
}

serve_script failing-proxy.py "$tmp/how"
(
  ulimit -f 1000
  run download --resume --dest="$tmp/part" "$lab_url/bytes/$size" --nameserver="$lab_dns"
)
for mode in async threads tasks coroutine; do
  limit "$mode"
  refuse "$mode"
  end_by KILL "$mode"
  end_by INT "$mode"
done

done_testing
