#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A disk that fails: at each call there is, when it is full or cannot be written, and when somebody
# meddles with the folder. A file is whole or is not there, and nothing else is left.
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"

shim=${SWIMLANE%/src/swimlane}/tests/cli/.libs/disk-shim.so
if [ ! -e "$shim" ]; then
  skip_all "tests/cli/disk-shim is not built"
fi
# AddressSanitizer wants to be the first library.
export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}verify_asan_link_order=0
start_lab local

# fetch MODE ARGUMENT…: with the lab's URLs.
fetch () {
  local mode=$1

  shift
  run download --mode="$mode" --jobs=8 --dest="$dest" --format=ndjson "$@"
}

is_empty () {
  [ -z "$(find "$1" -mindepth 1)" ]
}

# wait_until COMMAND…: for ten seconds at most.
wait_until () {
  local deadline

  deadline=$((SECONDS + $(scaled 10 | cut -d. -f1)))
  until "$@"; do
    if [ "$SECONDS" -ge "$deadline" ]; then
      return 1
    fi
    sleep 0.02
  done
}

# count CLASS: how many items came to it.
count () {
  grep -cE "\"status\" ?: ?\"$1\"" "$out"
}

urls=("$lab_http"/bytes/{1,1000,100000,300000})
# Errors by their numbers on Linux, which the shim takes.
failures=(open:28:ENOSPC open:13:EACCES open:30:EROFS write:28:ENOSPC write:5:EIO close:28:ENOSPC
  close:122:EDQUOT rename:28:ENOSPC rename:13:EACCES)

# fail_at MODE FAILURE: the failure comes to each file.
fail_at () {
  local mode=$1 call number name

  IFS=: read -r call number name <<<"$2"
  dest=$tmp/$mode-$call-$name
  rm -rf "$dest"
  mkdir "$dest"
  export LD_PRELOAD=$shim SWIM_SHIM_CALL=$call SWIM_SHIM_ERRNO=$number
  fetch "$mode" "${urls[@]}"
  unset LD_PRELOAD SWIM_SHIM_CALL SWIM_SHIM_ERRNO
  expect_status 4 "$mode: where $call fails with $name, items fail"
  check "$mode: each with an error of the disk" test "$(count io-error)" -eq ${#urls[@]}
  check "$mode: and nothing is left" is_empty "$dest"
}

for mode in sequential threads async; do
  for failure in "${failures[@]}"; do
    fail_at "$mode" "$failure"
    # Where files have a name from the beginning.
    SWIM_SHIM_NAMED=1 fail_at "$mode" "$failure"
  done

  # Somebody was here first.
  dest=$tmp/$mode-planted
  mkdir -p "$dest/1000"
  echo precious >"$tmp/victim"
  ln -s "$tmp/victim" "$dest/1"
  fetch "$mode" "$lab_http"/bytes/{1,1000}
  expect_status 0 "$mode: what has the file's name is passed by"
  check "$mode: a folder stays" test -d "$dest/1000"
  check "$mode: what a link points to is not touched" grep -qx precious "$tmp/victim"
  check "$mode: and so does a link" test -L "$dest/1"
  check "$mode: the files are there under other names" \
    test "$(find "$dest" -name '1-*' -size 1c -o -name '1000-*' -size 1000c | wc -l)" -eq 2
  check "$mode: nothing else is left" test "$(find "$dest" -mindepth 1 | wc -l)" -eq 4
done

dest=$tmp/file
touch "$dest"
run download --dest="$dest" "$lab_http/bytes/1"
expect_error 1 "$dest" "a destination that is a file is an error"
check "and the file stays" test -f "$dest"

# The folder goes while some files are on their way.
for mode in threads async; do
  dest=$tmp/$mode-gone
  "$SWIMLANE" download --mode="$mode" --jobs=8 --dest="$dest" --timeout="$(scaled 10)" \
    "$lab_http"/fault/drip/bytes/{20,21,22} "$lab_http"/bytes/9 >"$out" 2>"$err" </dev/null &
  pid=$!
  children+=("$pid")
  check "$mode: the folder is there" wait_until test -e "$dest/9"
  rm -rf "$dest"
  wait "$pid"
  status=$?
  expect_status 4 "$mode: a folder that vanishes makes items fail, no more"
  check "$mode: and does not come back" test ! -e "$dest"
done

# A small disk, in a mount namespace of our own.
small=(unshare --mount)
if [ "$(id -u)" -ne 0 ]; then
  small+=(--map-root-user)
fi
if ! "${small[@]}" true 2>/dev/null; then
  skip "a full disk" "namespaces are not permitted here"
  done_testing
  exit 0
fi

# on_disk OPTIONS SCRIPT: the script in a folder that is a tmpfs of its own, its path in $1.
on_disk () {
  mkdir -p "$tmp/disk"
  # shellcheck disable=SC2016
  "${small[@]}" sh -c 'mount -t tmpfs -o "$2" swimlane "$1" && sh -c "$3" sh "$1"' sh "$tmp/disk" "$1" "$2"
}

# One at a time, since others would have no room either while the large one is there.
for mode in sequential threads async; do
  # shellcheck disable=SC2016
  on_disk size=256k '
    "$SWIMLANE" download --mode='"$mode"' --jobs=1 --dest="$1" --format=ndjson \
      '"$lab_http"'/bytes/1000 '"$lab_http"'/bytes/1000000 '"$lab_http"'/bytes/2000
    status=$?
    find "$1" -mindepth 1 -printf "%f %s\n"
    exit $status' >"$out" 2>"$err" </dev/null
  status=$?
  expect_status 4 "$mode: a file that the disk has no room for fails"
  check "$mode: with an error of the disk" test "$(count io-error)" -eq 1
  expect_out "1000 1000" "$mode: one that it has room for is whole"
  expect_out "2000 2000" "$mode: and so is another"
  check "$mode: and nothing of the large one is left" test "$(grep -cE '^[^{]' "$out")" -eq 2
done

# A run that is killed, one for which the disk is full, the same again, and one that finds room.
size=4000000
"$SWIMLANE" download --dest="$tmp/whole" "$lab_http/bytes/$size" >"$out" 2>"$err" </dev/null
export url=$lab_http/bytes/$size results=$tmp/results whole=$tmp/whole/$size
for mode in sequential threads async; do
  export mode
  mkdir -p "$results"
  # shellcheck disable=SC2016
  on_disk size=2m '
    fetch () {
      "$SWIMLANE" download --resume --mode="$mode" --dest="$@" "$url"
    }
    get_sizes () {
      find "$1" -name ".*.part" -size +0 -printf "%s\n"
    }
    (
      exec "$SWIMLANE" download --resume --mode="$mode" --dest="$1" --limit-rate=1M "$url"
    ) >/dev/null 2>&1 &
    for i in $(seq 500); do
      [ -z "$(get_sizes "$1")" ] || break
      sleep 0.02
    done
    kill -KILL $!
    wait
    get_sizes "$1" >"$results/killed"
    fetch "$1" >"$results/full" 2>&1
    get_sizes "$1" >"$results/left"
    fetch "$1" --format=ndjson >"$results/again"
    get_sizes "$1" >>"$results/left"
    mount -o remount,size=8m "$1"
    fetch "$1" --format=ndjson || exit
    cmp "$1/${url##*/}" "$whole" && find "$1" -mindepth 1 -printf "%f\n"' >"$out" 2>"$err" </dev/null
  status=$?
  read -r killed <"$results/killed"
  read -r left <"$results/left"
  check "$mode: a run that is killed leaves a part" test "${killed:-0}" -gt 0
  check "$mode: a full disk is told" grep -q "No space left on device" "$results/full"
  check "$mode: and that the part is kept" grep -qx "1 partial file is kept; --resume continues it" "$results/full"
  check "$mode: it has what the disk had room for" test "${left:-0}" -gt "$killed"
  check "$mode: and again, though nothing was added" \
    test "$(sort -u "$results/left" | wc -l)" -eq 1 -a "$(wc -l <"$results/left")" -eq 2
  check "$mode: the part counts as fetched before" grep -qE '"resumed":[1-9]' "$results/again"
  expect_status 0 "$mode: with room the file becomes whole"
  expect_match "\"bytes\":$((size - left)),.*\"resumed\":$left\b" "$mode: and the rest alone is fetched"
  check "$mode: it stands alone" test "$(grep -v '^{' "$out")" = "$size"
done

# shellcheck disable=SC2016
on_disk size=256k 'mount -o remount,bind,ro "$1" && "$SWIMLANE" download --dest="$1" '"$lab_http/bytes/1" \
  >"$out" 2>"$err" </dev/null
status=$?
expect_error 1 "$tmp/disk" "a disk that cannot be written is an error before anything is fetched"

done_testing
