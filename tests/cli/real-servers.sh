#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Both jobs in every mode against servers that are not ours: nginx and knotd, on loopback, as whoever
# runs this, and ended with it.
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"
# shellcheck source=servers.sh
. "${0%/*}/servers.sh"

command -v nginx >/dev/null || skip_all "nginx is not installed"
command -v knotd >/dev/null || skip_all "knotd is not installed"

codes=(cn in us id br)

write_site () {
  local code

  for code in "${codes[@]}"; do
    mkdir -p "$tmp/www/flags/$code"
    head -c $((RANDOM % 5000 + 100)) /dev/urandom >"$tmp/www/flags/$code/$code.gif"
  done
  head -c 300000 /dev/urandom >"$tmp/www/big"
  : >"$tmp/www/empty"
}

write_nginx_conf () {
  nginx_conf <<END
  default_type image/gif;
  server {
    listen 127.0.0.1:$1;
    root $tmp/www;
    location = /moved { return 302 /big; }
    location = /teapot { return 418; }
    location = /down { return 503; }
  }
END
}

write_knot_conf () {
  mkdir -p "$tmp/knot"
  cat >"$tmp/knot.conf" <<END
server:
  rundir: $tmp/knot
  listen: 127.0.0.1@$1
database:
  storage: $tmp/knot
log:
  - target: stderr
    any: warning
zone:
  - domain: test
    storage: $tmp
    file: test.zone
    zonefile-sync: -1
    journal-content: none
END
  cat >"$tmp/test.zone" <<'END'
$ORIGIN test.
$TTL 300
@     SOA ns hostmaster 1 3600 600 86400 60
@     NS  ns
ns    A   127.0.0.1
one   A   192.0.2.1
two   A   192.0.2.1
two   A   192.0.2.2
six   AAAA 2001:db8::6
both  A   192.0.2.3
both  AAAA 2001:db8::3
alias CNAME both
mail  MX  10 both
flags A   127.0.0.1
END
}

write_site
start_server nginx nginx -p "$tmp" -c "$tmp/nginx.conf"
http=127.0.0.1:$port
start_server knot knotd -c "$tmp/knot.conf"
dns=127.0.0.1:$port

cat >"$tmp/names" <<'END'
  mail.test
  nothing.test
+ alias.test
+ both.test
+ one.test
+ six.test
+ two.test
END

for mode in $(modes); do
  run probe --resolver=dns --nameserver="$dns" --mode="$mode" --jobs=4 --record="$tmp/probe.json" \
    one.test two.test six.test both.test alias.test mail.test nothing.test
  expect_status 0 "$mode: a zone of knotd's is resolved"
  LC_ALL=C sort "$out" >"$tmp/sorted"
  check "$mode: with the answers it holds" diff "$tmp/names" "$tmp/sorted"
  json_string "$tmp/probe.json" digest >>"$tmp/probe.digests"

  dest=$tmp/dest-$mode
  run download --base-url="http://$http/flags" --mode="$mode" --jobs=4 --dest="$dest" "${codes[@]}"
  expect_status 0 "$mode: nginx gives flags"
  for code in "${codes[@]}"; do
    check "$mode: $code is what it was" \
      cmp "$tmp/www/flags/$code/$code.gif" "$(find "$dest" -iname "$code.gif")"
  done

  run download --resolver=dns --nameserver="$dns" --mode="$mode" --dest="$dest/by-name" \
    "http://flags.test:${http#*:}/big"
  expect_status 0 "$mode: nginx is found by a name that only knotd knows"
  check "$mode: what it gave is whole" cmp "$tmp/www/big" "$dest/by-name/big"

  run download --mode="$mode" --jobs=4 --dest="$dest/urls" --record="$tmp/download.json" \
    "http://$http/big" "http://$http/empty" "http://$http/moved" "http://$http/teapot" \
    "http://$http/down" "http://$http/missing"
  expect_status 4 "$mode: some of these fail"
  for expected in ok:3 client-error:1 server-error:1 not-found:1; do
    check "$mode: the class ${expected%:*} is met ${expected#*:} times" \
      grep -qE "\"${expected%:*}\"[[:space:]]*:[[:space:]]*${expected#*:}\\b" "$tmp/download.json"
  done
  check "$mode: an empty file is a file" test -e "$dest/urls/empty" -a ! -s "$dest/urls/empty"
  check "$mode: a redirect is followed" cmp "$tmp/www/big" "$dest/urls/moved"
  json_string "$tmp/download.json" digest >>"$tmp/download.digests"
done
for job in probe download; do
  check "$job: every mode did the same work" test "$(sort -u "$tmp/$job.digests" | wc -l)" -eq 1
done

# A name whose server is not there at all.
run download --mode=async --dest="$tmp/refused" --record="$tmp/refused.json" \
  "http://127.0.0.1:$(free_port)/x"
expect_status 4 "a server that is not there"
check "is of class refused" grep -qE '"refused"[[:space:]]*:[[:space:]]*1\b' "$tmp/refused.json"

done_testing
