#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The end of a job: the same line for each, a hint for what commonly fails, and colours at a terminal.
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"

start_lab local
number='[0-9.]+'

# ends NAME REGEX: the last line but those of a hint.
ends () {
  if tail -n 1 "$out" | grep -qE -e "^$2\$"; then
    pass "$1"
  else
    echo "# expected '$2' at the end"
    fail_run "$1"
  fi
}

for mode in $(modes); do
  run download --nameserver="$lab_dns" --mode="$mode" --dest="$tmp/$mode" --retries=0 \
    "$lab_url/bytes/1000" "$lab_url/bytes/2000" "$lab_url/no"
  expect_status 4 "$mode: a download has failures"
  ends "$mode: its last line has number, classes, bytes, time, rate and folder" \
    "3 files: 2 downloaded, 1 not found; 2\.[0-9]+ KiB in $number s \($number [KM]iB/s\) to $tmp/$mode/"
  run probe --nameserver="$lab_dns" --mode="$mode" -v if.dev as.dev
  expect_match "^2 names: 1 found, 1 not found; in $number s \([0-9]+/s\)$" "$mode: so has that of a probe"
done
run download --lab=local --dest="$tmp/flags" fr de
ends "flags are files like others" \
  "2 files: 2 downloaded; $number KiB in $number s \($number [KM]iB/s\) to $tmp/flags/"
run probe --nameserver="$lab_dns" if.dev as.dev
check "a list of names that is piped on has none" test "$(wc -l <"$out")" -eq 2

# hint WORDS ARGUMENT…: it is said once, at the end of standard error.
hint () {
  local words=$1

  shift
  run "$@"
  check "a hint: $words" test "$(grep -cE "^hint: .*$words" "$err")" -eq 1
  check "which stands last" grep -q '^hint: ' <(tail -n 1 "$err")
}

# A server that does not speak TLS.
python3 - >"$tmp/port" <<'END' &
import socket
server = socket.create_server(("127.0.0.1", 0))
print(server.getsockname()[1], flush=True)
while True:
    client = server.accept()[0]
    client.recv(65536)
    client.sendall(b"HTTP/1.0 400 Bad Request\r\n\r\n")
    client.close()
END
children+=("$!")
check "there is a server without TLS" wait_for "$tmp/port" '^[0-9]+$'
port=$(free_port)
hint 'does the server run' download --dest="$tmp/x" --retries=0 "http://127.0.0.1:$port/a" "http://127.0.0.1:$port/b"
hint 'swimlane probe' download --nameserver="$lab_dns" --dest="$tmp/x" --retries=0 http://nowhere.dev/a
hint '[-][-]cacert' download --dest="$tmp/x" --retries=0 "https://127.0.0.1:$(cat "$tmp/port")/a"
hint '[-][-]nameserver=ADDR' probe --nameserver="127.0.0.1:$port" --retries=0 as.dev
run download --dest="$tmp/x" --retries=0 -q "http://127.0.0.1:$port/a"
check "none where the command is to be quiet" test -z "$(grep '^hint: ' "$err")"
run probe --nameserver="127.0.0.1:$port" --retries=0 --format=ndjson as.dev
check "nor where a program reads" test ! -s "$err"
run download --nameserver="$lab_dns" --dest="$tmp/x" "$lab_url/bytes/1000"
check "nor where nothing failed" test ! -s "$err"

# Colours, which only a terminal is sent.
esc=$'\033'
run probe --nameserver="$lab_dns" as.dev if.dev 'a name'
check "a pipe is sent no colours" test -z "$(grep -F "$esc" "$out" "$err")"
run probe --nameserver="$lab_dns" --color=always as.dev if.dev 'a name'
check "--color=always sends them" grep -qF "${esc}[31minvalid input${esc}[0m: " "$out"
check "also at the end" \
  grep -qF "3 names: ${esc}[32m1 found${esc}[0m, ${esc}[33m1 not found${esc}[0m, ${esc}[31m1 invalid input${esc}[0m; in" "$out"
run probe --color=sometimes as.dev
expect_error 2 '--color takes auto, always or never' "another word is refused"
if command -v script >/dev/null; then
  export SWIMLANE lab_dns
  # shellcheck disable=SC2016 # that shell is to expand it
  line='"$SWIMLANE" probe --nameserver="$lab_dns" as.dev if.dev'
  TERM=xterm script -qec "$line" /dev/null >"$out" 2>&1
  check "a terminal is sent them" grep -qF "${esc}[32m+ ${esc}[0mas.dev" "$out"
  check "and the line at the end" grep -qE '2 names: ' "$out"
  NO_COLOR=1 TERM=xterm script -qec "$line" /dev/null >"$out" 2>&1
  check "not with NO_COLOR" test -z "$(grep -F "${esc}[3" "$out")"
  TERM=dumb script -qec "$line" /dev/null >"$out" 2>&1
  check "nor one that has none" test -z "$(grep -F "${esc}[3" "$out")"
  TERM=xterm script -qec "$line --color=never" /dev/null >"$out" 2>&1
  check "nor with --color=never" test -z "$(grep -F "${esc}[3" "$out")"
else
  skip "colours at a terminal" "there is no script"
fi

done_testing
