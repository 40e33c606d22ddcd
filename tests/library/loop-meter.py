#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a program in Python learns of its own main loop."""
import threading
import time

import gi
gi.require_version("Swimlane", "1.0")
from gi.repository import GLib, Swimlane

told = []
loop = GLib.MainLoop()


def on_stall(meter, stall):
    assert threading.current_thread() is threading.main_thread()
    told.append(stall.copy())
    loop.quit()


meter = Swimlane.LoopMeter.new(None, 0.02)
assert meter.props.stall_seconds == 0.02 and meter.props.context is not None
assert Swimlane.LoopMeter(context=GLib.MainContext()).props.stall_seconds == 0.05
assert meter.get_figures() is None
meter.connect("stall", on_stall)
GLib.idle_add(lambda: time.sleep(0.06))
meter.start()
try:
    meter.start()
    raise AssertionError("a meter was started twice")
except GLib.Error as error:
    assert error.matches(Swimlane.error_quark(), Swimlane.Error.USAGE), error
loop.run()
running = meter.get_figures()
meter.stop()
figures = meter.get_figures()
stall = told[0]
assert stall.seconds >= 0.06 and stall.start >= 0, (stall.start, stall.seconds)
assert stall.cause in (None, "blocked", "computing", "starved"), stall.cause
assert stall.call is None or stall.cause == "blocked", stall.call
assert stall.fd == -1 and stall.target is None, (stall.fd, stall.target)
assert figures.stalls >= running.stalls >= 1 and figures.iterations >= running.iterations >= 1
assert figures.delay_max >= stall.seconds and figures.blocked_seconds >= stall.seconds
assert 0 < figures.blocked_fraction <= figures.utilization <= 1
assert figures.delay_p50 <= figures.delay_p99 <= figures.delay_p999 <= figures.delay_max
assert figures.nested_iterations == 0
worst = max(figures.worst_stalls, key=lambda stall: stall.seconds)
assert worst.seconds == figures.delay_max and len(figures.worst_stalls) == figures.stalls
