#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Calls each function of the library with arguments that it must refuse.

    bad-arguments.py LIBRARY CLASS… <DECLARATIONS

A declaration is one line of C. Each function that takes a pointer is called with all arguments 0,
and each that takes an object of a class once more with an object of another class, in a process of
its own, which has to log a critical message and to go on. A function that frees may take NULL.
"""
import ctypes
import os
import re
import sys

os.environ.pop("G_DEBUG", None)  # where the tests make critical messages fatal
library = ctypes.CDLL(sys.argv[1], mode=ctypes.RTLD_GLOBAL)
classes = set(sys.argv[2:])


def refuses(name, arguments):
    """Whether the function logs a critical message for these arguments, and returns."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.dup2(writing, 2)
        getattr(library, name)(*arguments)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, errors="replace") as messages:
        critical = "CRITICAL" in messages.read()
    return os.waitpid(child, 0)[1] == 0 and critical


def make_other_object():
    new = library.g_cancellable_new
    new.restype = ctypes.c_void_p
    return ctypes.c_void_p(new())


failures = 0
for line in sys.stdin:
    name, parameters = re.search(r"(swim_\w+) \((.*)\)", line).groups()
    parameters = parameters.split(", ")
    count = len(parameters)
    if "*" not in parameters[0] or name.endswith("_free"):
        tries = []
    else:
        tries = [("0", [ctypes.c_void_p()] * count)]
    if parameters[0].split()[0] in classes:
        tries.append(("an object of another class",
                      [make_other_object()] + [ctypes.c_void_p()] * (count - 1)))
    for what, arguments in tries:
        if not refuses(name, arguments):
            failures += 1
            print(f"{name} () does not refuse {what}")
sys.exit(failures > 0)
