#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The program against everything that can go wrong: whatever the mode, it ends, and says the outcome of each
# item, and its status says that some failed.
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"

limit=$(scaled 1)

# classes: of each item its name and its class, from NDJSON.
classes () {
  sed -nE 's/^\{"name" ?: ?"([^"]*)".*"status" ?: ?"([^"]*)".*/\1 \2/p' "$out" | sort
}

for job in probe download; do
  options=()
  if [ "$job" = download ]; then
    options+=(--max-size=100000 --max-time="$limit")
  fi
  for mode in threads async; do
    dest=$tmp/$job-$mode
    mkdir "$dest"
    [ "$job" = probe ] || options+=("--dest=$dest")
    run "$job" --lab=faults --mode="$mode" --timeout="$limit" --format=ndjson "${options[@]}"
    expect_status 4 "$job in $mode ends with 4"
    classes >"$tmp/classes"
    # Of those that are busy or refuse the time may be up before the next try is.
    sed -i -e '/^FR /d' -e '/^elif.dev /d' "$tmp/classes"
    if [ ! -e "$tmp/$job" ]; then
      cp "$tmp/classes" "$tmp/$job"
    fi
    check "$job in $mode: each item has come to what it comes to in the others" \
      diff "$tmp/$job" "$tmp/classes"
    classes | grep ' ok$' | sed 's/ .*//' | tr '[:upper:]' '[:lower:]' | sort >"$tmp/good"
    [ "$job" = probe ] && continue
    find "$dest" -mindepth 1 -printf '%f\n' | sed 's/\.gif$//' | sort >"$tmp/files"
    check "$job in $mode: there are files of those that are whole, and no others" \
      diff "$tmp/good" "$tmp/files"
  done
done
check "each name has come to something" test "$(wc -l <"$tmp/probe")" -eq 17
check "and each flag" test "$(wc -l <"$tmp/download")" -eq 19

run probe --lab=faults --timeout="$limit" as.dev in.dev is.dev
expect_status 0 "nothing has failed where names are found in the end, or are found not to exist"
run download --lab=faults --timeout="$limit" --dest="$tmp/dest" ng ph ir
expect_status 0 "nothing has failed where files are whole in the end"
run compare probe --lab=faults --timeout="$limit" --modes=async,threads --rounds=1 --warmup=0 is.dev for.dev
expect_status 4 "a comparison in which items failed ends with 4"

done_testing
