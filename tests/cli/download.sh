#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# swimlane download in the lab: every flag in every mode, whole and the same.
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"

# all_gifs FOLDER: each file begins and ends as a GIF does, with GIF87a or GIF89a and a semicolon.
all_gifs () {
  [ -z "$(head -q -c 6 "$1"/* | sed 's/GIF8[79]a//g')" ] &&
    [ -z "$(tail -q -c 1 "$1"/* | tr -d ';' | od -An -tx1)" ]
}

for mode in $(modes); do
  dest=$tmp/$mode
  mkdir "$dest"
  run download --lab=local --all --mode="$mode" --jobs=16 --dest="$dest"
  expect_status 0 "$mode: --all ends with 0"
  expect_match '^194 files: 194 downloaded; [0-9.]+ KiB in [0-9]+\.[0-9][0-9] s \([0-9.]+ [KM]iB/s\) to .*/$' "$mode: the last line counts 194"
  check "$mode: 194 files and no other" test "$(find "$dest" -mindepth 1 | wc -l)" -eq 194
  check "$mode: each a whole GIF" all_gifs "$dest"
  (cd "$dest" && sha256sum -- *) >"$tmp/$mode.sums"
  if [ -e "$tmp/first.sums" ]; then
    check "$mode: the same files as the first mode's" diff "$tmp/first.sums" "$tmp/$mode.sums"
  else
    cp "$tmp/$mode.sums" "$tmp/first.sums"
  fi
done
check "no two flags are the same" \
  test "$(cut -d' ' -f1 "$tmp/first.sums" | sort -u | wc -l)" -eq 194

run download --lab --dest="$tmp/default"
expect_status 0 "without an argument, into a folder that is not there yet"
expect_match '^20 files: 20 downloaded; ' "the flags of 20 countries"

run download --lab=local --dest="$tmp/limit" --all --limit=5
expect_match '^5 files: 5 downloaded; ' "--limit ends the list"
check "--limit leaves that many files" test "$(find "$tmp/limit" -type f | wc -l)" -eq 5

run download --lab=local --dest="$tmp/letter" --mode=threads U
check "a single letter is every code that begins with it" \
  test "$(cd "$tmp/letter" && echo u*)" = "$(cd "$tmp/$mode" && echo u*)"
check "and no other" test "$(find "$tmp/letter" -type f -not -name 'u*' | wc -l)" -eq 0

run download --lab=local --dest="$tmp/codes" fr De
expect_match '^2 files: 2 downloaded; ' "codes can be given, in either case"

for mode in async threads; do
  run download --server=ERROR --all --jobs=64 --dest="$tmp/error-$mode" --mode="$mode"
  expect_status 4 "$mode: --server=ERROR ends with 4"
  expect_match 'client-error|client error' "$mode: and counts the class"
  mv "$out" "$tmp/error-$mode.out"
  check "$mode: only whole files are left" all_gifs "$tmp/error-$mode"
  ls "$tmp/error-$mode" >"$tmp/error-$mode.ls"
  check "$mode: about a quarter failed" \
    test "$(wc -l <"$tmp/error-$mode.ls")" -gt 120 -a "$(wc -l <"$tmp/error-$mode.ls")" -lt 170
done
check "the same flags fail in both modes" diff "$tmp/error-async.ls" "$tmp/error-threads.ls"

run download --lab=local --dest="$tmp/gopher" gopher://host/file fr
expect_status 4 "what is neither http nor https is a bad item"
check "which is named, on standard error" grep -qF 'gopher://host/file: invalid input' "$err"
check "and not among what is done" test "$(grep -c gopher: "$out")" -eq 0
run download --lab=local --dest="$tmp/gopher" -q gopher://host/file fr
check "also where nothing else is printed" grep -qxF "$(cat "$err")" "$err"
check "and nothing else is" test "$(cat "$out")$(grep -c . "$err")" = 1
check "and the others are done" test -e "$tmp/gopher/fr.gif"

run download --lab=local --every --jobs=64 --limit=100 --dest="$tmp/every"
expect_status 4 "--every asks for codes that are no country's"
expect_match 'not[- ]found' "which are counted as not found"

done_testing
