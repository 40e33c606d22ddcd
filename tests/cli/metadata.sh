#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Files that are named by their metadata: in every mode and with every client the same names, contents
# and digest; whatever the metadata of a server say; and once more with --resume.
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"

mapfile -t clients < <("$SWIMLANE" --list=clients | cut -f 1)
run download --lab=local --dest="$tmp/plain" -q --record="$tmp/plain.json" --all
for mode in $(modes); do
  for client in "${clients[@]}"; do
    dest=$tmp/$mode-$client
    run download --lab=local --metadata --mode="$mode" --client="$client" --jobs=16 --dest="$dest" \
      --record="$tmp/$mode-$client.json" --all
    what="$mode, $client"
    expect_status 0 "$what: it ends with 0"
    check "$what: 194 files and no other" test "$(find "$dest" -mindepth 1 | wc -l)" -eq 194
    check "$what: named by country" cmp "$tmp/plain/fr.gif" "$dest/France.gif"
    check "$what: as it is written" cmp "$tmp/plain/ci.gif" "$dest/Côte_d'Ivoire.gif"
    check "$what: with underscores for spaces" cmp "$tmp/plain/us.gif" "$dest/United_States.gif"
    check "$what: and the flags are those of their codes" diff \
      <(cd "$tmp/plain" && sha256sum -- * | cut -d ' ' -f 1 | sort) \
      <(cd "$dest" && sha256sum -- * | cut -d ' ' -f 1 | sort)
    json_string "$tmp/$mode-$client.json" digest >>"$tmp/digests"
  done
done
check "all have one digest" test "$(sort -u "$tmp/digests" | wc -l)" -eq 1
check "which is another than without metadata" \
  test "$(sort -u "$tmp/digests")" != "$(json_string "$tmp/plain.json" digest)"
check "and a record says how files were named" grep -q '"Files were named by their metadata' \
  "$tmp/async-soup.json"

run compare download --metadata --lab=local --rounds=1 --warmup=0 --export-json="$tmp/compared.json" \
  fr us de
expect_status 0 "compare runs it in all modes"
check "and finds that they did the same" test "$(json_string "$tmp/compared.json" digest | sort -u | wc -l)" -eq 1

# A server whose files are anything: each folder has a file and its metadata.
# site FOLDER METADATA
site () {
  mkdir -p "$tmp/root/$1"
  printf 'the file of %s\n' "$1" >"$tmp/root/$1/a.bin"
  printf '%s' "$2" >"$tmp/root/$1/metadata.json"
}
site good '{"country": "Good Land", "more": {"x": [1, 2]}}'
site same '{"country": "Good Land"}'
site out '{"country": "../../out"}'
site absolute '{"country": "/etc/passwd"}'
site dots '{"country": ".."}'
site long "{\"country\": \"$(printf 'long%.0s' {1..200})\"}"
site list '[]'
site number '{"country": 5}'
site text '<html><title>Not here</title></html>'
site cut '{"country": "Cut'
site deep "{\"country\": $(printf '[%.0s' {1..30000})"
site large "{\"country\": \"Large\", \"more\": \"$(printf 'x%.0s' {1..66000})\"}"
site none ''
rm "$tmp/root/none/metadata.json"
site alone '{"country": "Alone"}'
rm "$tmp/root/alone/a.bin"
"$SWIMLANE" serve --scenario=local --root="$tmp/root" >"$tmp/ready" 2>"$tmp/lab.err" </dev/null &
children+=("$!")
wait_for "$tmp/ready" '}'
base=$(json_string "$tmp/ready" http)
for folder in good out absolute dots long list number text cut deep large none alone; do
  echo "$base/$folder/a.bin"
done >"$tmp/urls"
printf '%s\n' "$base/list/a.bin own.bin" >>"$tmp/urls"

# expect_err MESSAGE NAME: standard error has that.
expect_err () {
  check "$2" grep -qF -e "$1" "$err"
}

for mode in async threads; do
  for client in "${clients[@]}"; do
    what="$mode, $client"
    dest=$tmp/site-$mode-$client
    run download --metadata --mode="$mode" --client="$client" --input="$tmp/urls" --dest="$dest" -v
    expect_status 4 "$what: what has failed is told"
    expect_err 'dots/a.bin: protocol error: metadata: no member' "$what: dots are no name"
    expect_err 'list/a.bin: protocol error: metadata: no member' "$what: nor has a list one"
    expect_err 'number/a.bin: protocol error: metadata: no member' "$what: nor a number"
    expect_err 'text/a.bin: protocol error: metadata: not valid JSON' "$what: HTML is no JSON"
    expect_err 'cut/a.bin: protocol error: metadata: not valid JSON' "$what: nor is half of it"
    expect_err 'deep/a.bin: protocol error: metadata: more than 200 objects and arrays' "$what: what is deep is not read"
    expect_err 'large/a.bin: too large: metadata: larger than the limit of 65536 bytes' "$what: nor is what is large"
    expect_err 'none/a.bin: not found: metadata: the server answered 404' "$what: where there are none it is said"
    expect_err 'alone/a.bin: not found: file: the server answered 404' "$what: and where there is no file"
    check "$what: a good name" grep -qx 'the file of good' "$dest/Good_Land.bin"
    check "$what: no name leads out of the folder" grep -qx 'the file of out' "$dest/_._.._out.bin"
    check "$what: or to its root" grep -qx 'the file of absolute' "$dest/_etc_passwd.bin"
    check "$what: a long one is cut, with its extension" grep -qx 'the file of long' "$dest"/longlong*.bin
    check "$what: the list's own name needs none" grep -qx 'the file of list' "$dest/own.bin"
    check "$what: and nothing else is there" test "$(find "$tmp/site-$mode-$client" -mindepth 1 | wc -l)" -eq 5
  done
done

# Two countries of one name, and the same once more.
for mode in async threads; do
  dest=$tmp/twice-$mode
  run download --metadata --mode="$mode" --dest="$dest" --jobs=1 "$base"/{good,same}/a.bin
  expect_status 0 "$mode: two files of one name"
  check "$mode: the first has it" grep -qx 'the file of good' "$dest/Good_Land.bin"
  check "$mode: the other has one with digits" grep -qx 'the file of same' "$dest"/Good_Land-??????????.bin
  run download --metadata --mode="$mode" --dest="$dest" --resume --format=ndjson "$base"/{same,good}/a.bin
  expect_status 0 "$mode: with --resume they are there"
  check "$mode: and not requested" test "$(grep -c '"tries":0' "$out")" -eq 2
  check "$mode: under their names" test "$(grep -c '"file":"Good_Land' "$out")" -eq 2
  check "$mode: two files as before" test "$(find "$dest" -mindepth 1 | wc -l)" -eq 2
  printf '%s  Good_Land.bin\n' "$(echo nothing | sha256sum | cut -d ' ' -f 1)" >"$tmp/sums"
  run download --metadata --mode="$mode" --dest="$tmp/sums-$mode" --checksum="$tmp/sums" "$base/good/a.bin"
  expect_error 4 'good/a.bin: protocol error: file: ' "$mode: a checksum is that of the name"
done

run download --metadata --dest="$tmp/template" --output-template='{host}/x-{name}' "$base/good/a.bin"
check "the folder of a template stays" grep -qx 'the file of good' "$tmp/template/127.0.0.1/Good_Land.bin"

run download --lab --metadata --content-disposition
expect_error 2 'leave one out' "a file has one name"
run download --lab --metadata --if-modified-since=2026-01-01
expect_error 2 '--if-modified-since' "metadata are requested without a condition"
run download --lab --metadata --header='If-None-Match: "x"'
expect_error 2 '--header' "which may be in a header, too"

done_testing
