#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Servers that send more than was asked for on a connection that is kept: no byte of it may become the
answer to the next request.

usage: surplus.py CERTIFICATE KEY [OPTION…]

$SWIMLANE is the program, and the options are given to it. What differs is printed."""
import os
import socket
import ssl
import subprocess
import sys
import tempfile
import threading

POISON = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison"
LARGE = 600000  # more than is read at once, so that what follows the body is left to be read

# Name, scheme, bytes of each body, whether it is chunked, and what follows it.
ROWS = [
    ("answer", "http", LARGE, False, POISON),
    ("answer-tls", "https", LARGE, False, POISON),
    ("answer-small", "http", 5, False, POISON),
    ("answer-chunked", "http", LARGE, True, POISON),
    ("answer-chunked-small", "http", 5, True, POISON),
    ("byte", "http", LARGE, False, b"x"),
    ("line-end", "http", LARGE, False, b"\r\n"),
    ("head", "http", LARGE, False, b"HTTP/1.1 200 OK\r\n"),
    ("timeout", "http", LARGE, False, b"HTTP/1.1 408 Timeout\r\nConnection: close\r\n\r\n"),
    ("timeout-tls", "https", LARGE, False, b"HTTP/1.1 408 Timeout\r\nConnection: close\r\n\r\n"),
    ("nothing", "http", LARGE, False, b""),
    ("nothing-tls", "https", LARGE, False, b""),
]
NAMES = ["a", "b", "c"]

lock = threading.Lock()
stopped = []  # connections to the server that stops


def make_body(path, size):
    return (path * size)[:size]


def talk(s, size, chunked, surplus):
    data = b""
    while True:
        while b"\r\n\r\n" not in data:
            more = s.recv(65536)
            if not more:
                return
            data += more
        head, _, data = data.partition(b"\r\n\r\n")
        body = make_body(head.split(b" ")[1], size)
        if chunked:
            answer = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n" % (size, body)
        else:
            answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (size, body)
        s.sendall(answer[:-5])
        s.sendall(answer[-5:] + surplus)  # at once, so that it is there when the body is


def listen(tls, answer, *how):
    listener = socket.create_server(("127.0.0.1", 0), backlog=100)

    def one(s):
        try:
            answer(tls.wrap_socket(s, server_side=True) if tls else s, *how)
        except OSError:
            pass
        s.close()

    def accept():
        while True:
            threading.Thread(target=one, args=(listener.accept()[0],), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    return listener.getsockname()[1]


def talk_trailers(s):
    """The first answer stops within its trailers, and whatever is asked then is answered by what is none of them."""
    with lock:
        stops = not stopped
        stopped.append(s)
    if not stops:
        talk(s, 5, False, b"")
        return
    while b"\r\n\r\n" not in s.recv(65536):
        pass
    s.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX: y\r\n")
    if s.recv(65536):
        s.sendall(POISON)


def check(name, scheme, tls, size, *how):
    port = listen(tls if scheme == "https" else None, talk, size, *how)
    return fetch(name, f"{scheme}://127.0.0.1:{port}/", size)


def check_trailers():
    """The first file is given up, and the others come over another connection."""
    limit = 2 * float(os.environ.get("SWIM_TEST_SLOWDOWN", "1"))
    url = f"http://127.0.0.1:{listen(None, talk_trailers)}/"
    return fetch("trailers", url, 5, ["a is missing"], f"--timeout={limit}")


def fetch(name, url, size, expected=(), *options):
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([os.environ["SWIMLANE"], "download", "--dest=" + folder, "--retries=0", "--jobs=1",
                               "--cacert=" + sys.argv[1], *sys.argv[3:], *options, *(url + path for path in NAMES)],
                              capture_output=True, check=False)
        wrong = []
        for path in NAMES:
            try:
                with open(os.path.join(folder, path), "rb") as file:
                    if file.read() != make_body(b"/" + path.encode(), size):
                        wrong.append(path + " has other bytes")
            except OSError:
                wrong.append(path + " is missing")
    if wrong != list(expected):
        print(f"{name}: {', '.join(wrong)}\n{done.stdout.decode()}{done.stderr.decode()}")
    return wrong == list(expected)


context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[1], sys.argv[2])
sys.exit(0 if all([check(name, scheme, context, *how) for name, scheme, *how in ROWS] + [check_trailers()]) else 1)
