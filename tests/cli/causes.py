#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""From cause to class, from end to end: plays servers that fail in one way each, runs the program
on all of them, and compares the class of each and whether it was tried again.

usage: causes.py download|probe CERTIFICATE KEY [OPTION…]

$SWIMLANE is the program, and the options are given to it. What differs is printed.
"""
import concurrent.futures
import json
import os
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import threading

HEAD = b"HTTP/1.1 200 OK\r\n"
WHOLE = HEAD + b"Content-Length: 5\r\nConnection: close\r\n\r\nhello"
CUT = HEAD + b"Content-Length: 9\r\nConnection: close\r\n\r\nhello"
OPEN = HEAD + b"Connection: close\r\n\r\nhello"
CHUNKS = b"5\r\nhello\r\n0\r\n\r\n"


def reset(s):
    """Ends a connection with RST."""
    s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    s.close()


def end(s):
    """Ends it with FIN; over TLS without close_notify."""
    if isinstance(s, ssl.SSLSocket):
        s = socket.socket(fileno=s.detach())
    s.shutdown(socket.SHUT_WR)
    while s.recv(65536):
        pass
    s.close()


def end_tls(s):
    s.unwrap()
    s.close()


def read_head(s):
    head = b""
    while b"\r\n\r\n" not in head:
        more = s.recv(65536)
        if not more:
            break
        head += more
    return head


def after_request(data, ending):
    def talk(s):
        read_head(s)
        s.sendall(data)
        ending(s)

    return talk


def after_hello(data, ending):
    """In place of the server's part of a handshake."""

    def talk(s):
        s.recv(65536)
        s.sendall(data)
        ending(s)

    return talk


def half_handshake(ending):
    def talk(s):
        to, out = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = context.wrap_bio(to, out, server_side=True)
        to.write(s.recv(65536))
        try:
            tls.do_handshake()
        except ssl.SSLWantReadError:
            pass
        data = out.read()
        s.sendall(data[: len(data) // 2])
        ending(s)

    return talk


def in_record(size, broken):
    """Sends so many bytes of the record with an answer, None for all; or one that was changed on the way."""

    def talk(s):
        to, out = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = context.wrap_bio(to, out, server_side=True)
        for step in (tls.do_handshake, lambda: tls.read(65536)):
            while True:
                try:
                    step()
                    break
                except ssl.SSLWantReadError:
                    s.sendall(out.read())
                    to.write(s.recv(65536))
        s.sendall(out.read())
        tls.write(WHOLE)
        data = bytearray(out.read())
        data[-1] ^= broken
        s.sendall(data[:size])
        end(s)

    return talk


def redirect(s, to, target):
    """There, which is on the same server; whole is the answer to that target alone."""
    head = read_head(s)
    if head.startswith(b"GET /start "):
        s.sendall(b"HTTP/1.1 302 Found\r\nLocation: " + to + b"\r\nContent-Length: 0\r\n"
                  b"Connection: close\r\n\r\n")
    elif head.startswith(b"GET " + target + b" "):
        s.sendall(WHOLE)
    else:
        s.sendall(b"HTTP/1.1 404 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    end(s)


# Name, scheme of the URL, what the server does with a connection, class, whether it is tried again.
# Scheme “raw”: https, and the server does the handshake; “to”: http, and redirects to that, where
# PORT stands for its port; with what is then asked for.
# A class of its own for libsoup stands behind a slash.
DOWNLOADS = [
    ("whole", "http", after_request(WHOLE, end), "ok", False),
    ("closed-at-once", "http", end, "truncated", True),
    ("reset-at-once", "http", reset, "truncated", True),
    ("reset-after-request", "http", after_request(b"", reset), "truncated", True),
    ("end-after-request", "http", after_request(b"", end), "truncated", True),
    ("end-in-head", "http", after_request(HEAD + b"Content-Le", end), "truncated", True),
    ("end-in-body", "http", after_request(CUT, end), "truncated", True),
    ("reset-in-body", "http", after_request(CUT, reset), "truncated", True),
    ("no-http", "http", after_request(b"hello\r\n\r\n", end), "protocol-error", False),
    ("space-before-colon", "http", after_request(
        HEAD + b"Transfer-Encoding : chunked\r\nConnection: close\r\n\r\n" + CHUNKS, end),
     "protocol-error", False),
    ("looks-like-chunks", "http", after_request(HEAD + b"\r\n5\r\nhello\r\n", end), "ok", False),
    ("not-modified", "http", after_request(b"HTTP/1.1 304 Not Modified\r\n\r\n", end),
     "protocol-error", False),
    ("no-content", "http", after_request(
        b"HTTP/1.1 204 No Content\r\nContent-Length: 11\r\n\r\n", end), "ok", False),
    ("switched", "http", after_request(b"HTTP/1.1 101 Switching\r\n\r\n" + WHOLE, end), "protocol-error",
     False),
    ("end-behind-field", "http", after_request(HEAD + b"Server: x\r\n", end), "truncated", True),
    ("end-behind-length", "http", after_request(HEAD + b"Content-Length: 0\r\n", end), "truncated",
     True),
    ("no-blank-behind-colons", "http", after_request(
        HEAD + b"Content-Length:0\r\nConnection:close\r\n\r\n", end), "ok", False),
    ("unavailable", "http", after_request(
        b"HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n", end), "server-error", True),
    ("missing", "http", after_request(
        b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n", end), "not-found", False),
    ("tls-whole", "https", after_request(WHOLE, end), "ok", False),
    ("tls-end-before-handshake", "raw", end, "truncated", True),
    ("tls-end-after-hello", "raw", after_hello(b"", end), "truncated", True),
    ("tls-reset-after-hello", "raw", after_hello(b"", reset), "truncated", True),
    ("tls-end-in-handshake", "raw", half_handshake(end), "truncated", True),
    ("tls-reset-in-handshake", "raw", half_handshake(reset), "truncated", True),
    ("tls-alert", "raw", after_hello(b"\x15\x03\x03\0\x02\x02\x28", end), "tls-error", False),
    ("tls-not-spoken", "raw", after_hello(b"HTTP/1.1 400 No\r\n\r\n", end), "tls-error", False),
    ("tls-end-after-request", "https", after_request(b"", end), "truncated", True),
    ("tls-end-in-head", "https", after_request(HEAD + b"Content-Le", end), "truncated", True),
    ("tls-end-in-body", "https", after_request(CUT, end), "truncated", True),
    ("tls-short-body", "https", after_request(CUT, end_tls), "truncated", True),
    ("tls-end-in-record-header", "raw", in_record(3, 0), "truncated", True),
    ("tls-end-behind-record-header", "raw", in_record(5, 0), "truncated", True),
    ("tls-end-in-record", "raw", in_record(-3, 0), "truncated", True),
    ("tls-broken-record", "raw", in_record(None, 1), "tls-error", False),
    # libcurl does not tell, and the body is unverified.
    ("tls-end-of-open-body", "https", after_request(OPEN, end), "ok|truncated/truncated", False),
    ("tls-open-body", "https", after_request(OPEN, end_tls), "ok", False),
    ("location-percent", "to", (b"/100%", b"/100%25"), "ok", False),
    ("location-space", "to", (b"/a b", b"/a%20b"), "ok", False),
    ("location-utf8", "to", ("/\u00fc".encode(), b"/%C3%BC"), "ok", False),
    ("location-latin1", "to", (b"/\xfc", b"/%FC"), "ok", False),
    ("location-backslash", "to", (b"/a\\b", b"/a\\b"), "ok", False),
    ("location-fragment", "to", (b"/b#c", b"/b"), "ok", False),
    ("location-user", "to", (b"//user:word@127.0.0.1:PORT/b", b"/b"), "ok", False),
    ("location-upper-case", "to", (b"HTTP://LOCALHOST:PORT/b", b"/b"), "ok", False),
    ("location-short", "to", (b"http://127.1:PORT/b", b"/b"), "ok", False),
    ("location-empty", "to", (b"", b""), "redirect-error", False),
    ("location-no-host", "to", (b"http:///b", b""), "redirect-error", False),
    ("location-backslash-host", "to", (b"http://a\\@127.0.0.1:PORT/", b""), "redirect-error",
     False),
    ("location-no-interface", "to", (b"http://[fe80::1%25none9]:PORT/", b""), "redirect-error",
     False),
]

# In place of a URL of a server above; {0} is the port of one that answers whole, {1} with TLS.
URLS = [
    ("http://127.0.0.1:1/", "refused", True),
    ("http://127.1:{0}/short", "ok", False),
    ("http://2130706433:{0}/decimal", "ok", False),
    ("http://0x7f000001:{0}/hexadecimal", "ok", False),
    ("http://0177.0.0.1:{0}/octal", "ok", False),
    ("http://[fe80::1%25none9]:{0}/zone", "not-found", False),
    ("http://a\\b@127.0.0.1:{0}/backslash", "invalid", False),
    ("http://127.0.0.1:{0}/100%", "ok", False),
    ("http://127.0.0.1:{0}/a b", "ok", False),
    ("http://127.0.0.1:{0}/u#fragment", "ok", False),
    ("HTTP://127.0.0.1:{0}/upper", "ok", False),
    ("https://127.0.0.1:{1}/named", "ok", False),
    ("https://localhost:{1}/named-otherwise", "ok", False),
    ("https://localhost.:{1}/dot", "ok", False),
    ("https://LOCALHOST:{1}/upper-name", "ok", False),
]


def serve(listener, talk, tls=None):
    """Each connection in a thread of its own, until the test ends."""
    def one(s):
        try:
            s.settimeout(20)
            if tls is not None:
                s = tls.wrap_socket(s, server_side=True)
            talk(s)
        except OSError:
            pass
        s.close()

    def accept():
        while True:
            threading.Thread(target=one, args=(listener.accept()[0],), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()


def listen(talk, tls=None):
    listener = socket.create_server(("127.0.0.1", 0), backlog=100)
    serve(listener, talk, tls)
    return listener.getsockname()[1]


def run(*arguments):
    """The outcomes by name."""
    done = subprocess.run([os.environ["SWIMLANE"], *arguments, "--format=ndjson"],
                          capture_output=True, check=False)
    if done.stderr:
        print(done.stderr.decode(errors="replace"))
    lines = done.stdout.decode(errors="replace").splitlines()
    return {item["name"]: item for item in map(json.loads, lines)}


def compare(cause, item, status, again):
    """Of classes with | between, which one it is depends on the library's release: the truncated and the
    timed out ones are tried again."""
    got = item.get("status"), item.get("tries", 0) > 1
    allowed = status.split("|")
    if got[0] not in allowed or (got[1] != again and len(allowed) == 1):
        print(f"{cause}: {got}, expected {(status, again)}: {item.get('detail')}")
        return False
    return True


def start_download(name, scheme, does):
    """The URL of its server."""
    if scheme != "to":
        port = listen(does, context if scheme == "https" else None)
        return f"{'http' if scheme == 'http' else 'https'}://127.0.0.1:{port}/{name}"
    location, target = does
    port = listen(lambda s: redirect(s, location.replace(b"PORT", b"%d" % port), target))
    return f"http://127.0.0.1:{port}/start"


def check_downloads(options):
    soup = "--client=soup" in options
    ports = listen(after_request(WHOLE, end)), listen(after_request(WHOLE, end), context)
    expected = [(name, start_download(name, scheme, does), status, again)
                for name, scheme, does, status, again in DOWNLOADS]
    expected += [(url, url.format(*ports), status, again) for url, status, again in URLS]
    with tempfile.TemporaryDirectory() as folder:
        items = run("download", "--dest=" + folder, "--retries=1", "--timeout=20",
                    "--cacert=" + sys.argv[2], *options, *(url for _, url, _, _ in expected))
    good = True
    for cause, url, status, again in expected:
        status, _, own = status.partition("/")
        if soup and own:
            status, again = own, own == "truncated"
        shown = url.replace("a\\b@", "")  # nobody is to see what may be a password
        good &= compare(cause, items.get(shown, {}), status, again)
    return good


def read_question(s):
    length = int.from_bytes(s.recv(2), "big")
    return s.recv(length)


def make_answer(question):
    record = b"\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4\x7f\0\0\1"
    name_end = 12 + question[12:].index(b"\0") + 5
    message = question[:2] + b"\x81\x80\0\1\0\1\0\0\0\0" + question[12:name_end] + record
    return len(message).to_bytes(2, "big") + message


def over_tcp(size, ending):
    """Sends so many bytes of the answer and its length, None for all, and ends the connection."""

    def talk(s):
        s.sendall(make_answer(read_question(s))[:size])
        ending(s)

    return talk


# Name, what the server does with a connection of TCP, None where it listens at none; its answer
# over UDP asks for TCP. Class, whether it is tried again, and what the detail says.
PROBES = [
    ("whole", over_tcp(None, end), "ok", False, ""),
    ("closed-port", None, "refused", True, "refused TCP"),
    ("end-at-once", end, "truncated", True, "ended the TCP connection"),
    ("reset-at-once", reset, "truncated", True, "ended the TCP connection"),
    ("end-after-question", over_tcp(0, end), "truncated", True, "ended the TCP connection"),
    ("reset-after-question", over_tcp(0, reset), "truncated", True, "ended the TCP connection"),
    ("end-in-length", over_tcp(1, end), "truncated|timeout", True, ""),
    ("end-in-message", over_tcp(20, end), "truncated|timeout", True, ""),
    ("no-message", lambda s: (read_question(s), s.sendall(b"\0\0"), end(s)), "protocol-error|truncated", True,
     ""),
    ("no-answer", lambda s: s.recv(1000) and s.recv(1), "timeout", True, "no answer"),
]

# The first letter of a name, what the server does when it is asked for it over a TCP connection
# that it shares with the others, and the class, which is the one that it has alone.
NEIGHBOURS = {
    "u": (None, "ok"),  # answered over UDP
    "w": (lambda s, question: s.sendall(make_answer(question)), "ok"),
    "e": (lambda s, _: end(s), "truncated"),
    "r": (lambda s, _: reset(s), "truncated"),
    "j": (lambda s, _: (s.sendall(b"\0\x20" + b"\xff" * 32), end(s)), "protocol-error|truncated"),
}

ADDRESSES = [
    ("127.1", "ok", False),
    ("2130706433", "ok", False),
    ("0x7f000001", "ok", False),
    ("0177.0.0.1", "ok", False),
    ("127.0.0.1", "invalid", False),  # an address is asked for in reverse, of DNS servers
    ("fe80::1%none9", "invalid", False),
]


def share(s):
    try:
        while s.fileno() >= 0:
            question = read_question(s)
            if not question:
                break
            NEIGHBOURS[chr(question[13])][0](s, question)
    except OSError:
        pass
    s.close()


def check_neighbours(options):
    good = True
    names = [f"{letter}{i}.test" for i in range(8) for letter in NEIGHBOURS]
    items = run("probe", "--type=A", "--timeout=60", "--retries=0", "--jobs=64",
                f"--nameserver=127.0.0.1:{start_dns(share)}", *options, *names)
    for name in names:
        item = items.get(name, {})
        if item.get("status") not in NEIGHBOURS[name[0]][1].split("|"):
            print(f"{name}: {item}, expected {NEIGHBOURS[name[0]][1]}")
            good = False
    return good


def start_dns(talk):
    while True:
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        udp.bind(("127.0.0.1", 0))
        tcp = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            tcp.bind(udp.getsockname())
            break
        except OSError:
            udp.close()
            tcp.close()

    def answer():
        while True:
            question, asker = udp.recvfrom(4096)
            if question[13:14] == b"u" and talk is share:
                udp.sendto(make_answer(question)[2:], asker)
            else:
                udp.sendto(question[:2] + b"\x83\x80" + question[4:], asker)

    if talk is not None:
        tcp.listen(100)
        serve(tcp, talk)
    kept.append(tcp)
    threading.Thread(target=answer, daemon=True).start()
    return udp.getsockname()[1]


def check_probes(options):
    def probe(line):
        port = start_dns(line[1])
        return run("probe", "--type=A", "--timeout=2", f"--nameserver=127.0.0.1:{port}", *options, "a.test")

    good = True
    with concurrent.futures.ThreadPoolExecutor(len(PROBES)) as pool:  # some take their time
        results = list(pool.map(probe, PROBES))
    for (cause, _, status, again, words), items in zip(PROBES, results):
        item = items.get("a.test", {})
        good &= compare(cause, item, status, again)
        if words not in (item.get("detail") or ""):
            print(f"{cause}: {item.get('detail')}")
            good = False
    good &= check_neighbours(options)
    names = [name for name, _, _ in ADDRESSES]
    items = run("probe", "--resolver=system", "--type=A", *options, *names)
    for name, status, again in ADDRESSES:
        good &= compare(name, items.get(name, {}), status, again)
    return good


kept = []
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[2], sys.argv[3])
CHECKS = {"download": check_downloads, "probe": check_probes}
sys.exit(0 if CHECKS[sys.argv[1]](sys.argv[4:]) else 1)
