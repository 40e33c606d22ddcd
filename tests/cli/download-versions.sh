#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# What a rest is joined to: answers to a Range that are of another version, of another part, or of
# another length, within a run and between two, by every client and in both forms. The table is that
# of versions-server.py.
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"
# shellcheck source=servers.sh
. "${0%/*}/servers.sh"

if ! python3 -c 'import socketserver' 2>/dev/null; then
  skip_all "there is no python3"
fi

script=$SWIM_TEST_SRCDIR/tests/cli/versions-server.py
serve_script versions-server.py "$tmp/log"
python3 "$script" list >"$tmp/lines"

# fetch TOKEN ARGUMENT…: every line of the table, into the folder of that name.
fetch () {
  sed "s,^,http://127.0.0.1:$port/$1/," "$tmp/lines" >"$tmp/list"
  run download --client="$client" --mode="$mode" --dest="$tmp/$1" --input="$tmp/list" --jobs=8 \
    --format=ndjson "${@:2}"
}

# is_as_told TOKEN [REQUESTS]
is_as_told () {
  local token=$1

  shift
  python3 "$script" verify "$token" "$tmp/$token" "$out" "$tmp/log" "$@" >"$tmp/wrong" 2>&1
  sed 's/^/# /' "$tmp/wrong"
  [ ! -s "$tmp/wrong" ]
}

# between NAME COMMAND…: two runs, and what happens to the parts between them.
between () {
  local token=$client-$mode-$1

  shift
  fetch "$token" --resume --retries=0
  find "$tmp/$token" -name '.*.part' -exec "$@" {} +
  fetch "$token" --resume --retries=2
}

# Of each part: its note.
lose_notes () {
  local part

  for part in "$@"; do
    rm "${part%.part}.from"
  done
}
damage_notes () {
  local part

  for part in "$@"; do
    sed -i '3s/^.//' "${part%.part}.from"
  done
}
empty_notes () {
  local part

  for part in "$@"; do
    : >"${part%.part}.from"
  done
}
lengthen () {
  local part

  for part in "$@"; do
    head -c 9000 /dev/zero >>"$part"
  done
}
append () {
  local part

  for part in "$@"; do
    echo garbage >>"$part"
  done
}
overwrite () {
  local part

  for part in "$@"; do
    printf garbage | dd of="$part" bs=1 seek=5 conv=notrunc status=none
  done
}
# Nobody writes to a named pipe: it is neither waited for nor read.
pipe_notes () {
  local part

  for part in "$@"; do
    rm "${part%.part}.from"
    mkfifo "${part%.part}.from"
  done
}
pipe_parts () {
  local part

  for part in "$@"; do
    rm "$part"
    mkfifo "$part"
  done
}
# No note can be written there.
bar_notes () {
  local part

  for part in "$@"; do
    rm "${part%.part}.from"
    mkdir "${part%.part}.from"
  done
}
export -f lose_notes damage_notes empty_notes lengthen append overwrite pipe_notes pipe_parts bar_notes

# That a part was changed is seen by an attribute, where there are any.
ways=(lose_notes damage_notes empty_notes lengthen pipe_notes pipe_parts bar_notes)
if python3 -c 'import os, sys; os.setxattr(sys.argv[1], "user.test", b"1")' "$tmp" 2>/dev/null; then
  ways+=(append overwrite)
fi

for client in $("$SWIMLANE" --list=clients | cut -f 1); do
  for mode in async threads; do
    fetch "$client-$mode-tries" --retries=3
    check "$client, $mode: a retry joins what belongs together" is_as_told "$client-$mode-tries"
    between runs true
    check "$client, $mode: so does another run" is_as_told "$client-$mode-runs"
    [ "$client" = soup ] || continue
    for how in "${ways[@]}"; do
      # shellcheck disable=SC2016
      between "$how" bash -c "$how"' "$@"' _
      check "$client, $mode: nothing is joined after $how" is_as_told "$client-$mode-$how" "0 0|0 12000 0"
    done
  done
done

# The first answer does not tell how long the file is, that to a Range does.
for client in $("$SWIMLANE" --list=clients | cut -f 1); do
  run download --client="$client" --dest="$tmp/large" --max-size=9000 --format=ndjson \
    "http://127.0.0.1:$port/large-$client/chunks-first"
  expect_match '"status" ?: ?"too-large".*"bytes" ?: ?3000\b' "$client: nothing more is fetched of what is too large"
  check "$client: and nothing is kept" test -z "$(ls -A "$tmp/large")"
done

done_testing
