# SPDX-License-Identifier: LGPL-2.1-or-later
"""Servers that hold their answers until so many requests are there, and a little longer, to see whether
more come: what arrives by then is what a program has in flight at once. That does not depend on how fast
the machine is."""

import contextlib
import http.server
import socket
import threading
import time

# How long a surplus has to show itself. On a slow machine it may be missed, but none is invented.
GRACE = 0.25


class Gate:
    """Requests wait here. It opens when `wanted` of them are there, and counts those that had come by then."""

    def __init__(self, wanted):
        self.wanted = wanted
        self.arrivals = []  # of each new request: when, by the monotonic clock
        self.names = set()
        self.held = None  # how many there were when it opened
        self.changed = threading.Condition()

    def arrive(self, name):
        """Counts a request once, however often it is sent."""
        with self.changed:
            if name in self.names:
                return
            self.names.add(name)
            self.arrivals.append(time.monotonic())
            if len(self.arrivals) == self.wanted:
                threading.Timer(GRACE, self.open).start()

    def open(self):
        with self.changed:
            if self.held is None:
                self.held = len(self.arrivals)
            self.changed.notify_all()

    def wait(self):
        with self.changed:
            self.changed.wait_for(lambda: self.held is not None)


@contextlib.contextmanager
def dns(wanted):
    """A DNS server that knows no name; yields its gate and what to set."""
    gate = Gate(wanted)
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 0))

    def answer(question, client):
        gate.wait()
        with contextlib.suppress(OSError):
            server.sendto(question[:2] + b"\x81\x83" + question[4:], client)

    def serve():
        while True:
            question, client = server.recvfrom(4096)
            if len(question) < 12:  # the last one, below
                return
            gate.arrive(question[12:])
            threading.Thread(target=answer, args=(question, client), daemon=True).start()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield gate, {"LAB_DNS": "127.0.0.1:%d" % server.getsockname()[1]}
    finally:
        gate.open()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
            last.sendto(b"", server.getsockname())
        thread.join()
        server.close()


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers each GET with the same few bytes when the gate opens, and each HEAD at once."""

    protocol_version = "HTTP/1.1"
    flag = b"GIF89a"

    def reply(self):
        self.send_response(200)
        self.send_header("Content-Length", str(len(self.flag)))
        self.end_headers()

    def do_GET(self):
        self.server.gate.arrive(self.path)
        self.server.gate.wait()
        self.reply()
        self.wfile.write(self.flag)

    def do_HEAD(self):
        self.reply()

    def log_message(self, *arguments):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request, client_address):
        """A client that has gone is no error."""


@contextlib.contextmanager
def web(wanted):
    """An HTTP server that has every path; yields its gate and what to set."""
    server = Server(("127.0.0.1", 0), Handler)
    server.gate = Gate(wanted)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server.gate, {"LAB_HTTP": "http://127.0.0.1:%d" % server.server_address[1]}
    finally:
        server.gate.open()
        server.shutdown()
        thread.join()
        server.server_close()
