#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Servers of hostile endings. Of HTTP/1.1 in the clear there is one, where the path of a request names
the ending, and any other path is answered well; of HTTP/2, by hand, in TLS, one for each ending. Prints
the port of the first, and the names and ports of the others.

An ending is a function below `http1` or `http2`, and a line in endings.sh says what its class is."""
import os
import socket
import ssl
import struct
import sys
import threading
import time

# Seconds between the pieces of what trickles: as the deadline, longer on a slow machine, so that it comes
# long before the hundredth piece, at which an interim answer is one too many.
PACE = 0.2 * float(os.environ.get("SWIM_TEST_SLOWDOWN") or 1)


def reset(s):
    """The connection ends with RST."""
    s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def forever(s, piece, pause=0.0):
    while True:
        s.sendall(piece)
        time.sleep(pause)


def wait(s):
    """Until the other side is gone."""
    while s.recv(65536):
        pass


# HTTP/1.1: called with the socket, behind the request's head.
OK = b"HTTP/1.1 200 OK\r\n"
TEN = OK + b"Content-Length: 10\r\n\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
INTERIM = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"


def then(*steps):
    def end(s):
        for step in steps:
            if callable(step):
                step(s)
            else:
                s.sendall(step)

    return end


def flood(piece):
    return lambda s: forever(s, piece * 500)


def trickle(piece):
    return lambda s: forever(s, piece, PACE)


http1 = {
    "silent": wait,
    "closed": then(),
    "reset": then(reset),
    "interim-flood": flood(INTERIM),
    "interim-trickle": trickle(INTERIM),
    "head-cut": then(OK),
    "head-stall": then(OK, wait),
    "head-flood": then(OK, flood(b"X: y\r\n")),
    "head-trickle": then(OK, trickle(b"X: y\r\n")),
    "line-flood": then(OK + b"X: ", flood(b"yyyy")),
    "status-flood": then(b"HTTP/1.1 200 ", flood(b"yyyy")),
    "body-cut": then(TEN + b"hello"),
    "body-reset": then(TEN + b"hello", lambda s: time.sleep(0.1), reset),
    "body-stall": then(TEN + b"hello", wait),
    "chunk-cut": then(CHUNKED + b"5\r\nhel"),
    "chunk-stall": then(CHUNKED + b"5\r\nhello\r\n", wait),
    "chunk-extension-flood": then(CHUNKED + b"5;", flood(b"yyyy")),
    "chunk-zeros-flood": then(CHUNKED, flood(b"0000")),
    "trailer-flood": then(CHUNKED + b"5\r\nhello\r\n0\r\n", flood(b"X: y\r\n")),
    "trailer-trickle": then(CHUNKED + b"5\r\nhello\r\n0\r\n", trickle(b"X: y\r\n")),
}


# HTTP/2: called with the socket and the stream.
def frame(kind, flags, stream, body=b""):
    return len(body).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + body


def field(name, value):
    """HPACK: a literal that is not indexed."""
    name, value = name.encode(), value.encode()
    return b"\0" + bytes([len(name)]) + name + bytes([len(value)]) + value


STATUS = b"\x88"  # HPACK: ":status: 200"
HINTS = b"\x08\x03103"  # HPACK: ":status: 103"
DATA, HEADERS, RST, SETTINGS, PING, GOAWAY, WINDOW, MORE = 0, 1, 3, 4, 6, 7, 8, 9


def head(stream, *fields, flags=4, status=STATUS):
    return frame(HEADERS, flags, stream, status + b"".join(field(*f) for f in fields))


def ten(stream):
    return head(stream, ("content-length", "10"))


def whole(stream):
    return head(stream, ("content-length", "5")) + frame(DATA, 1, stream, b"hello")


def send(make):
    return lambda s, n: s.sendall(make(n))


def slowly(*makes):
    """So that each is read apart from the others."""

    def end(s, n):
        for make in makes:
            s.sendall(make(n))
            time.sleep(0.1)

    return end


def cut(make):
    """And no more. What the client has sent is read first: closing with it unread would be a reset, which
    takes from the client what it has not read."""

    def end(s, n):
        s.sendall(make(n))
        s.shutdown(socket.SHUT_WR)
        s.settimeout(5)
        while s.recv(65536):
            pass
        raise EOFError

    return end


def notify(make):
    """And the end of TLS at once."""

    def end(s, n):
        s.sendall(make(n))
        s.settimeout(5)
        s.unwrap()
        raise EOFError

    return end


def flood2(make, before=lambda n: b""):
    return lambda s, n: (s.sendall(before(n)), forever(s, make(n) * 500))


def code(number):
    return number.to_bytes(4, "big")


http2 = {
    "h2-well": send(whole),
    "h2-trailers": send(
        lambda n: head(n) + frame(DATA, 0, n, b"hello") + frame(HEADERS, 5, n, field("x", "y"))
    ),
    "h2-goaway": cut(lambda n: whole(n) + frame(GOAWAY, 0, 0, code(n) + code(0))),
    "h2-goaway-error": cut(lambda n: whole(n) + frame(GOAWAY, 0, 0, code(n) + code(2))),
    "h2-goaway-before": cut(lambda n: frame(GOAWAY, 0, 0, code(n) + code(0)) + whole(n)),
    "h2-notify-open": notify(lambda n: head(n) + frame(DATA, 1, n, b"hello")),
    "h2-goaway-open": cut(lambda n: head(n) + frame(DATA, 1, n, b"hello") + frame(GOAWAY, 0, 0, code(n) + code(0))),
    "h2-goaway-before-open": cut(lambda n: frame(GOAWAY, 0, 0, code(n) + code(0)) + head(n) + frame(DATA, 1, n, b"hello")),
    "h2-error-within": cut(lambda n: head(n) + frame(DATA, 0, n, b"hello") + frame(DATA, 0, n + 2, b"extra")),
    "h2-error-after-head": slowly(head, lambda n: frame(PING, 0, 0, b"short") + frame(DATA, 1, n, b"hello")),
    "h2-error-after-trailers": cut(
        lambda n: head(n) + frame(DATA, 0, n, b"hello" * 800) + frame(HEADERS, 5, n, field("x", "y"))
        + frame(GOAWAY, 0, 0, code(2) + code(13))
    ),
    "h2-reset-after": send(lambda n: whole(n) + frame(RST, 0, n, code(0))),
    "h2-cut": cut(lambda n: ten(n) + frame(DATA, 0, n, b"hello")),
    "h2-cut-open": cut(lambda n: head(n) + frame(DATA, 0, n, b"hello")),
    "h2-cut-frame": cut(lambda n: ten(n) + frame(DATA, 1, n, b"helloworld")[:14]),
    "h2-cut-before-head": cut(lambda n: b""),
    "h2-reset": send(lambda n: ten(n) + frame(DATA, 0, n, b"hello") + frame(RST, 0, n, code(2))),
    "h2-reset-cancel": send(lambda n: ten(n) + frame(RST, 0, n, code(8))),
    "h2-short": slowly(ten, lambda n: frame(DATA, 1, n, b"hello")),
    "h2-short-at-once": send(lambda n: ten(n) + frame(DATA, 1, n, b"hello")),
    "h2-goaway-within": cut(
        lambda n: ten(n) + frame(DATA, 0, n, b"hello") + frame(GOAWAY, 0, 0, code(n) + code(0))
    ),
    "h2-refused": send(lambda n: frame(RST, 0, n, code(7))),
    "h2-long": slowly(ten, lambda n: frame(DATA, 1, n, b"hello, world")),
    "h2-long-at-once": send(lambda n: ten(n) + frame(DATA, 1, n, b"hello, world")),
    "h2-bad-length": send(lambda n: head(n, ("content-length", "abc")) + frame(DATA, 1, n, b"x")),
    "h2-two-lengths": send(
        lambda n: head(n, ("content-length", "1"), ("content-length", "2")) + frame(DATA, 1, n, b"x")
    ),
    "h2-upper-case": send(lambda n: head(n, ("X-Y", "z")) + frame(DATA, 1, n, b"x")),
    "h2-chunked": send(lambda n: head(n, ("transfer-encoding", "chunked")) + frame(DATA, 1, n)),
    "h2-no-status": send(lambda n: head(n, ("x", "y"), status=b"") + frame(DATA, 1, n, b"x")),
    "h2-data-first": send(lambda n: frame(DATA, 1, n, b"x")),
    "h2-garbage": send(lambda n: b"\xff" * 100),
    "h2-bad-hpack": send(lambda n: frame(HEADERS, 5, n, b"\xff\xff\xff\xff\xff\xff")),
    "h2-stall": send(ten),
    "h2-empty-flood": flood2(lambda n: frame(DATA, 0, n), head),
    "h2-interim-flood": flood2(lambda n: head(n, status=HINTS)),
    "h2-ping-flood": flood2(lambda n: frame(PING, 0, 0, bytes(8))),
    "h2-settings-flood": flood2(lambda n: frame(SETTINGS, 0, 0)),
    "h2-window-flood": flood2(lambda n: frame(WINDOW, 0, 0, code(1)) + frame(WINDOW, 0, n, code(1))),
    "h2-unknown-flood": flood2(lambda n: frame(200, 0, 0, b"x" * 100)),
    "h2-more-flood": flood2(
        lambda n: frame(MORE, 0, n, field("x", "y" * 100)), lambda n: head(n, flags=0)
    ),
}


def read_exactly(s, count):
    data = b""
    while len(data) < count:
        piece = s.recv(count - len(data))
        if not piece:
            raise EOFError
        data += piece
    return data


def talk_http2(s, end):
    read_exactly(s, 24)
    s.sendall(frame(SETTINGS, 0, 0))
    while True:
        top = read_exactly(s, 9)
        read_exactly(s, int.from_bytes(top[:3], "big"))
        kind, flags, stream = top[3], top[4], int.from_bytes(top[5:], "big")
        if kind == SETTINGS and not flags & 1:
            s.sendall(frame(SETTINGS, 1, 0))
        if kind == HEADERS:
            end(s, stream)


def talk_no_streams(s):
    read_exactly(s, 24)
    s.sendall(frame(SETTINGS, 0, 0, b"\0\3" + code(0)))
    wait(s)


def talk_http1(s):
    request = b""
    while b"\r\n\r\n" not in request:
        piece = s.recv(65536)
        if not piece:
            return
        request += piece
    path = request.split(b" ")[1].decode("latin-1").lstrip("/")
    well = then(OK + b"Content-Length: 5\r\nConnection: close\r\n\r\nhello")
    http1.get(path, well)(s)


def serve(talk, tls=None):
    listener = socket.create_server(("127.0.0.1", 0), backlog=100)

    def one(s):
        try:
            if tls is not None:
                s = tls.wrap_socket(s, server_side=True)
            talk(s)
        except (OSError, EOFError):
            pass
        s.close()

    def accept():
        while True:
            threading.Thread(target=one, args=(listener.accept()[0],), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    return listener.getsockname()[1]


def main():
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(sys.argv[1], sys.argv[2])
    tls.set_alpn_protocols(["h2"])
    ports = {"h2-no-streams": serve(talk_no_streams, tls)}
    for name, end in http2.items():
        ports[name] = serve(lambda s, end=end: talk_http2(s, end), tls)
    print(serve(talk_http1), *(f"{name} {port}" for name, port in ports.items()), sep="\n", flush=True)
    threading.Event().wait()


main()
