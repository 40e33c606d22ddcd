#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# What requests carry and who asks, against an nginx that says what it was told: headers, users and
# passwords, cookies, client certificates and families of addresses. Above all, which server is told
# what after a redirect, and that no password is ever printed or written.
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"
# shellcheck source=servers.sh
. "${0%/*}/servers.sh"

# LeakSanitizer itself crashes where it looks for leaks after TLS was spoken.
export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0
unset http_proxy https_proxy all_proxy no_proxy HTTPS_PROXY ALL_PROXY NO_PROXY

command -v nginx >/dev/null || skip_all "nginx is not installed"
command -v openssl >/dev/null || skip_all "openssl is not installed"

# The server on the first port redirects to itself, to a server of another port and of another host,
# and to one that speaks TLS. The host 127.0.0.1 is not localhost.
write_nginx_conf () {
  local ipv6=

  six=$(free_port)

  other=$(free_port)
  tls=$(free_port)
  if has_ipv6; then
    ipv6="server { listen [::1]:$six; listen 127.0.0.1:$six; location / { return 200 at=\$server_addr.; } }"
  fi
  nginx_conf <<END
  default_type text/plain;
  ssl_certificate $tmp/server.pem;
  ssl_certificate_key $tmp/server.key;
  server {
    listen 127.0.0.1:$1;
    listen 127.0.0.1:$other;
    location / {
      return 200 "port=\$server_port auth=\$http_authorization. cookie=\$http_cookie. agent=\$http_user_agent. accept=\$http_accept. x=\$http_x_one,\$http_x_two.";
    }
    location = /same { return 302 http://127.0.0.1:$1/x; }
    location = /path { return 302 /x; }
    location = /port { return 302 http://127.0.0.1:$other/x; }
    location = /host { return 302 http://localhost:$1/x; }
    location = /back { return 302 http://localhost:$1/same; }
    location = /scheme { return 302 https://127.0.0.1:$tls/x; }
    location = /user { return 302 http://eve:evil@127.0.0.1:$other/x; }
    location = /secret { auth_basic "here"; auth_basic_user_file $tmp/users; root $tmp/www; }
  }
  server {
    listen 127.0.0.1:$tls ssl http2;
    ssl_client_certificate $tmp/ca.pem;
    ssl_verify_client optional;
    ssl_verify_depth 2;
    location / {
      return 200 "auth=\$http_authorization. cookie=\$http_cookie. cert=\$ssl_client_s_dn. x=\$http_x_one.";
    }
    location = /must {
      if (\$ssl_client_verify != SUCCESS) { return 403; }
      return 200 "cert=\$ssl_client_s_dn.";
    }
  }
  $ipv6
END
}

has_ipv6 () {
  grep -q '^00000000000000000000000000000001 ' /proc/net/if_inet6 2>/dev/null
}

# fetch ARGUMENT…: by the client and in the mode of the loop, into an empty folder.
fetch () {
  rm -rf "$tmp/dest"
  run download --client="$client" --mode="$mode" --dest="$tmp/dest" --cacert="$tmp/ca.pem" "$@"
}

# told NAME TEXT: the last server was told that.
told () {
  if [ "$status" -eq 0 ] && cat "$tmp/dest"/* 2>/dev/null | grep -qF -e "$2"; then
    pass "$client, $mode: $1"
  else
    cat "$tmp/dest"/* >"$tmp/told" 2>/dev/null
    echo "# $command_line ended with status $status; expected '$2' in:"
    fail "$client, $mode: $1" "$tmp/told" "$out" "$err"
  fi
}

# below_another: a certificate that is not signed by the authority itself, and a file with all between.
below_another () {
  local name

  for name in between below; do
    openssl req -new -newkey rsa:2048 -nodes -keyout "$tmp/$name.key" -out "$tmp/$name.csr" \
      -subj "/CN=$name" 2>/dev/null
  done
  openssl x509 -req -in "$tmp/between.csr" -CA "$tmp/ca.pem" -CAkey "$tmp/ca.key" -CAcreateserial \
    -out "$tmp/between.pem" -days 30 -extfile <(echo basicConstraints=critical,CA:true) 2>/dev/null
  openssl x509 -req -in "$tmp/below.csr" -CA "$tmp/between.pem" -CAkey "$tmp/between.key" \
    -CAcreateserial -out "$tmp/below.pem" -days 30 2>/dev/null
  cat "$tmp/below.pem" "$tmp/between.pem" >"$tmp/chain.pem"
}

basic () {
  printf 'auth=Basic %s.' "$(printf '%s' "$1" | base64)"
}

mkdir "$tmp/www"
echo well >"$tmp/www/secret"
echo 'joe:{PLAIN}pass word' >"$tmp/users"
authority
certificate server 30 IP:127.0.0.1
certificate client 30 DNS:client.test
cat "$tmp/client.pem" "$tmp/client.key" >"$tmp/both.pem"
below_another
start_server nginx nginx -p "$tmp" -c "$tmp/nginx.conf"
http=http://127.0.0.1:$port
https=https://127.0.0.1:$tls

cat >"$tmp/netrc" <<END
# a comment, and a macro that is not for us
machine 127.0.0.1 login joe password "pass word"
macdef init
machine localhost login trap password trap

machine localhost login ann password hidden
default login any password body
END
printf 'X-One: from a file\r\n\n# nothing\nX-Two: two\n' >"$tmp/headers"
echo 'joe:pass word' >"$tmp/user"

check_headers () {
  fetch "$http/x"
  told "our own name is sent by default" "agent=swimlane/"
  told "and nothing of a user" "auth=. cookie=."
  fetch -H 'X-One: 1' --header='x-two:2' -H 'Accept: text/plain' "$http/x"
  told "headers are sent" "x=1,2."
  told "also in place of a default" "accept=text/plain."
  fetch --header-file="$tmp/headers" "$http/x"
  told "headers come from a file" "x=from a file,two."
  fetch -A 'Mine/1' "$http/x"
  told "--user-agent is sent" "agent=Mine/1."
  fetch -H 'User-Agent: Mine/2' "$http/x"
  told "and so is the header of that name" "agent=Mine/2."
  fetch -A '' -H 'Accept:' "$http/x"
  told "the empty name is not sent, nor a header without a value" "agent=. accept=."
  fetch --loops=2 --jobs=2 -H 'X-One: 1' "$http/x" "$http/y" "$http/z"
  told "a header is sent from every loop" "x=1,."
  check "$client, $mode: by each request" test "$(cat "$tmp/dest"/* | grep -oF x=1,. | wc -l)" -eq 3
  fetch -H 'X-One: 1' "$http/port"
  told "a header goes along with a redirect" "x=1,."
}

check_users () {
  local user login

  for user in "--user=joe:pass word" "--user-file=$tmp/user" "--netrc-file=$tmp/netrc" \
    "-H Authorization: $(basic 'joe:pass word' | sed 's/auth=\(.*\)\./\1/')"; do
    # shellcheck disable=SC2086 # a short option and its value
    case $user in
      -H*) fetch -H "${user#-H }" "$http/secret" ;;
      *) fetch "$user" "$http/secret" ;;
    esac
    told "${user%%[=:]*} logs in" well
  done
  fetch "http://joe:pass%20word@127.0.0.1:$port/secret"
  told "a URL's user and password log in" well
  fetch --user=joe --netrc-file="$tmp/netrc" "$http/secret"
  told "a user's password is found in the netrc file" well
  fetch --netrc-file="$tmp/netrc" "http://joe@127.0.0.1:$port/secret"
  told "and so is that of a URL's user" well
  fetch --user=other:one "http://joe:pass%20word@127.0.0.1:$port/secret"
  told "the user in a URL comes before --user" well
  fetch --user=joe:wrong "$http/secret"
  expect_status 4 "$client, $mode: a wrong password is a failure"
  HOME=$tmp/home fetch --netrc "$http/secret"
  told "the netrc file of the home folder is read" well

  for login in --user=a:b --cookie=c=d "-HAuthorization: Basic YTpi"; do
    fetch "$login" "$http/port"
    told "${login%%[=:]*} does not go to another port" "port=$other auth=. cookie=."
    fetch "$login" "$http/host"
    told "${login%%[=:]*} does not go to another host" "port=$port auth=. cookie=."
    fetch "$login" "$http/scheme"
    told "${login%%[=:]*} does not go to another scheme" "auth=. cookie=."
  done
  for path in same path back; do
    fetch --user=a:b --cookie='c=d; e=f' "$http/$path"
    told "/$path: the server that they are for is told user and cookies" "$(basic a:b) cookie=c=d; e=f."
    fetch "http://a:b@127.0.0.1:$port/$path"
    told "/$path: and the user in its URL" "$(basic a:b)"
  done
  fetch "http://a:b@127.0.0.1:$port/port"
  told "the user in a URL does not go to another server" "port=$other auth=."
  fetch "$http/user"
  told "nor is a user sent that a server made up" "port=$other auth=."
  fetch --netrc-file="$tmp/netrc" "$http/host"
  told "the netrc file is asked for the host of a redirect" "$(basic ann:hidden)"
}

check_certificates () {
  fetch --user=a:b --cookie=c=d -H 'X-ONE: 1' "$https/x"
  told "the same is sent over TLS" "$(basic a:b) cookie=c=d. cert=. x=1."
  fetch "$https/x"
  told "a server that asks for a certificate gets none" "cert=."
  fetch "$https/must"
  expect_status 4 "$client, $mode: which may not be enough"
  fetch --cert="$tmp/client.pem" --key="$tmp/client.key" "$https/must"
  told "a certificate and its key are shown" "cert=CN=client."
  fetch --cert="$tmp/both.pem" "$https/must"
  told "also from one file" "cert=CN=client."
  fetch --cert="$tmp/chain.pem" --key="$tmp/below.key" "$https/must"
  told "and those above it that were given with it" "cert=CN=below."
}

check_families () {
  fetch -4 "$http/x"
  told "-4 connects to an IPv4 address" "port=$port"
  fetch -6 --format=ndjson "$http/x"
  expect_match "not-found.*127.0.0.1 has no IPv6 address" "$client, $mode: -6 does not"
  fetch -6 --format=ndjson --nameserver="$lab_dns" "$lab_url/bytes/1"
  expect_match "not-found.* has no IPv6 address" "$client, $mode: nor to those of a name"
  fetch -4 "http://localhost:$six/x"
  told "-4 chooses among those of a name" "at=127.0.0.1."
  fetch -4 --retries=0 --format=ndjson "http://localhost:$(free_port)/x"
  expect_match '"refused"' "$client, $mode: and does not change what is wrong with it"
  if has_ipv6; then
    fetch -6 "http://[::1]:$six/x"
    told "-6 connects to an IPv6 address" "at=::1."
    fetch -6 "http://localhost:$six/x"
    told "-6 chooses among those of a name" "at=::1."
    fetch -4 --format=ndjson "http://[::1]:$six/x"
    expect_match "not-found.*::1 has no IPv4 address" "$client, $mode: -4 does not"
  else
    skip "-6 connects to an IPv6 address" "there is no IPv6"
  fi
}

start_lab local
mkdir "$tmp/home"
cp "$tmp/netrc" "$tmp/home/.netrc"
for client in $("$SWIMLANE" --list=clients | cut -f 1); do
  for mode in sequential async; do
    check_headers
    check_users
    check_certificates
    check_families
  done
done

cd "$tmp" || exit 1
run compare download --rounds=1 --modes=sequential,async --netrc-file=netrc --header-file=headers \
  --cacert=ca.pem "$http/secret"
expect_status 0 "the runs of a comparison are told the same, by paths that hold for them"

usage () {
  local word=$1

  shift
  run download "$@" "$http/x"
  expect_error 2 "$word" "$*: is a usage error"
}

usage "leave one out" -4 -6
usage "leave one out" --user=a:b --user-file="$tmp/user"
usage "--cert" --key="$tmp/client.key"
usage "$tmp/nothing" --cert="$tmp/nothing"
usage "private key" --cert="$tmp/client.pem"
usage "private key" --cert="$tmp/client.pem" --key="$tmp/headers"
usage "$tmp/nothing" --netrc-file="$tmp/nothing"
usage "$tmp/nothing" --header-file="$tmp/nothing"
usage "$tmp/nothing" --user-file="$tmp/nothing"
usage "Name: value" --header="X-One"
usage "Host" --header="Host: other.test"

mkfifo "$tmp/fifo"
for option in cacert cert header-file user-file netrc-file checksum; do
  run download "--$option=$tmp/fifo" --dest="$tmp/dest" "$http/x"
  expect_error 2 "named pipe" "--$option: a named pipe is refused, and not waited for"
done

done_testing
