#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# In async mode the main thread never waits in a socket call or a poll but the loop's own, and nobody
# calls getaddrinfo. Each detector is first shown a run in which it must find what it looks for.
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"
# shellcheck source=servers.sh
. "${0%/*}/servers.sh"

command -v strace >/dev/null || skip_all "strace is not installed"
strace -f -o "$tmp/try" true 2>/dev/null || skip_all "strace may not trace here (ptrace)"

# The leak checker cannot work in a process that is traced.
export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0

# What is waited for, what makes a descriptor, and what tells of getaddrinfo.
calls=%network,poll,ppoll,select,pselect6,epoll_wait,epoll_pwait,read,readv,write,writev
calls=$calls,fcntl,ioctl,eventfd2,close,openat,execve
# What is done with files; some machines have only the newer of two calls.
calls="$calls,?rename,renameat,renameat2,?link,linkat,?unlink,unlinkat,?mkdir,mkdirat"
calls=$calls,pread64,pwrite64,fsync,fdatasync,ftruncate,fallocate

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

# reserved NAME: whether the table of descriptors is grown while there is one thread alone. Later the
# kernel makes the loop wait for it.
reserved () {
  awk '!main { main = $1 } $1 != main { exit } /F_DUPFD/ { found = 1; exit } END { exit !found }' \
    "$tmp/$1.trace"
}

start_lab quick

trace control probe --mode=sequential --resolver=system localhost
check "a call of getaddrinfo is found where there is one" resolving control

# compare_modes NAME ARGUMENT…: what the detectors find in sequential mode is not there in async.
compare_modes () {
  local name=$1

  shift
  trace "$name-sequential" "$@" --mode=sequential
  expect_status 0 "$name: sequential runs under strace"
  blocking "$name-sequential" >"$tmp/blocking"
  check "$name: a blocked main thread is found where there is one" test -s "$tmp/blocking"
  if [ "$1" = download ]; then
    check "$name: a file that it writes is found too" grep -q 'on a file: .*write' "$tmp/blocking"
  fi

  trace "$name-async" "$@" --mode=async
  expect_status 0 "$name: async runs under strace"
  check "$name: the table of descriptors is grown before there are threads" reserved "$name-async"
  blocking "$name-async" >"$tmp/blocking"
  if [ -s "$tmp/blocking" ]; then
    fail "$name: in async the main thread blocks nowhere but in the loop's poll" "$tmp/blocking"
  else
    pass "$name: in async the main thread blocks nowhere but in the loop's poll"
  fi
  if resolving "$name-async" >"$tmp/resolving"; then
    fail "$name: in async nothing calls getaddrinfo" "$tmp/resolving"
  else
    pass "$name: in async nothing calls getaddrinfo"
  fi
}

compare_modes probe probe --resolver=dns --nameserver="$lab_dns"
for client in $("$SWIMLANE" --list=clients | cut -f 1); do
  compare_modes "download with $client" download --client="$client" --resolver=dns \
    --nameserver="$lab_dns" --dest="$tmp/flags-$client" --base-url="$lab_url/flags" --all --limit=40
done

write_tls_conf () {
  nginx_conf <<END
  ssl_certificate $tmp/server.pem;
  ssl_certificate_key $tmp/server.key;
  server {
    listen 127.0.0.1:$1 ssl;
    root $tmp/www;
  }
END
}

# Hundreds of authorities take long to read. glib-networking reads them for each connection, whoever asks
# for one, so that this cannot be asked of libsoup.
name="download with curl over TLS reads the authorities once"
if ! "$SWIMLANE" --list=clients | grep -q '^curl'; then
  skip "$name" "this build has no such client"
elif ! command -v nginx >/dev/null || ! command -v openssl >/dev/null; then
  skip "$name" "nginx or openssl is not installed"
else
  authority
  certificate server 30 IP:127.0.0.1
  mkdir "$tmp/www"
  touch "$tmp/www/"{1..32}
  start_server tls nginx -p "$tmp" -c "$tmp/nginx.conf"
  trace tls download --client=curl --cacert="$tmp/ca.pem" --dest="$tmp/tls" --per-host=0 --jobs=8 \
    "https://127.0.0.1:$port/"{1..32}
  expect_status 0 "a download over TLS runs under strace"
  check "it connects more than once" test "$(grep -c "connect(.*htons($port)" "$tmp/tls.trace")" -gt 1
  check "$name" test "$(blocking tls | grep -c 'openat(.*ca\.pem')" -le 1
fi

done_testing
