#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# What a download makes of files besides their bytes: checksums, times, and what may last how long.
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"
# shellcheck source=servers.sh
. "${0%/*}/servers.sh"

if ! command -v python3 >/dev/null || ! command -v sha256sum >/dev/null; then
  skip_all "there is no python3 or no sha256sum"
fi

mkdir "$tmp/www"
head -c 300000 /dev/urandom >"$tmp/www/large.bin"
echo hello >"$tmp/www/small.txt"
touch -d 2020-01-02T03:04:05Z "$tmp/www/large.bin"
(cd "$tmp/www" && sha256sum -- *) >"$tmp/SHA256SUMS"
(cd "$tmp/www" && sha512sum --tag -- *) >"$tmp/SHA512SUMS"
(cd "$tmp/www" && md5sum --binary -- *) >"$tmp/MD5SUMS"
sed 's/^......../00000000/' "$tmp/SHA256SUMS" >"$tmp/wrong"
serve_script files-server.py "$tmp/www"
url=http://127.0.0.1:$port

# of CLIENT MODE: the options of one way to fetch.
mapfile -t clients < <("$SWIMLANE" --list=clients | sed 's/[[:space:]].*//')
for client in "${clients[@]}"; do
  for mode in async threads; do
    way=(--client="$client" --mode="$mode")
    dest=$tmp/$client-$mode
    for list in SHA256SUMS SHA512SUMS MD5SUMS; do
      run download "${way[@]}" --dest="$dest/$list" --checksum="$tmp/$list" --remote-time "$url/large.bin" \
        "$url/small.txt"
      expect_status 0 "$client, $mode: what has the checksum of $list is stored"
      check "$client, $mode: as it is" cmp "$tmp/www/large.bin" "$dest/$list/large.bin"
      check "$client, $mode: with the server's time" \
        test "$(stat -c %Y "$dest/$list/large.bin")" = "$(stat -c %Y "$tmp/www/large.bin")"
    done

    run download "${way[@]}" --dest="$dest/end" --checksum="$tmp/SHA256SUMS" "$url/large.bin" "$url/small.txt?x" \
      "$url/other"
    expect_match '^3 files: 2 downloaded, 1 not found; 293 KiB in [0-9.]+ s \([0-9.]+ [KMG]iB/s\) to .*/end/$' \
      "$client, $mode: the last line has bytes, speed and folder"
    check "$client, $mode: a failure is on standard error" grep -q '/other: not found' "$err"
    check "$client, $mode: and a file that is not in the list" grep -qF 'SHA256SUMS: 1 file is not in it' "$err"
    run download "${way[@]}" --dest="$dest/end" --checksum="$tmp/SHA256SUMS" -q "$url/large.bin"
    check "$client, $mode: and a line that was of no file" \
      grep -qxF "$tmp/SHA256SUMS: no file was downloaded for small.txt" "$err"
    check "$client, $mode: which is all that is said" test "$(cat "$out" "$err" | wc -l)" -eq 1

    run download "${way[@]}" --dest="$dest/wrong" --checksum="$tmp/wrong" --format=ndjson "$url/large.bin" \
      "$url/small.txt"
    expect_status 4 "$client, $mode: what has another checksum fails"
    expect_match '"status" ?: ?"protocol-error".*the checksum does not match: SHA-256 is' \
      "$client, $mode: and says so"
    check "$client, $mode: and leaves no file" test -z "$(ls -A "$dest/wrong")"

    run download "${way[@]}" --dest="$dest/part" --retries=0 -q "$url/large.bin?cut=100000"
    expect_status 4 "$client, $mode: a file breaks off"
    check "$client, $mode: which is told though nothing else is" grep -q 'cut=100000: truncated: ' "$err"
    check "$client, $mode: with the part that is kept" \
      grep -qxF '1 partial file is kept; --resume continues it' "$err"
    check "$client, $mode: and its part stays" test -n "$(find "$dest/part" -name '.large*.part' -size +0)"
    python3 -c '
import os, sys
part = sys.argv[1]
if "user.swimlane.part" in os.listxattr(part):
    os.removexattr(part, "user.swimlane.part")
with open(sys.argv[2], "rb") as whole, open(part, "wb") as file:
    file.write(whole.read(200000))' "$(find "$dest/part" -name '.large*.part')" "$tmp/www/large.bin"
    run download "${way[@]}" --dest="$dest/part" --retries=0 -q "$url/large.bin?cut=100000"
    check "$client, $mode: a part that is larger is not replaced" \
      test -n "$(find "$dest/part" -name '.large*.part' -size 200000c)"
    check "$client, $mode: and is told as kept" grep -qxF '1 partial file is kept; --resume continues it' "$err"
    run download "${way[@]}" --dest="$dest/part" --resume --checksum="$tmp/SHA256SUMS" --format=ndjson \
      "$url/large.bin?cut=100000"
    expect_status 0 "$client, $mode: a part is continued, and the whole has the checksum"
    expect_match '"resumed" ?: ?[1-9]' "$client, $mode: though only the rest was asked for"
    echo spoilt >>"$dest/SHA256SUMS/large.bin"
    run download "${way[@]}" --dest="$dest/SHA256SUMS" --resume --checksum="$tmp/SHA256SUMS" "$url/large.bin"
    check "$client, $mode: a file that is there with another checksum is fetched anew" \
      cmp "$tmp/www/large.bin" "$dest/SHA256SUMS/large.bin"

    run download "${way[@]}" --dest="$dest/lean" --remote-time "$url/large.bin?cut=100000&lean=1"
    check "$client, $mode: a part without a time leaves that of the first answer" \
      test "$(stat -c %Y "$dest/lean/large.bin")" = "$(stat -c %Y "$tmp/www/large.bin")"

    # A name that the server gives is the file's.
    named=$dest/named
    run download "${way[@]}" --dest="$named" --content-disposition --checksum="$tmp/SHA256SUMS" --format=ndjson \
      "$url/large.bin?named=small.txt" "$url/small.txt?named=large.bin"
    expect_status 4 "$client, $mode: the checksum is that of the name that the server gives"
    check "$client, $mode: and neither file is stored" test -z "$(ls -A "$named")"
    cp "$tmp/www/large.bin" "$tmp/www/download"
    run download "${way[@]}" --dest="$named" --retries=0 -q "$url/download?named=large.bin&cut=100000"
    run download "${way[@]}" --dest="$named" --resume --content-disposition --checksum="$tmp/SHA256SUMS" \
      "$url/download?named=large.bin&cut=100000" "$url/small.txt?named=another"
    expect_status 0 "$client, $mode: it is that of the whole, also of a part"
    check "$client, $mode: which is stored" cmp "$tmp/www/large.bin" "$named/large.bin"
    check "$client, $mode: and all were in the list" test ! -s "$err"
    run download "${way[@]}" --dest="$named" --content-disposition \
      "$url/large.bin?cut=100000&named=void&first=$client-$mode"
    check "$client, $mode: the name of an answer that was dropped is dropped" test ! -e "$named/void"
    rm "$tmp/www/download"

    for since in 2021-01-01 'Fri, 01 Jan 2021 00:00:00 GMT' "$tmp/www/large.bin"; do
      rm -rf "$dest/since"
      run download "${way[@]}" --dest="$dest/since" --if-modified-since="$since" --format=ndjson \
        "$url/large.bin" "$url/small.txt"
      expect_status 0 "$client, $mode: what has not changed since $since is no failure"
      expect_match '"status" ?: ?"ok".*"http_status" ?: ?304' "$client, $mode: and is told"
      check "$client, $mode: only what has is fetched" test "$(ls -A "$dest/since")" = small.txt
    done

    run download "${way[@]}" --dest="$dest/slow" --timeout="$(scaled 1)" --retries=0 "$url/large.bin?pause=0.4"
    expect_status 0 "$client, $mode: a file that takes longer than --timeout, but comes, is fetched"
    run download "${way[@]}" --dest="$dest/silent" --timeout=0.8 --retries=0 "$url/large.bin?pause=20"
    check "$client, $mode: one that does not come breaks off" \
      grep -qF 'timed out: no byte within 0.8 s (--timeout)' "$out" "$err"
    run download "${way[@]}" --dest="$dest/long" --max-time=0.5 --retries=0 "$url/large.bin?pause=0.2"
    check "$client, $mode: and so does one that takes longer than --max-time" \
      grep -qF 'timed out: not done within 0.5 s (--max-time)' "$out" "$err"
  done
done

run download -z "$tmp/not-yet.txt" --dest="$tmp/first" "$url/small.txt"
check "anything is newer than a file that is not there" test -s "$tmp/first/small.txt"
run download -z tomorrow "$url/small.txt"
expect_error 2 'takes a date' "a date that is none is an error"
echo nonsense >"$tmp/nonsense"
run download --checksum="$tmp/nonsense" "$url/small.txt"
expect_error 2 'nonsense, line 1' "and so is a list that is none"
run download --checksum="$tmp/none" "$url/small.txt"
expect_error 2 'cannot read the checksums' "or that is not there"

done_testing
