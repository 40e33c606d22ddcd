#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Programs of others are watched and run unharmed, and all of their main contexts are found. It takes a few
# seconds for each, so that it is not among the tests of "make check":
#
#   make check TESTS=tests/watch/programs.sh SWIM_TEST_ROUNDS=20
# shellcheck source=../cli/lib.sh
. "${0%/*}/../cli/lib.sh"
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"

for program in dbus-run-session python3 strace xvfb-run; do
  command -v "$program" >/dev/null || skip_all "$program is missing"
done
if [ -z "${SWIM_TEST_DISPLAY-}" ]; then
  export SWIM_TEST_DISPLAY=own
  exec dbus-run-session -- xvfb-run -a "$0" "$@" 2>/dev/null
fi

rounds=${SWIM_TEST_ROUNDS:-1}
# Nothing of the session, which others start for the programs.
export GTK_USE_PORTAL=0 NO_AT_BRIDGE=1 GTK_A11Y=none HOME=$tmp/home
mkdir -p "$HOME"

# ended_alike PLAIN REPORT: the program ended as it did alone, which a shell tells by one number.
ended_alike () {
  python3 -c '
import json, sys
report = json.load(open(sys.argv[2]))
status = report["exit_status"] if not report["signal"] else 128 + report["signal"]
print(sys.argv[1], status)
sys.exit(status != int(sys.argv[1]))' "$1" "$2"
}

# watch_program PROGRAM…: alone and watched it says the same and ends alike, after a SIGTERM.
watch_program () {
  local name=${1##*/} audit round plain=0

  if ! command -v "$1" >/dev/null; then
    skip "$name" "it is missing"
    return
  fi
  timeout --preserve-status 2 "$@" >"$tmp/plain" 2>/dev/null || plain=$?
  for audit in calls complete; do
    for ((round = 1; round <= rounds; round++)); do
      "$SWIMLANE" watch --quiet --for=2s --audit="$audit" --export-json="$tmp/watched.json" -- "$@" \
        >"$tmp/watched" 2>"$err" || :
      check "$name, $audit, round $round: it ends as it does alone" \
        ended_alike "$plain" "$tmp/watched.json"
      check "and says the same" cmp "$tmp/plain" "$tmp/watched"
    done
  done
  strace -f -v -y -o "$tmp/trace" -e trace=clone,clone3,eventfd2,poll,ppoll \
    "$SWIMLANE" watch --quiet --for=2s --export-json="$tmp/watched.json" -- "$@" >/dev/null 2>&1 || :
  check "$name: all contexts are found" \
    python3 "$SWIM_TEST_SRCDIR/tests/watch/programs.py" "$tmp/trace" "$tmp/watched.json"
}

cat >"$tmp/loop.js" <<'END'
const {GLib} = imports.gi;
const loop = new GLib.MainLoop(null, false);
GLib.timeout_add(0, 20, () => { GLib.file_get_contents('/etc/passwd'); return true; });
GLib.unix_signal_add(0, 15, () => { print('asked to end'); loop.quit(); return false; });
loop.run();
print('ended');
END

cat >"$tmp/service.py" <<'END'
import gi
from gi.repository import Gio, GLib

XML = '<node><interface name="a.B"><method name="C"><arg type="s" direction="out"/></method></interface></node>'
loop = GLib.MainLoop()

def on_call(connection, sender, path, interface, method, arguments, invocation):
    invocation.return_value(GLib.Variant("(s)", ("answer",)))

def on_bus(connection, name):
    connection.register_object("/", Gio.DBusNodeInfo.new_for_xml(XML).interfaces[0], on_call, None, None)

def on_tick():
    bus = Gio.bus_get_sync(Gio.BusType.SESSION)
    bus.call("a.B", "/", "a.B", "C", None, None, 0, -1, None, None)
    bus.call_sync("org.freedesktop.DBus", "/", "org.freedesktop.DBus", "ListNames", None, None, 0, -1, None)
    return True

def on_term():
    print("asked to end")
    loop.quit()

Gio.bus_own_name(Gio.BusType.SESSION, "a.B", 0, on_bus, None, None)
GLib.timeout_add(20, on_tick)
GLib.unix_signal_add(0, 15, on_term)
loop.run()
print("ended")
END

for program in gtk3-demo gtk4-demo gnome-calculator gedit; do
  watch_program "$program"
done
watch_program gjs "$tmp/loop.js"
if /usr/bin/python3 -c 'import gi' 2>/dev/null; then
  watch_program /usr/bin/python3 "$tmp/service.py"
else
  skip "a D-Bus service" "python3-gi is missing"
fi
done_testing
