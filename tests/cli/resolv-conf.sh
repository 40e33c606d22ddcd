#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The options of resolv.conf, which hold for its servers only. Runs in namespaces of its own, where
# resolv.conf can be another file and port 53 is free.
if [ -z "${SWIM_TEST_INSIDE-}" ]; then
  inside=(unshare --net --mount)
  [ "$(id -u)" -eq 0 ] || inside+=(--map-root-user)
  # shellcheck disable=SC2016
  if ! "${inside[@]}" sh -c 'ip link set lo up && mount --bind /etc/hostname /etc/resolv.conf' \
    2>/dev/null; then
    echo "1..0 # SKIP namespaces are not permitted here, or there is no ip or no resolv.conf"
    exit 0
  fi
  SWIM_TEST_INSIDE=1 exec "${inside[@]}" bash "$0"
fi
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"
# shellcheck source=servers.sh
. "${0%/*}/servers.sh"

command -v python3 >/dev/null || skip_all "python3 is not installed"
ip link set lo up
: >"$tmp/resolv.conf"
mount --bind "$tmp/resolv.conf" /etc/resolv.conf
serve_script resolv-dns.py "$tmp/log"

# Lines of options, how the server is asked, and the command.
while IFS='|' read -r options asked line; do
  printf 'nameserver 127.0.0.1\n%b\n' "$options" >"$tmp/resolv.conf"
  read -r -a words <<<"${line/DEST/$tmp}"
  for mode in async sequential; do
    : >"$tmp/log"
    run "${words[@]}" --mode="$mode" --retries=0 --timeout=20
    check "$mode: $options: $line" test "$(LC_ALL=C sort -u "$tmp/log")" = "${asked# }"
  done
done <<'TABLE'
| udp|probe --resolver=dns a.test
options use-vc| tcp|probe --resolver=dns a.test b.test
options edns0| udp edns|probe --resolver=dns a.test
options edns0| udp|probe --resolver=dns --edns-size=0 a.test
options edns0\noptions\ttimeout:3 use-vc| tcp edns|probe --resolver=dns a.test
options rotate ndots:3 trust-ad attempts:1| udp|probe --resolver=dns a.test
# options use-vc| udp|probe --resolver=dns a.test
options use-vc edns0| udp|probe --nameserver=127.0.0.1 a.test
options use-vc| tcp|download --dest=DEST --resolver=dns http://a.test:9/x
options edns0| udp edns|download --dest=DEST --resolver=dns http://a.test:9/x
TABLE

done_testing
