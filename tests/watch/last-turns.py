# SPDX-License-Identifier: LGPL-2.1-or-later
"""A loop is left in a turn in which the program computes, and the program goes on computing.

usage: last-turns.py quit|application
       last-turns.py check REPORT.json SAID

Writes how long that turn was at least, and how long the loop ran, in seconds. With check the report of a watch is
compared with that.
"""
import json
import sys
import time


def compute():
    start = time.monotonic()
    while time.monotonic() - start < 0.1:
        pass
    return time.monotonic() - start


def check(report, said):
    with open(report, encoding="utf-8") as file:
        told = next(loop for loop in json.load(file)["loops"] if loop["name"] == "main")["report"]["delay_max"]
    with open(said, encoding="utf-8") as file:
        least, most = (float(word) for word in file.read().split())
    print(f"# the longest turn took {least} to {most} s, and is told to be {told} s")
    return not least <= told <= most


class Program:
    def __init__(self, way):
        self.quit = None
        self.run = self.make_application if way == "application" else self.make_loop
        self.took = None

    def on_timeout(self):
        self.took = compute()
        self.quit()
        return False

    def make_loop(self):
        loop = GLib.MainLoop()
        self.quit = loop.quit
        GLib.timeout_add(1, self.on_timeout)
        loop.run()

    def on_activate(self, application):
        application.hold()
        GLib.timeout_add(1, self.on_timeout)

    def make_application(self):
        application = Gio.Application(application_id="net.swimlane.LastTurns",
                                      flags=Gio.ApplicationFlags.NON_UNIQUE)
        self.quit = application.quit
        application.connect("activate", self.on_activate)
        application.run([])


if sys.argv[1] == "check":
    sys.exit(check(*sys.argv[2:]))

from gi.repository import Gio, GLib

program = Program(sys.argv[1])
began = time.monotonic()
program.run()
print(program.took, time.monotonic() - began)
for _ in range(3):
    compute()
