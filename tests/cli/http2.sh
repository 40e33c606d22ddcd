#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# TLS with an authority of one's own (--cacert), and HTTP/2 where a server offers it: downloads from an
# nginx on loopback that does, and from one that does not. Its log says what was spoken.
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"
# shellcheck source=servers.sh
. "${0%/*}/servers.sh"

# LeakSanitizer itself crashes where it looks for leaks after TLS was spoken.
export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0

command -v nginx >/dev/null || skip_all "nginx is not installed"
command -v openssl >/dev/null || skip_all "openssl is not installed"
nginx -V 2>&1 | grep -q http_v2 || skip_all "this nginx has no HTTP/2"

files=30

write_site () {
  local i

  mkdir -p "$tmp/www"
  for i in $(seq "$files"); do
    head -c $((i * 997)) /dev/urandom >"$tmp/www/$i"
  done
  head -c 3000000 /dev/urandom >"$tmp/www/big" # more than any window of HTTP/2 holds
  : >"$tmp/www/empty"
}

# write_conf PORT PROTOCOL LOG
write_conf () {
  cat >"$tmp/nginx.conf" <<END
daemon off;
master_process off;
pid $tmp/nginx-$1.pid;
error_log $tmp/nginx.log;
events { worker_connections 512; }
http {
  log_format spoken '\$server_protocol \$status \$request_uri';
  access_log $3 spoken;
  default_type application/octet-stream;
  client_body_temp_path $tmp/nginx-body;
  proxy_temp_path $tmp/nginx-proxy;
  fastcgi_temp_path $tmp/nginx-fastcgi;
  uwsgi_temp_path $tmp/nginx-uwsgi;
  scgi_temp_path $tmp/nginx-scgi;
  ssl_certificate $tmp/server.pem;
  ssl_certificate_key $tmp/server.key;
  server {
    listen 127.0.0.1:$1 ssl $2;
    root $tmp/www;
    location = /moved { return 302 /big; }
    location = /teapot { return 418; }
    location = /down { return 503; }
  }
}
END
}

write_offering_conf () {
  write_conf "$1" http2 "$tmp/offering.log"
}

write_plain_conf () {
  write_conf "$1" "" "$tmp/plain.log"
}

# spoken LOG COUNT: the protocols of so many requests, each once; a request is logged once it is over,
# which the client may know before.
spoken () {
  local deadline=$((SECONDS + 30))

  until [ "$(wc -l <"$1")" -ge "$2" ] || [ "$SECONDS" -ge "$deadline" ]; do
    sleep 0.02
  done
  cut -d' ' -f1 "$1" | sort -u
}

# fetch ARGUMENT…: from an empty log into an empty folder.
fetch () {
  rm -rf "$tmp/dest"
  : >"$tmp/offering.log"
  : >"$tmp/plain.log"
  run download --dest="$tmp/dest" --cacert="$tmp/ca.pem" --record="$tmp/record.json" "$@"
}

# count_of CLASS NUMBER: whether the record says so.
count_of () {
  grep -qE "\"$1\"[[:space:]]*:[[:space:]]*$2\\b" "$tmp/record.json"
}

write_site
authority
certificate server 30 IP:127.0.0.1
start_server offering nginx -p "$tmp" -c "$tmp/nginx.conf"
offering=https://127.0.0.1:$port
start_server plain nginx -p "$tmp" -c "$tmp/nginx.conf"
plain=https://127.0.0.1:$port
for server in "$offering" "$plain"; do
  for name in $(seq "$files") big empty; do
    echo "$server/$name"
  done >"$tmp/list-${server##*:}"
done

for mode in $(modes); do
  fetch --mode="$mode" --jobs=8 --per-host=0 --input="$tmp/list-${offering##*:}"
  expect_status 0 "$mode: a server that offers HTTP/2 gives all its files"
  check "$mode: each is what it was" diff -r "$tmp/www" "$tmp/dest"
  check "$mode: HTTP/2 was spoken, and nothing else" \
    test "$(spoken "$tmp/offering.log" $((files + 2)))" = HTTP/2.0
  json_string "$tmp/record.json" digest >>"$tmp/offering.digests"

  fetch --mode="$mode" --retries=0 "$offering/moved" "$offering/teapot" "$offering/down" \
    "$offering/missing"
  expect_status 4 "$mode: answers of HTTP/2 that are no success"
  for expected in ok:1 client-error:1 server-error:1 not-found:1; do
    check "$mode: the class ${expected%:*} is met ${expected#*:} times" \
      count_of "${expected%:*}" "${expected#*:}"
  done
  check "$mode: a redirect is followed" cmp "$tmp/www/big" "$tmp/dest/moved"

  fetch --mode="$mode" --jobs=1 --max-size=1000000 "$offering/big" "$offering/1"
  expect_status 4 "$mode: a stream that is left half read"
  check "$mode: is too large" count_of too-large 1
  check "$mode: and keeps the next one from nothing" cmp "$tmp/www/1" "$tmp/dest/1"

  fetch --mode="$mode" --limit-rate=6M "$offering/big"
  check "$mode: a stream that is read slowly comes whole" cmp "$tmp/www/big" "$tmp/dest/big"

  fetch --mode="$mode" --client=soup --jobs=8 --input="$tmp/list-${offering##*:}"
  expect_status 0 "$mode: soup has all files of a server that offers HTTP/2"
  check "$mode: by HTTP/1.1" test "$(spoken "$tmp/offering.log" $((files + 2)))" = HTTP/1.1

  fetch --mode="$mode" --jobs=8 --input="$tmp/list-${plain##*:}"
  expect_status 0 "$mode: a server without HTTP/2 gives all its files"
  check "$mode: each is what it was" diff -r "$tmp/www" "$tmp/dest"
  check "$mode: HTTP/1.1 was spoken" \
    test "$(spoken "$tmp/plain.log" $((files + 2)))" = HTTP/1.1
  json_string "$tmp/record.json" digest >>"$tmp/plain.digests"

  run download --mode="$mode" --dest="$tmp/untrusted" --record="$tmp/record.json" "$offering/1"
  expect_status 4 "$mode: without --cacert the server is not trusted"
  check "$mode: which is of class tls-error" count_of tls-error 1
done
for name in offering plain; do
  check "$name: every mode did the same work" \
    test "$(sort -u "$tmp/$name.digests" | wc -l)" -eq 1
done

# Files without a certificate.
: >"$tmp/none.pem"
head -c 300 /dev/urandom >"$tmp/noise.pem"
sed 's/^[A-Z]/*/' "$tmp/ca.pem" >"$tmp/broken.pem"
for name in missing none noise broken; do
  run download --cacert="$tmp/$name.pem" --dest="$tmp/dest" "$offering/1"
  expect_error 2 "--cacert: cannot read certificates from $tmp/$name.pem" \
    "--cacert: a file that is $name is refused by its name"
done
run download --cacert= --dest="$tmp/dest" "$offering/1"
expect_error 2 "--cacert" "--cacert: no name at all is refused"

run compare download --rounds=1 --warmup=0 --modes=threads,async --cacert="$tmp/ca.pem" \
  --dest="$tmp/compared" "$offering/1" "$offering/2"
expect_status 0 "compare takes --cacert too"

done_testing
