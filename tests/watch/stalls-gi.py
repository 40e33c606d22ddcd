# SPDX-License-Identifier: LGPL-2.1-or-later
"""The program of stalls.c in Python: blocks its main loop once in each way that it is told, each in a
function of its own, and writes how long that was, in ns, and the line of the call.

usage: stalls-gi.py NAME…
"""
import fcntl
import os
import subprocess
import sys
import tempfile
import threading
import time

from gi.repository import GLib

STALL = 0.1  # seconds


def next_line():
    """That below the caller's."""
    return sys._getframe(1).f_lineno + 1


def nap():
    line = next_line()
    time.sleep(STALL)
    return line


def hold_lock(path, held):
    with open(path, "w", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        held.set()
        time.sleep(STALL)


def cache_lock():
    held = threading.Event()
    with tempfile.NamedTemporaryFile() as file:
        holder = threading.Thread(target=hold_lock, args=[file.name, held])
        holder.start()
        held.wait()
        line = next_line()
        fcntl.flock(file, fcntl.LOCK_EX)
        holder.join()
    return line


def write_late(descriptor):
    time.sleep(STALL)
    os.write(descriptor, b"\n")
    os.close(descriptor)


def read_pipe():
    read_end, write_end = os.pipe()
    writer = threading.Thread(target=write_late, args=[write_end])
    writer.start()
    line = next_line()
    os.read(read_end, 1)
    writer.join()
    os.close(read_end)
    return line


def wait_for_child():
    child = subprocess.Popen(["sleep", str(STALL)])
    line = next_line()
    os.waitpid(child.pid, 0)
    child.returncode = 0
    return line


def compute_thumbnail():
    until = time.monotonic() + STALL
    total = 0
    line = next_line()
    while time.monotonic() < until:
        total += 1
    return line


class Program:
    def __init__(self, names):
        self.names = names
        self.loop = GLib.MainLoop()

    def act(self):
        if not self.names:
            self.loop.quit()
            return False
        name = self.names.pop(0)
        began = time.monotonic_ns()
        line = globals()[name]()
        print(name, time.monotonic_ns() - began, line, flush=True)
        return True

    def run(self):
        GLib.timeout_add(5, self.act)
        self.loop.run()


if __name__ == "__main__":
    Program(sys.argv[1:]).run()
