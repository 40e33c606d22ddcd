# SPDX-License-Identifier: LGPL-2.1-or-later
"""Answers of HTTP/1, made at random: a right one, bent in none, one or two places."""
import random

TEXT = b"abcdefghijklmnopqrstuvwxyz0123456789\r\n"
REASONS = {200: b"OK", 203: b"Non-Authoritative", 204: b"No Content", 206: b"Partial Content",
           304: b"Not Modified", 301: b"Moved", 404: b"Not Found", 410: b"Gone", 400: b"Bad Request",
           500: b"Oops", 503: b"Busy"}
CODES = [200] * 30 + [203, 204, 204, 206, 304, 301, 404, 410, 400, 500, 503]

# In place of a right value; anyone can add one.
LENGTHS = [b"", b" ", b"-1", b"+5", b"0x5", b"5 5", b"5,", b",5", b"5,6", b"5, 5", b"05", b"5.0", b"five", b"5;",
           b"18446744073709551621", b"9223372036854775807", b"9223372036854775808", b"1e3", b"\xd9\xa5", b"5\t", b"'5'"]
CODINGS = [b"", b"identity", b"gzip", b"gzip, chunked", b"chunked, gzip", b"chunked, chunked", b"CHUNKED", b"Chunked",
           b"xchunked", b"chunked;q=1", b"\"chunked\"", b"chunked ,", b"chunked\x0b", b"chunk", b"\tchunked\t", b"identity, chunked"]
STATUS_LINES = [b"HTTP/1.0 200 OK", b"HTTP/1.1 200", b"HTTP/1.1 200 ", b"HTTP/1.1  200 OK", b"HTTP/1.1\t200 OK", b"HTTP/1.2 200 OK",
                b"HTTP/2 200 OK", b"HTTP/2.0 200 OK", b"HTTP/0.9 200 OK", b"HTTP/1.10 200 OK", b"http/1.1 200 OK", b"HTTP/1.1 2000 OK",
                b"HTTP/1.1 20 OK", b"HTTP/1.1 +200 OK", b"HTTP/1.1 099 X", b"HTTP/1.1 600 X", b"HTTP/1.1 999 X", b"HTTP /1.1 200 OK",
                b"HTTP/1.1 200OK", b"HTTP/1.1 200 O\x00K", b"HTTP/1.1 200 \xc3\xa9t\xe9", b" HTTP/1.1 200 OK", b"ICY 200 OK", b"HTTP/1,1 200 OK",
                b"SSH-2.0-OpenSSH", b"HTTP/1.1 101 Switching", b"HTTP/11 200 OK", b"HTTP/1.1 2 0 0", b"HTTP/1.1 200 \x1b[1m", b"HTTP/3 200 OK",
                b"HTTP/1.1 1xx X", b"HTTP/1. 1 200 OK", b"HTTP/-1.1 200 OK", b"\xef\xbb\xbfHTTP/1.1 200 OK", b"", b"HTTP/1.1"]
LINES = [b"X-A: b", b"no colon here", b"X A: b", b"X-A : b", b": empty name", b"X-A:", b"X-A: b\x00c", b"X-A: b\x01c", b"X-A: b\rc",
         b"X\xe4: b", b" folded", b"\tfolded", b"X-Long: " + b"y" * 3000, b"X-(A): b", b"Content-Length: 5", b"Content-Length: 6",
         b"Content-Length : 5", b"Content-Length\t: 5", b"Content-Length:\n 5", b"Transfer-Encoding: chunked", b"Transfer-Encoding : chunked",
         b"Transfer-Encoding: identity", b"Transfer-Encoding:\r\n chunked", b"Connection: close", b"Connection: keep-alive", b"Connection: x\x0b",
         b"Content-Encoding: gzip", b"Content-Range: bytes 0-4/10", b"Trailer: X-Sum", b"Set-Cookie: a=b", b"ETag: \"v\"",
         b"Content-Type: multipart/byteranges; boundary=x", b"Content_Length: 5", b"Content-Length\xa0: 5", b"\xef\xbb\xbfX-A: b",
         b"Location: /elsewhere", b"Content-Location: http://other.test/", b"Upgrade: h2c", b"Keep-Alive: timeout=0", b"X-A: \xff\xfe"]
LINE_ENDS = [b"\n", b"\r", b"\r\r\n", b"\n\r", b"", b"\r\n\r\n", b"\n\n", b" \r\n", b"\x0b\r\n", b"\x00\r\n"]
SIZES = [b"", b"-1", b"+5", b"0x5", b"zz", b"5 ", b" 5", b"5\t", b"00005", b"00000000000000000000005", b"5;a=b", b"5;", b"5; a=\"b;c\"",
         b"5;a=\nb", b"5\x00", b"5g", b"ffffffffffffffff", b"7fffffffffffffff", b"8000000000000000", b"10000000000000005", b"5,5", b"5 5",
         b"5 ;x", b"5;" + b"x" * 5000, b"5;" + b"x" * 300, b"5.0", b"0", b"000", b"\xef\xbc\x95", b"5\x0b", b"A", b"5;\x01"]
LAST = [b"0\r\n", b"0\r\n\r", b"0\n\n", b"0\r\n\n", b"00\r\n\r\n", b"0;x=y\r\n\r\n", b"0 \r\n\r\n", b"0\r\nX-Sum: 1\r\n\r\n", b"0\r\nno colon\r\n\r\n",
        b"0\r\n X: 1\r\n\r\n", b"0\r\nX-Sum: 1\r\n", b"0\r\nX-Sum: 1\n\n", b"0\r\nContent-Length: 5\r\n\r\n", b"0\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"0", b"", b"0\r\nX: a\x00b\r\n\r\n", b"0\r\n: x\r\n\r\n", b"0\r\nX Y: z\r\n\r\n", b"-0\r\n\r\n", b"0\r\n\r\n0\r\n\r\n", b"0x0\r\n\r\n"]
AFTER = [b"\r\n", b"x", b"\n", b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison", b"0\r\n\r\n", b"\x00" * 20, b"HTTP/1.1 400 Bad\r\n\r\n"]
INTERIM = [b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n", b"HTTP/1.1 102 Processing\r\n\r\n",
           b"HTTP/1.1 100 C\r\nContent-Length: 5\r\n\r\n", b"HTTP/1.1 103 E\r\nTransfer-Encoding: chunked\r\n\r\n", b"HTTP/1.0 100 C\r\n\r\n",
           b"HTTP/1.1 199 X\r\n\r\n", b"HTTP/1.1 101 S\r\nUpgrade: x\r\n\r\n", b"HTTP/1.1 100\r\n\r\n", b"HTTP/1.1 100 C\n\n",
           b"HTTP/1.1 100 C\r\nbad line\r\n\r\n", b"\r\n"]


def body(rng):
    size = rng.choice([0, 1, 5, 5, 10, 16, 100, 255, 256, 700, 4096, rng.randrange(1, 3000)])
    if rng.random() < 0.03:
        size = rng.randrange(10000, 90000)
    return rng.randbytes(size) if rng.random() < 0.5 else bytes(rng.choices(TEXT, k=size))


class Answer:
    """Bytes, where they are parted, and how the connection then ends: fin, rst, keep, hang; over TLS also
    notify (close_notify, then fin) and half (within a record)."""
    def __init__(self, data, ending, cuts=()):
        self.data, self.ending, self.cuts = data, ending, cuts


def chunks(rng, data, bent):
    """The body in chunks; one place of it is wrong where bent."""
    pieces, at = [], 0
    while at < len(data):
        size = rng.choice([1, 5, 5, 16, 100, 4096, len(data)])
        pieces.append(data[at:at + size])
        at += size
    lines = [[b"%x" % len(p) if rng.random() < 0.8 else b"%04X" % len(p), b"\r\n", p, b"\r\n"] for p in pieces]
    last = b"0\r\n\r\n"
    if rng.random() < 0.1:
        last = b"0\r\nX-Sum: 1\r\n\r\n"
    where = rng.randrange(6) if bent else -1
    if where == 0 or (bent and not lines):
        last = rng.choice(LAST)
    elif where > 0:
        line = rng.choice(lines)
        if where == 1:
            line[0] = rng.choice(SIZES)
        elif where == 2:
            line[1] = rng.choice(LINE_ENDS)
        elif where == 3:
            line[3] = rng.choice(LINE_ENDS)
        elif where == 4:
            line[2] = line[2] + b"XXX" if rng.random() < 0.5 else line[2][:-1]
        else:
            line[0] += rng.choice([b";a", b";a=b", b" ", b"\t;x", b";" + b"e" * rng.randrange(200)])
    return b"".join(b"".join(line) for line in lines) + last


def make(rng):
    """An answer as bytes."""
    bends = rng.choices([0, 1, 2], [48, 40, 12])[0]
    code, data = rng.choice(CODES), body(rng)
    status = b"HTTP/1.1 %d %s" % (code, REASONS[code])
    framing = rng.choice(["length", "length", "chunked", "chunked", "close"])
    if code in (204, 304):
        framing, data = "none", b""
    lines = [[rng.choice([b"Server: x", b"Content-Type: text/plain", b"Date: now", b"X-A:b", b"x-b:   c  "]), b"\r\n"]
             for _ in range(rng.randrange(4))]
    length, coding = b"%d" % len(data), b"chunked"
    places = rng.choices(["status", "value", "chunk", "chunk", "line", "eol", "after", "interim", "cut", "byte", "double", "drop"], k=bends)
    if "value" in places:
        length, coding = rng.choice(LENGTHS), rng.choice(CODINGS)
    name = rng.choice([b"Content-Length: ", b"content-length:", b"Content-Length:  "])
    if framing == "length":
        lines.insert(rng.randrange(len(lines) + 1), [name + length, b"\r\n"])
    elif framing == "chunked":
        lines.insert(rng.randrange(len(lines) + 1), [b"Transfer-Encoding: " + coding, b"\r\n"])
        data = chunks(rng, data, "chunk" in places)
    if framing == "close" or rng.random() < 0.2:
        lines.append([b"Connection: close", b"\r\n"])
    lines.insert(0, [status, b"\r\n"])
    lines.append([b"", b"\r\n"])
    before = after = b""
    for place in places:
        if place in ("line", "double") and len(lines) < 2:
            continue  # another place has dropped the rest
        if place == "status":
            lines[0][0] = rng.choice(STATUS_LINES)
        elif place == "line":
            lines.insert(rng.randrange(1, len(lines)), [rng.choice(LINES), b"\r\n"])
        elif place == "eol":
            if rng.random() < 0.3:
                for line in lines:
                    line[1] = b"\n"
            else:
                rng.choice(lines)[1] = rng.choice(LINE_ENDS)
        elif place == "after":
            after = rng.choice(AFTER)
        elif place == "interim":
            before = rng.choice(INTERIM) * rng.choice([1, 1, 1, 2, 5, 99, 100, 101, 150])
        elif place == "double":
            lines.insert(rng.randrange(1, len(lines)), list(rng.choice(lines[1:])))
        elif place == "drop":
            lines.pop(rng.randrange(len(lines)))
    data = before + b"".join(b"".join(line) for line in lines) + data + after
    if "cut" in places:
        data = data[:rng.randrange(len(data) + 1)]
    if "byte" in places and data:
        at = rng.randrange(min(len(data), 300))
        data = data[:at] + bytes([rng.choice([0, 10, 13, 32, 9, 58, 48, 57, 127, 255, rng.randrange(256)])]) + data[at + rng.randrange(2):]
    return data


def cuts(rng, data):
    kind = rng.random()
    if kind < 0.6 or len(data) < 2:
        return ()
    if kind < 0.95:
        return sorted({rng.randrange(1, len(data)) for _ in range(rng.randrange(1, 4))})
    return range(1, min(len(data), 40))


# Floods end with the connection only, and never by themselves.
FLOODS = [(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"), (b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n"), (b"HTTP/1.1 200 OK\r\nX-A: ", b"y" * 50),
          (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;", b"x" * 50), (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", b"X: y\r\n"),
          (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"), (b"", b"\r\n"), (b"HTTP/1.1 200 OK\r\n\r\n", b"z" * 1000),
          (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"0"), (b"HTTP/1.1 ", b"2")]
