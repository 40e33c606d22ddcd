#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A busy GTK 3 program: it changes and draws a window as often as it is told, and prints the wall time and
the CPU time that this took it, in seconds.

usage: busy-gtk.py [FRAMES]"""
import sys
import time

import gi

gi.require_version("Gtk", "3.0")
from gi.repository import GLib, Gtk  # noqa: E402

ROWS = 40

left = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
window = Gtk.Window()
box = Gtk.Box(orientation=Gtk.Orientation.VERTICAL)
labels = [Gtk.Label() for _ in range(ROWS)]
for label in labels:
    box.add(label)
window.add(box)
window.show_all()
begun = time.monotonic(), time.process_time()


def draw_frame():
    global left
    for row, label in enumerate(labels):
        label.set_text(f"frame {left}, row {row}")
    box.get_preferred_size()
    window.queue_draw()
    # Now, not when the clock of the window's frames says so.
    window.get_window().process_updates(True)
    left -= 1
    if left > 0:
        return GLib.SOURCE_CONTINUE
    Gtk.main_quit()
    return GLib.SOURCE_REMOVE


GLib.idle_add(draw_frame)
Gtk.main()
print(f"{time.monotonic() - begun[0]:.4f} {time.process_time() - begun[1]:.4f}")
