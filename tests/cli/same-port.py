#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Two servers whose connections have the same local port, as many connections to several servers come to have: one
sends, while the other is asked, what nobody has asked it for. To be run in a network of its own.

usage: same-port.py [OPTION…]

$SWIMLANE is the program, and the options are given to it. What differs is printed."""
import os
import socket
import subprocess
import sys
import tempfile
import threading

POISON = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison"
LOCAL = 40000
kept = []  # the connections to the first server


def read_path(s):
    data = b""
    while b"\r\n\r\n" not in data:
        more = s.recv(65536)
        if not more:
            raise OSError
        data += more
    return data.split(b" ")[1]


def answer(s, path):
    s.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(path), path))


def talk(s, is_first):
    if is_first:
        kept.append(s)
    try:
        while True:
            path = read_path(s)
            if not is_first:
                kept[0].sendall(POISON)
            answer(s, path)
    except OSError:
        pass
    if not is_first:
        s.close()


def listen(is_first):
    listener = socket.create_server(("127.0.0.1", 20001 if is_first else 20002), backlog=10)

    def accept():
        while True:
            threading.Thread(target=talk, args=(listener.accept()[0], is_first), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    return "http://127.0.0.1:%d/" % listener.getsockname()[1]


with open("/proc/sys/net/ipv4/ip_local_port_range", "w", encoding="ascii") as file:
    file.write(f"{LOCAL} {LOCAL}")
first, second = listen(True), listen(False)
with tempfile.TemporaryDirectory() as folder:
    done = subprocess.run([os.environ["SWIMLANE"], "download", "--dest=" + folder, "--retries=0", "--jobs=1", *sys.argv[1:],
                           first + "a", second + "b", first + "c"], capture_output=True, check=False)
    got = {}
    for name in os.listdir(folder):
        with open(os.path.join(folder, name), "rb") as file:
            got[name] = file.read()
if got != {name: b"/" + name.encode() for name in "abc"}:
    print(got, done.stdout.decode(), done.stderr.decode())
    sys.exit(1)
