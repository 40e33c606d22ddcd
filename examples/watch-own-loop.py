#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A program that watches its own main loop and logs what held it up:

    python3 watch-own-loop.py
"""
import time

import gi
gi.require_version("Swimlane", "1.0")
from gi.repository import GLib, Swimlane


def sleep_in_a_callback():
    time.sleep(0.08)  # no other event is handled meanwhile
    return GLib.SOURCE_REMOVE


def on_stall(meter, stall, loop):
    where = f" in {stall.call}" if stall.call else ""
    print(f"{stall.seconds * 1000:.0f} ms without events, {stall.cause or 'cause not seen'}{where}")
    loop.quit()  # a real program goes on


loop = GLib.MainLoop()
meter = Swimlane.LoopMeter(stall_seconds=0.05)
meter.connect("stall", on_stall, loop)
GLib.timeout_add(20, sleep_in_a_callback)
meter.start()
loop.run()
meter.stop()

figures = meter.get_figures()
print(f"{figures.stalls} stalls; an event waits {figures.delay_max * 1000:.1f} ms at the most, "
      f"p99 {figures.delay_p99 * 1000:.1f} ms")
