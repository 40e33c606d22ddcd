#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# In async mode the main thread never waits in a socket call or a poll but the loop's own, and nobody
# calls getaddrinfo. Each detector is first shown a run in which it must find what it looks for.
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"

command -v strace >/dev/null || skip_all "strace is not installed"
strace -f -o "$tmp/try" true 2>/dev/null || skip_all "strace may not trace here (ptrace)"

# The leak checker cannot work in a process that is traced.
export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0

# What is waited for, what makes a descriptor, and what tells of getaddrinfo.
calls=%network,poll,ppoll,select,pselect6,epoll_wait,epoll_pwait,read,readv,write,writev
calls=$calls,fcntl,ioctl,eventfd2,close,openat,execve

# trace NAME ARGUMENT…: with the calls of every thread, each line led by its thread's id.
trace () {
  local name=$1

  shift
  command_line="strace swimlane $*"
  status=0
  timeout --kill-after=5 "$(scaled 120)" \
    strace -f -qq -s 64 -o "$tmp/$name.trace" -e trace="$calls" "$SWIMLANE" "$@" >"$out" 2>"$err" </dev/null || status=$?
  if [ ! -s "$tmp/$name.trace" ]; then
    echo "Bail out! strace wrote nothing: $(head -n 1 "$err")"
    exit 1
  fi
}

# blocking NAME: what blocked in the main thread of the trace.
blocking () {
  awk -f "${0%/*}/strace.awk" "$tmp/$1.trace"
}

# getaddrinfo leaves these traces; swimlane's own resolver asks nobody but its servers.
resolving () {
  grep -E '"/etc/(hosts|gai\.conf)"' "$tmp/$1.trace"
}

start_lab quick

trace control probe --mode=sequential --resolver=system localhost
check "a call of getaddrinfo is found where there is one" resolving control

for job in probe download; do
  case $job in
    probe) arguments=(probe --resolver=dns --nameserver="$lab_dns") ;;
    download) arguments=(download --resolver=dns --nameserver="$lab_dns" --dest="$tmp/flags"
      --base-url="$lab_url/flags" --all --limit=40) ;;
  esac

  trace "$job-sequential" "${arguments[@]}" --mode=sequential
  expect_status 0 "$job: sequential runs under strace"
  check "$job: a blocked main thread is found where there is one" \
    grep -q . <(blocking "$job-sequential")

  trace "$job-async" "${arguments[@]}" --mode=async
  expect_status 0 "$job: async runs under strace"
  blocking "$job-async" >"$tmp/blocking"
  if [ -s "$tmp/blocking" ]; then
    fail "$job: in async the main thread blocks nowhere but in the loop's poll" "$tmp/blocking"
  else
    pass "$job: in async the main thread blocks nowhere but in the loop's poll"
  fi
  if resolving "$job-async" >"$tmp/resolving"; then
    fail "$job: in async nothing calls getaddrinfo" "$tmp/resolving"
  else
    pass "$job: in async nothing calls getaddrinfo"
  fi
done

done_testing
