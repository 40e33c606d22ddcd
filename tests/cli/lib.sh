# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=bash disable=SC2034
# What the shell tests share: they drive the real program ($SWIMLANE) and print TAP. A test sources
# this, calls run and expect_…, and ends with `done_testing`: without it there is no plan, and the
# driver sees an error. What it started in the background is ended by its process id.
set -u

: "${SWIMLANE:?is to name the swimlane program}"
: "${SWIM_TEST_SRCDIR:?is to name the source tree}"

# The modules that tests need are those of the distribution's Python, though another may come first in the path.
[ ! -x /usr/bin/python3 ] || PATH=/usr/bin:$PATH

# What a terminal's user may have set, and tests do not expect.
unset COLUMNS NO_COLOR

tmp=$(mktemp -d "${TMPDIR:-/tmp}/swimlane-test.XXXXXX")
out=$tmp/out
err=$tmp/err
status=0
command_line=
tests_run=0
children=()

clean_up () {
  local pid

  for pid in "${children[@]}"; do
    kill -CONT "$pid" 2>/dev/null
    kill -TERM "$pid" 2>/dev/null
  done
  for pid in "${children[@]}"; do
    wait "$pid" 2>/dev/null
  done
  rm -rf "$tmp"
}
trap clean_up EXIT
trap 'exit 130' INT TERM HUP

skip_all () {
  echo "1..0 # SKIP $*"
  exit 0
}

done_testing () {
  echo "1..$tests_run"
}

pass () {
  tests_run=$((tests_run + 1))
  echo "ok $tests_run - $*"
}

skip () {
  tests_run=$((tests_run + 1))
  echo "ok $tests_run - $1 # SKIP $2"
}

# fail NAME [FILE…]: the beginning of each file tells why.
fail () {
  local name=$1 file

  shift
  tests_run=$((tests_run + 1))
  echo "not ok $tests_run - $name"
  for file in "$@"; do
    echo "# $file:"
    head -c 3000 "$file" | head -n 30 | tr -d '\000' | sed 's/^/#   /'
    echo
  done
}

fail_run () {
  echo "# $command_line"
  echo "# ended with status $status"
  fail "$1" "$out" "$err"
}

# check NAME COMMAND…: passes where the command does.
check () {
  local name=$1

  shift
  if "$@" >"$tmp/check" 2>&1; then
    pass "$name"
  else
    echo "# $*"
    fail "$name" "$tmp/check"
  fi
}

# scaled SECONDS: longer on a slow machine, as SWIM_TEST_SLOWDOWN says.
scaled () {
  awk -v seconds="$1" -v slowdown="${SWIM_TEST_SLOWDOWN:-1}" 'BEGIN { print seconds * slowdown }'
}

# run ARGUMENT…: the program with no input, its output in $out and $err, its status in $status.
run () {
  command_line="swimlane $*"
  status=0
  timeout --kill-after=5 "$(scaled 60)" "$SWIMLANE" "$@" >"$out" 2>"$err" </dev/null || status=$?
}

expect_status () {
  if [ "$status" -eq "$1" ]; then
    pass "$2"
  else
    echo "# expected status $1"
    fail_run "$2"
  fi
}

# expect_error STATUS WORD NAME: it ended so, and its message holds the word.
expect_error () {
  if [ "$status" -eq "$1" ] && grep -qF -e "$2" "$err"; then
    pass "$3"
  else
    echo "# expected status $1 and '$2' in the message"
    fail_run "$3"
  fi
}

# expect_out LINE NAME: it printed this line.
expect_out () {
  if grep -qxF -e "$1" "$out"; then
    pass "$2"
  else
    echo "# expected the line '$1'"
    fail_run "$2"
  fi
}

# expect_match REGEX NAME: it printed a line that matches.
expect_match () {
  if grep -qE -e "$1" "$out"; then
    pass "$2"
  else
    echo "# expected a line that matches '$1'"
    fail_run "$2"
  fi
}

# modes: the name of each mode that this build has.
modes () {
  "$SWIMLANE" --list=modes | cut -f 1
}

# commands: the name of each command, as --help lists them.
commands () {
  "$SWIMLANE" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'
}

# start ARGUMENT…: starts the program in the background and sets pid. A shell would let it ignore SIGINT
# there; a terminal does not.
start () {
  command_line="swimlane $*"
  : >"$out" # or what the last one printed would be taken for this one's
  env --default-signal=INT,HUP "$SWIMLANE" "$@" >"$out" 2>"$err" </dev/null &
  pid=$!
  children+=("$pid")
}

# find_namespaces: sets namespaces to a command that runs another in namespaces of its own; fails where
# they are not permitted.
find_namespaces () {
  namespaces=(unshare --net --mount)
  if [ "$(id -u)" -ne 0 ]; then
    namespaces+=(--map-root-user)
  fi
  "${namespaces[@]}" true 2>/dev/null
}

# wait_for FILE REGEX: until a line of the file matches, for half a minute at most.
wait_for () {
  local deadline

  deadline=$((SECONDS + $(scaled 30 | cut -d. -f1)))
  until grep -qE -e "$2" "$1" 2>/dev/null; do
    if [ "$SECONDS" -ge "$deadline" ]; then
      return 1
    fi
    sleep 0.02
  done
}

# start_lab SCENARIO: a lab that several runs share; sets lab_pid, lab_url (by a name that only its DNS
# knows), lab_http (by address) and lab_dns (address:port).
start_lab () {
  local ready=$tmp/lab.$RANDOM

  "$SWIMLANE" serve --scenario="$1" >"$ready" 2>"$tmp/lab.err" </dev/null &
  lab_pid=$!
  children+=("$lab_pid")
  if ! wait_for "$ready" '}'; then
    echo "Bail out! the lab does not start: $(head -n 3 "$tmp/lab.err")"
    exit 1
  fi
  lab_url=$(json_string "$ready" url)
  lab_dns=$(json_string "$ready" nameserver)
  lab_http=http://127.0.0.1:${lab_url##*:}
}

# json_string FILE MEMBER: each value of the members of that name, one a line. Enough for what we print.
json_string () {
  grep -oE "\"$2\"[[:space:]]*:[[:space:]]*\"[^\"]*\"" "$1" | sed 's/.*"\([^"]*\)"$/\1/'
}

# free_port: a port that nobody listens on just now, by TCP.
free_port () {
  local port

  while :; do
    port=$((20000 + RANDOM % 12000))
    if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      echo "$port"
      return
    fi
  done
}
