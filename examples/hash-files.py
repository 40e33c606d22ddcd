#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A job of one's own, the SHA-256 of files, run in every mode:

    python3 hash-files.py *.py
"""
import hashlib
import sys

import gi
gi.require_version("Swimlane", "1.0")
from gi.repository import Gio, GLib, GObject, Swimlane

# PyGObject makes the class of an enumeration where it is first met, which two threads must not do at once.
OK = Swimlane.Status.OK


def digest(data):
    """What both forms share, which is all but the waiting. Large files would stall the loop."""
    sum = hashlib.sha256(data)
    outcome = Swimlane.Outcome.new(OK, sum.hexdigest())
    outcome.bytes = len(data)
    outcome.content_hash = int.from_bytes(sum.digest()[:8], "big")
    return outcome


class HashJob(GObject.Object, Swimlane.Job):
    def do_run(self, item, cancellable):
        _, data, _ = Gio.File.new_for_path(item.name).load_contents(cancellable)
        return digest(data)

    def do_run_async(self, item, cancellable, callback):
        task = Gio.Task.new(self, cancellable, callback)
        Gio.File.new_for_path(item.name).load_contents_async(cancellable, self.on_loaded, task)

    def on_loaded(self, file, result, task):
        try:
            _, task.data, _ = file.load_contents_finish(result)
            task.return_boolean(True)
        except GLib.Error as error:
            task.return_error(error)

    def do_run_finish(self, result):
        result.propagate_boolean()
        return digest(result.data)

    def do_get_offloaded(self):
        return ["file reads: GLib's pool of threads"]


if __name__ == "__main__":
    sys.exit(Swimlane.main(HashJob(), "hash", sys.executable, sys.argv))
