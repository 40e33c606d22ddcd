# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=bash disable=SC2154
# What the tests of a run in shares have in common, after lib.sh: a swimlane in the PATH that asks the lab, and
# is killed at random moments.

shares_bin=$tmp/bin

# put_swimlane_in_path: for scripts that call swimlane. It asks the lab of start_lab, and adds SIGKILLs: each
# share is killed KILLS times (0), each time up to KILL_WITHIN milliseconds after its start. The moments come
# from the share and the number of the attempt, so they are the same in each test.
put_swimlane_in_path () {
  mkdir -p "$shares_bin" "$tmp/attempts"
  cat >"$shares_bin/swimlane" <<END
#!/usr/bin/env bash
command=\$1
shift
case \$command in
  probe | download) set -- "\$command" --nameserver="$lab_dns" "\$@" ;;
  compare) set -- "\$command" "\$1" --nameserver="$lab_dns" "\${@:2}" ;;
  *) set -- "\$command" "\$@" ;;
esac
share=
for argument; do
  case \$argument in --shard=*) share=\${argument#--shard=} share=\${share%%/*} ;; esac
done
if [ -n "\$share" ]; then
  attempts=$tmp/attempts/\$share
  attempt=\$(cat "\$attempts" 2>/dev/null || echo 0)
  echo "\$((attempt + 1))" >"\$attempts"
fi
if [ -z "\$share" ] || [ "\$attempt" -ge "\${KILLS:-0}" ]; then
  exec "$SWIMLANE" "\$@"
fi
RANDOM=\$((share * 1000 + attempt))
"$SWIMLANE" "\$@" &
sleep "\$(printf '0.%03d' "\$((1 + RANDOM % \${KILL_WITHIN:-200}))")"
kill -KILL \$! 2>/dev/null
wait \$! 2>/dev/null
status=\$?
[ "\$status" -ne 137 ] || echo "\$share" >>$tmp/killed
exit "\$status"
END
  chmod +x "$shares_bin/swimlane"
  export PATH=$shares_bin:$PATH
}

# names_in FILE…: the names that these files of results have, sorted, each as often as it is there.
names_in () {
  cat "$@" | sed -E 's/^\{"name" ?: ?"([^"]*)".*/\1/' | LC_ALL=C sort
}

# killed: how often shares were killed.
killed () {
  touch "$tmp/killed"
  wc -l <"$tmp/killed"
}
