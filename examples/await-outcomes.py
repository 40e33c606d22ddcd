#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Awaits outcomes one by one, with `async for`:

    python3 await-outcomes.py 127.0.0.1:5353 as.dev def.dev
"""
import sys

import gi
gi.require_version("Swimlane", "1.0")
from gi.repository import GLib, Swimlane


class Call:
    """Makes a pair of GIO functions awaitable."""

    def __init__(self, begin, finish):
        self.begin, self.finish = begin, finish

    def __await__(self):
        return self.finish((yield self.begin))


def spawn(coroutine, on_end):
    """Has the coroutine run until it awaits a Call, and again when that is ready."""
    def step(source=None, result=None):
        try:
            begin = coroutine.send(result)
        except BaseException as end:
            on_end()
            if not isinstance(end, StopIteration):
                raise
        else:
            begin(None, step)
    step()


async def outcomes(run):
    while outcome := await Call(run.next_async, run.next_finish):
        yield outcome


async def main(server, names):
    probe = Swimlane.Probe.new()
    probe.set_dns([server])
    run = Swimlane.Run.new(probe, Swimlane.Items.new_from_names(names), "async")
    async for outcome in outcomes(run):
        print(f"{outcome.item.name}: {Swimlane.status_to_string(outcome.status)}")


loop = GLib.MainLoop()
GLib.idle_add(spawn, main(sys.argv[1], sys.argv[2:]), loop.quit)
loop.run()
