#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# No password is printed or written, whatever becomes of a download: all that each run prints, records,
# exports and leaves in its folder is searched for it.
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"

unset http_proxy https_proxy all_proxy no_proxy HTTPS_PROXY ALL_PROXY NO_PROXY

secret=s3cr3t-Pa55
# As it is sent: some of the letters within its base64.
coded=$(printf '%s' "joe:$secret" | base64 | cut -c 8-20)
mkdir "$tmp/all"
count=0

# try NAME ARGUMENT…: a run whose outputs are kept, in a folder of its own.
try () {
  local name=$1

  shift
  count=$((count + 1))
  kept=$tmp/all/$count
  mkdir -p "$kept"
  run "$@"
  cp "$out" "$err" "$kept"
  search "$name"
}

# search NAME: in what the last run has left.
search () {
  if grep -rlaF -e "$secret" -e "$coded" "$kept" >"$tmp/found" \
    || find "$kept" -name "*$secret*" | grep . >"$tmp/found"; then
    echo "# $command_line"
    fail "$1" "$tmp/found" "$out" "$err"
  else
    pass "$1"
  fi
}

exports () {
  local format

  for format in json csv items-csv markdown trace html svg; do
    echo "--export-$format=$kept/export.$format"
  done
}

start_lab local
host=${lab_http#http://}
url=http://joe:$secret@$host
closed=$(free_port)
cat >"$tmp/list" <<END
$url/bytes/10
http://joe:$secret@127.0.0.1:$closed/x
http://joe:$secret@
http://joe:x/$secret@$host/x
http://joe:%zz$secret@$host/x
http://joe:$secret@[::1/x
ftp://joe:$secret@$host/x
joe:$secret@$host/x
joe:$secret
//joe:$secret@$host/x
END
# All of a line that is no URL cannot be told from a password; what has no @ is no login.
sed -i "/^joe:$secret\$/d" "$tmp/list"

check_client () {
  local by="--client=$1 --mode=$2"

  # shellcheck disable=SC2086 # two options
  {
    kept=$tmp/all/$((count + 1))
    try "$1, $2: text" download $by -v --dest="$kept" "$url/bytes/20"
    expect_status 0 "$1, $2: the user in a URL is no hindrance"
    check "$1, $2: nor part of the file's name" test -s "$kept/20"
    run download $by --dest="$kept" "http://eve:other@$host/bytes/20"
    run download $by --dest="$kept" "http://$host/bytes/20"
    check "$1, $2: which is the same whoever asks" \
      test "$(find "$kept" -name '*20*' | wc -l)" -eq 1
    kept=$tmp/all/$((count + 1))
    # shellcheck disable=SC2046 # a word each
    try "$1, $2: every export and record" download $by --dest="$kept" --progress=always \
      --stall-ms=1 --record="$kept/record.json" $(exports) "$url/bytes/100000" "$url/bytes/30"
    expect_status 0 "$1, $2: they are written"
    kept=$tmp/all/$((count + 1))
    try "$1, $2: NDJSON" download $by --dest="$kept" --format=ndjson "$url/bytes/30"
    expect_match "\"$lab_http/bytes/30\"" "$1, $2: which has the URL without it"
    kept=$tmp/all/$((count + 1))
    try "$1, $2: a list of what fails" download $by --dest="$kept" --format=ndjson --retries=1 \
      --record="$kept/record.json" -v --input="$tmp/list"
    expect_status 4 "$1, $2: which does"
    kept=$tmp/all/$((count + 1))
    try "$1, $2: flags" download $by --dest="$kept" --format=ndjson --base-url="$url/flags" CN BR
    expect_status 0 "$1, $2: they come from a server with a user"
    kept=$tmp/all/$((count + 1))
    try "$1, $2: --user" download $by --dest="$kept" --record="$kept/record.json" \
      --user="joe:$secret" -H "X-Token: $secret" --cookie="a=$secret" "$lab_http/bytes/40"
    expect_status 0 "$1, $2: is sent"
    http_proxy=http://joe:$secret@127.0.0.1:$closed \
      try "$1, $2: a proxy that is not there" download $by --dest="$kept" --retries=1 \
      --format=ndjson "http://joe:$secret@swimlane.test/x"
    all_proxy=socks5h://joe:$secret@127.0.0.1:$closed \
      try "$1, $2: and one by SOCKS" download $by --dest="$kept" --retries=1 \
      --format=ndjson "http://joe:$secret@swimlane.test/x"
    interrupt $by
  }
}

# has_part FOLDER: whether a part of a file has come.
has_part () {
  find "$1" -name '.*.part' -size +0 2>/dev/null | grep -q .
}

# interrupt OPTION…: a run in the midst of a file, of which a part stays.
interrupt () {
  local dest=$tmp/all/part$count deadline

  start download "$@" --resume --limit-rate=500K --dest="$dest" -u "eve:$secret" \
    -H"X-Token: $secret" --header "X-Token: $secret" --cookie="a=$secret" "$url/bytes/5000000"
  deadline=$((SECONDS + $(scaled 10 | cut -d. -f1)))
  until has_part "$dest" || [ "$SECONDS" -ge "$deadline" ]; do
    sleep 0.02
  done
  check "$*: nor does the list of processes show it" \
    test "$(tr '\0' '\n' <"/proc/$pid/cmdline" | grep -cF -e "$secret")" -eq 0
  kill -INT "$pid"
  wait "$pid" 2>/dev/null
  kept=$dest
  check "$*: a part stays" has_part "$dest"
  search "$*: with a note of where it comes from"
  run download "$@" --resume --dest="$dest" --format=ndjson "$url/bytes/5000000"
  expect_match '"resumed": ?[1-9]' "$*: by which it is continued"
}

for client in $("$SWIMLANE" --list=clients | cut -f 1); do
  for mode in sequential async; do
    check_client "$client" "$mode"
  done
done

kept=$tmp/all/$((count + 1))
# shellcheck disable=SC2046
try "a comparison and its exports" compare download --rounds=1 --modes=sequential,async \
  --user="joe:$secret" $(exports) "$url/bytes/50"
expect_status 0 "which succeeds"

# What is wrong with the command line is said without it.
try "two users" download --user="joe:$secret" -H "Authorization: Basic $secret" "$url/x"
expect_error 2 "--user" "are one too many"
try "a header of two lines" download -H "X-One: $secret
X-Two: two" "$url/x"
expect_error 2 "line break" "is refused"
try "an argument that is no URL" download "joe:$secret@$host/x"
expect_error 2 "did you mean http://$host/x" "is refused as well"
try "a base that is no URL" download --base-url="joe:$secret@$host" CN
expect_error 2 "--base-url" "likewise"
try "a server that is none" download --server="joe:$secret@$host" CN
expect_error 2 "--server" "likewise"
http_proxy=foo://joe:$secret@$host try "a proxy of an unknown scheme" download "$url/x"
expect_error 2 "not foo://$host" "likewise"
echo "machine $host login joe password \"$secret" >"$tmp/netrc"
try "a broken netrc file" download --netrc-file="$tmp/netrc" "$url/x"
expect_error 2 "line 1" "likewise"
echo "joe $secret" >"$tmp/user"
try "a file without a user" download --user-file="$tmp/user" "$url/x"
expect_error 2 "NAME:PASSWORD" "likewise"
try "a user without a password" download --user="$secret" "$url/x"
expect_error 2 "--user-file" "likewise"

done_testing
