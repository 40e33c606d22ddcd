# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=bash disable=SC2034,SC2154
# What the tests share that start servers which are not ours, and those that speak TLS. Sourced after
# lib.sh.

PATH=$PATH:/usr/sbin:/sbin

# start_server NAME COMMAND…: tries free ports until the server holds one. "Free" can be stale by then.
start_server () {
  local name=$1 attempt

  shift
  for attempt in 1 2 3 4 5; do
    port=$(free_port)
    "write_${name}_conf" "$port"
    "$@" >"$tmp/$name.out" 2>&1 </dev/null &
    children+=("$!")
    if listens "$port" "$!"; then
      return
    fi
  done
  echo "Bail out! $name does not start: $(tail -n 3 "$tmp/$name.out") (try $attempt)"
  exit 1
}

# listens PORT PID: waits until the server answers, for ten seconds, or has ended.
listens () {
  local deadline=$((SECONDS + 10))

  while [ "$SECONDS" -lt "$deadline" ] && kill -0 "$2" 2>/dev/null; do
    if (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; then
      return 0
    fi
    sleep 0.05
  done
  return 1
}

# nginx_conf: nginx.conf with what is read, which stands within http { }. It keeps to the test's folder.
nginx_conf () {
  local kind

  {
    echo "daemon off; master_process off; pid $tmp/nginx.pid; error_log $tmp/nginx.log;"
    echo "events { worker_connections 512; }"
    echo "http {"
    echo "access_log off;"
    for kind in client_body proxy fastcgi uwsgi scgi; do
      echo "${kind}_temp_path $tmp/nginx-$kind;"
    done
    cat
    echo "}"
  } >"$tmp/nginx.conf"
}

# serve_script SCRIPT ARGUMENT…: one of ours, which prints its port when it is ready; sets port.
serve_script () {
  : >"$tmp/port"
  python3 "$SWIM_TEST_SRCDIR/tests/cli/$1" "${@:2}" >"$tmp/port" 2>"$tmp/server.err" </dev/null &
  children+=("$!")
  if ! wait_for "$tmp/port" '^[0-9]+$'; then
    echo "Bail out! $1 does not start: $(tail -n 3 "$tmp/server.err")"
    exit 1
  fi
  port=$(cat "$tmp/port")
}

# authority: the test's own one, which nobody trusts, in ca.pem.
authority () {
  openssl req -x509 -newkey rsa:2048 -nodes -keyout "$tmp/ca.key" -out "$tmp/ca.pem" -days 30 \
    -subj "/CN=swimlane test" 2>/dev/null
}

# certificate NAME DAYS SUBJECT-ALT-NAME [OPTION…]: signed by the authority.
certificate () {
  local name=$1 days=$2 alt=$3

  openssl req -new -newkey rsa:2048 -nodes -keyout "$tmp/$name.key" -out "$tmp/$name.csr" \
    -subj "/CN=$name" 2>/dev/null
  openssl x509 -req -in "$tmp/$name.csr" -CA "$tmp/ca.pem" -CAkey "$tmp/ca.key" -CAcreateserial \
    -out "$tmp/$name.pem" -days "$days" -extfile <(echo "subjectAltName=$alt") 2>/dev/null
}
