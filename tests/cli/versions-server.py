# SPDX-License-Identifier: LGPL-2.1-or-later
"""A server of files whose first answer breaks off, and whose second one is what a line of the table
says. Without arguments it serves, and prints its port. With `list` it prints the names; with
`verify DEST OUT LOG [REQUESTS]` it prints what is not as the table says, or where the requests
were others than those given.

Every file is BODY. What is of another version is OTHER, of the same length. A request without a
Range, but for the first, gets all of what the line says the server has by then.
"""
import json
import os
import re
import socketserver
import sys
import threading

BODY = bytes(range(256)) * 40
OTHER = BODY[::-1]
ALL = len(BODY)  # 10240
CUT = 3000
LAST = ALL - 1

V1 = 'ETag: "v1"'
V2 = 'ETag: "v2"'
WEAK = 'ETag: W/"v1"'
DATE = "Last-Modified: Wed, 21 Oct 2015 07:28:00 GMT"
LATER = "Last-Modified: Thu, 22 Oct 2015 07:28:00 GMT"
NOW = "Date: Wed, 25 Nov 2015 07:28:00 GMT"
FRESH = "Date: Wed, 21 Oct 2015 07:28:00 GMT"  # as old as DATE
GZIP = "Content-Encoding: gzip"
CHUNKED = "Transfer-Encoding: chunked"
REST = f"Content-Range: bytes {CUT}-{LAST}/{ALL}"
WHOLE = f"Content-Range: bytes 0-{LAST}/{ALL}"

JOINS = "0 3000"  # the first bytes asked for
AFRESH = "0 3000 0"
ANEW = "0 0"
GIVEN = {}


def line(name, first, code, head, body, requests=AFRESH, now=BODY):
    """The first answer's fields; the code, fields and body of the one to a Range; the requests that
    have to follow; and what the server has by then."""
    GIVEN[name] = (first, code, head, body, requests, now)


# The rest.
line("rest", [V1], 206, [V1, REST], BODY[CUT:], JOINS)
line("rest-star", [V1], 206, [V1, f"Content-Range: bytes {CUT}-{LAST}/*"], BODY[CUT:], JOINS)
line("date", [DATE, NOW], 206, [DATE, NOW, REST], BODY[CUT:], JOINS)
line("weak-date", [WEAK, DATE, NOW], 206, [WEAK, DATE, NOW, REST], BODY[CUT:], JOINS)
line("other-date", [V1, DATE, NOW], 206, [V1, LATER, NOW, REST], BODY[CUT:], JOINS)
line("coded", [V1, GZIP], 206, [V1, GZIP, REST], BODY[CUT:], JOINS)
line("short", [V1], 206, [V1, f"Content-Range: bytes {CUT}-5999/{ALL}"], BODY[CUT:6000], "0 3000 6000")
line("short-star", [V1], 206, [V1, f"Content-Range: bytes {CUT}-5999/*"], BODY[CUT:6000], "0 3000 6000")
line("moved-query", [V1], 206, [V1, REST], BODY[CUT:], JOINS)
# Of another version, or not known to be of this one.
line("etag", [V1], 206, [V2, REST], OTHER[CUT:], now=OTHER)
line("etag-first", [V1, V2], 206, [V1, REST], BODY[CUT:], JOINS)
line("etag-second", [V1], 206, [V2, V1, REST], OTHER[CUT:], now=OTHER)
line("etag-list", ['ETag: "v1", "v2"'], 206, ['ETag: "v1", "v2"', REST], BODY[CUT:], ANEW)
line("etag-gone", [V1], 206, [REST], OTHER[CUT:], now=OTHER)
line("etag-gone-date", [V1, DATE, NOW], 206, [DATE, NOW, REST], OTHER[CUT:], now=OTHER)
line("etag-weak", [V1], 206, [WEAK, REST], OTHER[CUT:], now=OTHER)
line("date-later", [DATE, NOW], 206, [LATER, NOW, REST], OTHER[CUT:], now=OTHER)
line("date-gone", [DATE, NOW], 206, [REST], OTHER[CUT:], now=OTHER)
line("weak-other", [WEAK, DATE, NOW], 206, ['ETag: W/"v2"', DATE, NOW, REST], OTHER[CUT:], now=OTHER)
line("coded-then", [V1], 206, [V1, GZIP, REST], OTHER[CUT:])
line("coded-once", [V1, GZIP], 206, [V1, REST], OTHER[CUT:])
line("larger", [V1], 206, [V1, f"Content-Range: bytes {CUT}-{LAST}/12288"], OTHER[CUT:])
line("smaller", [V1], 206, [V1, f"Content-Range: bytes {CUT}-8999/9000"], OTHER[CUT:9000])
line("shrunk", [V1], 206, [V2, "Content-Range: bytes 0-1999/2000"], OTHER[:2000], JOINS, OTHER[:2000])
# A retry goes where the first try was led to, another run perhaps elsewhere.
line("moved", [V1], 206, [V1, REST], BODY[CUT:], JOINS + "|" + ANEW)
line("leads-away", [V1], 302, ["Location: leads-away@b"], b"", now=OTHER)
# Not the part that was asked for.
line("from-0", [V1], 206, [V1, WHOLE], BODY, JOINS)
line("from-0-short", [V1], 206, [V1, f"Content-Range: bytes 0-3999/{ALL}"], BODY[:4000], "0 3000 4000")
line("from-0-star", [V1], 206, [V1, f"Content-Range: bytes 0-{LAST}/*"], BODY)
line("earlier", [V1], 206, [V1, f"Content-Range: bytes 2000-{LAST}/{ALL}"], BODY[2000:])
line("later", [V1], 206, [V1, f"Content-Range: bytes 4000-{LAST}/{ALL}"], BODY[4000:])
line("unnamed", [V1], 206, [V1], BODY[CUT:])
line("damaged", [V1], 206, [V1, f"Content-Range: bytes {CUT}-/{ALL}"], BODY[CUT:])
line("damaged-first", [V1], 206, [V1, "Content-Range: bytes 0-/5", REST], BODY[CUT:])
line("units", [V1], 206, [V1, f"Content-Range: lines {CUT}-{LAST}/{ALL}"], BODY[CUT:])
line("pieces", [V1], 206, [V1, "Content-Type: multipart/byteranges; boundary=b"],
     b"--b\r\n" + REST.encode() + b"\r\n\r\n" + BODY[CUT:] + b"\r\n--b--\r\n")
line("pieces-range", [V1], 206, [V1, REST, "Content-Type: multipart/byteranges; boundary=b"], BODY[CUT:])
# Not as long as it says.
line("too-long", [V1], 206, [V1, REST], BODY[CUT:] + b"more")
line("too-short", [V1], 206, [V1, REST], BODY[CUT:-4])
line("too-far", [V1], 206, [V1, f"Content-Range: bytes {CUT}-{ALL + 3}/*"], BODY[CUT:] + b"more")
# In chunks.
line("chunks-rest", [V1], 206, [V1, REST, CHUNKED], BODY[CUT:], JOINS + "|" + AFRESH)
line("chunks-short", [V1], 206, [V1, REST, CHUNKED], BODY[CUT:6000], "0 3000 6000|" + AFRESH)
line("chunks-first", [V1, CHUNKED], 206, [V1, REST], BODY[CUT:], JOINS)
line("chunks-first-star", [V1, CHUNKED], 206, [V1, f"Content-Range: bytes {CUT}-{LAST}/*"], BODY[CUT:])
line("chunks-both", [V1, CHUNKED], 206, [V1, REST, CHUNKED], BODY[CUT:], JOINS)
line("chunks-long", [V1], 206, [V1, REST, CHUNKED], BODY[CUT:] + b"more")
# No part.
line("slice", [V1], 200, [V1, REST], BODY[CUT:])
line("slice-untold", [V1], 200, [V1], BODY[CUT:])
line("slice-chunks", [V1], 200, [V1, CHUNKED], BODY[CUT:])
line("slice-small", [V1, CHUNKED], 200, [V1], BODY[CUT:5000])
line("whole", [V1], 200, [V1], BODY, JOINS)
line("whole-told", [V1], 200, [V1, WHOLE], BODY, JOINS)
line("whole-other", [V1], 200, [V2], OTHER, JOINS, OTHER)
line("empty", [V1], 204, [V1], b"")
line("nothing-left", [V1], 416, [V1, f"Content-Range: bytes */{CUT}"], b"")
line("nothing-there", [V1], 416, [V1, f"Content-Range: bytes */{ALL}"], b"")
line("nothing-said", [V1], 416, [], b"")
line("precondition", [V1], 412, [], b"")
line("bad-request", [V1], 400, [], b"")
line("not-implemented", [V1], 501, [], b"")
# Not to be continued at all.
line("bare", [], 206, [REST], BODY[CUT:], ANEW)
line("weak", [WEAK], 206, [WEAK, REST], BODY[CUT:], ANEW)
line("date-fresh", [DATE, FRESH], 206, [DATE, FRESH, REST], BODY[CUT:], ANEW)
line("date-alone", [DATE], 206, [DATE, REST], BODY[CUT:], ANEW)


def answer(code, fields, body, length=None):
    fields = list(fields)
    if CHUNKED in fields:
        end = b"\r\n0\r\n\r\n" if length is None else b""
        body = b"%x\r\n%b%b" % (length or len(body), body, end)
    elif code != 204:
        fields.append(f"Content-Length: {len(body) if length is None else length}")
    head = [f"HTTP/1.1 {code} Answer", *fields, "Connection: close"]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


class Handler(socketserver.StreamRequestHandler):
    asked = {}
    lock = threading.Lock()

    def handle(self):
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            read = self.rfile.readline()
            if not read:
                return
            head += read
        self.wfile.write(self.choose(head.decode("latin-1")))

    def choose(self, head):
        path = head.split(" ")[1]
        name = re.split("[@?]", path.split("/")[-1])[0]
        found = re.search(r"(?i)^range: bytes=(\d+)-", head, re.M)
        start = int(found[1]) if found else 0
        first, code, fields, body, _, now = GIVEN[name]
        with self.lock:
            asked = self.asked.setdefault(path.split("/")[1] + "/" + name, [])
            if name.startswith("moved") and not re.search("[@?]", path):
                mark = "?" if name == "moved-query" else "@"
                return answer(302, [f"Location: {path}{mark}{len(asked)}"], b"")
            asked.append(start)
            with open(sys.argv[1], "a") as log:
                log.write(f"{path.split('/')[1]} {name} {start}\n")
        if len(asked) == 1:
            return answer(200, first, BODY[:CUT], ALL)
        if start == CUT:
            return answer(code, fields, body)
        if start > 0:
            return answer(206, [*fields[:1], f"Content-Range: bytes {start}-{LAST}/{ALL}"], now[start:])
        return answer(200, [V2 if now is not BODY else V1], now)


def verify(token, dest, out, log, requests=None):
    asked = {}
    with open(log) as lines:
        for entry in lines:
            by, name, start = entry.split()
            if by == token:
                asked.setdefault(name, []).append(start)
    with open(out) as lines:
        items = [json.loads(text) for text in lines if '"tries"' in text]
    items = {item["name"].split("/")[-1]: item for item in items}
    for name, given in GIVEN.items():
        path = os.path.join(dest, name)
        content = open(path, "rb").read() if os.path.exists(path) else b""
        item = items.get(name, {})
        if item.get("status") != "ok" or content != given[5]:
            print(f"{name}: {item.get('status')}, {item.get('detail')}, {len(content)} bytes")
        if item.get("integrity") != "verified":
            print(f"{name}: {item.get('integrity')}")
        wanted = requests or given[4]
        if " ".join(asked.get(name, [])) not in wanted.split("|"):
            print(f"{name}: asked from {' '.join(asked.get(name, []))}, not {wanted}")


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128


if sys.argv[1] == "list":
    print("\n".join(GIVEN))
elif sys.argv[1] == "verify":
    verify(*sys.argv[2:])
else:
    server = Server(("127.0.0.1", 0), Handler)
    print(server.server_address[1], flush=True)
    server.serve_forever()
