#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A host with two addresses, of which the first is slow to connect, so that the second is tried beside it. What comes on
the connection that nobody has asked for, while another server is asked, must not be the next answer. To be run in a
network of its own.

usage: two-addresses.py [OPTION…]

$SWIMLANE is the program, and the options are given to it. What differs is printed."""
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time

POISON = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison"
PORT, OTHER = 20001, 20002
kept = []  # the connections to the host with two addresses
both = threading.Event()


def read_path(s):
    data = b""
    while b"\r\n\r\n" not in data:
        more = s.recv(65536)
        if not more:
            raise OSError
        data += more
    return data.split(b" ")[1]


def talk(s, is_first):
    if is_first:
        kept.append(s)
    try:
        while True:
            path = read_path(s)
            if not is_first:
                kept[0].sendall(POISON)
            s.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(path), path))
    except OSError:
        pass


def serve(listener, is_first):
    while True:
        threading.Thread(target=talk, args=(listener.accept()[0], is_first), daemon=True).start()


def listen_full(family, address):
    """A listener whose queue is full: whoever else connects waits until there is room."""
    listener = socket.socket(family)
    if family == socket.AF_INET6:
        listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    listener.bind((address, PORT))
    listener.listen(0)
    return listener, socket.create_connection((address, PORT))


def is_tried(table):
    """Whether somebody is about to connect."""
    with open(table, encoding="ascii") as file:
        return any(line.split()[3] == "02" and line.split()[2].endswith(f":{PORT:04X}") for line in file.readlines()[1:])


def make_room(v4, v6):
    """For the address that was tried first, once the other is, too."""
    first = None
    while True:
        tried = is_tried("/proc/net/tcp"), is_tried("/proc/net/tcp6")
        if first is None and tried[0] != tried[1]:
            first = v4 if tried[0] else v6
        if all(tried):
            break
        time.sleep(0.01)
    both.set()
    listener, filling = first or v6
    listener.accept()[0].close()
    filling.close()
    serve(listener, True)


ends = listen_full(socket.AF_INET, "127.0.0.1"), listen_full(socket.AF_INET6, "::1")
threading.Thread(target=make_room, args=ends, daemon=True).start()
threading.Thread(target=serve, args=(socket.create_server(("127.0.0.1", OTHER)), False), daemon=True).start()
with tempfile.TemporaryDirectory() as folder:
    limit = 8 * float(os.environ.get("SWIM_TEST_SLOWDOWN", "1"))
    done = subprocess.run([os.environ["SWIMLANE"], "download", "--dest=" + folder, "--retries=0", "--jobs=1", f"--timeout={limit}",
                           *sys.argv[1:], f"http://localhost:{PORT}/a", f"http://127.0.0.1:{OTHER}/b", f"http://localhost:{PORT}/c"],
                          capture_output=True, check=False)
    got = {}
    for name in os.listdir(folder):
        with open(os.path.join(folder, name), "rb") as file:
            got[name] = file.read()
if got != {name: b"/" + name.encode() for name in "abc"} or not both.is_set():
    print(got, both.is_set(), done.stdout.decode(), done.stderr.decode())
    sys.exit(1)
