# SPDX-License-Identifier: LGPL-2.1-or-later
"""What one number of a seed stands for: what the server does, and what may come of it."""
import functools
import random

import http1
import reference

KINDS = {"http": 64, "tls": 12, "resume": 12, "h2": 6, "dns": 6}
ENDINGS = {"http": (["fin", "keep", "rst"], [70, 20, 10]), "tls": (["notify", "keep", "fin", "rst", "half"], [45, 20, 20, 5, 10])}
HANGS = 0.004  # each takes a time limit in every mode


class Case:
    """answers(n, start): the nth answer (from 0) to a request for bytes from start, or None. verdict: the reference's.
    bodies: what may be ok; None: what the verdict says."""
    def __init__(self, seed, number, kind):
        self.seed, self.number, self.kind, self.name = seed, number, kind, "%s-%d" % (seed, number)
        self.verdict = self.bodies = None
        self.slow = False
        self.notes = []


def simple(case, rng):
    """One answer, whatever is asked."""
    slow = rng.random() < HANGS
    if slow and rng.random() < 0.5:
        begin, again = rng.choice(http1.FLOODS)
        answer = http1.Answer(begin, "flood")
        answer.again = again
        # What a flood is, its first 256 KiB show.
        case.verdict = reference.judge(begin + again * (262144 // len(again)), False)
        case.slow = True
    else:
        data = http1.make(rng)
        names, weights = ENDINGS[case.kind]
        ending = "hang" if slow else rng.choices(names, weights)[0]
        case.verdict = reference.judge(data, False)
        pieces = http1.cuts(rng, data)
        # What follows the end on a kept connection, and later, no client can tell from the next answer.
        if ending == "keep" and (case.verdict.kind != reference.COMPLETE or not case.verdict.proof or pieces):
            ending = names[0]
        # A reset may overtake what the client is still to read, and with it all but that the answer was cut.
        if ending == "rst":
            cut = reference.judge(data, True, False)
            ending = "rst" if cut.kind == reference.CUT and cut.code // 100 in (0, 2) else names[0]
        clean = ending == ("fin" if case.kind == "http" else "notify")
        # Of half a record nothing is seen; each has 16 KiB, and the last 100 bytes more than the data.
        seen = data[:(len(data) + 99) // 16384 * 16384] if ending == "half" else data
        if ending not in ("keep", "hang"):
            case.verdict = reference.judge(seen, True, clean)
        case.slow = ending == "hang"
        answer = http1.Answer(data, ending, pieces if ending != "half" else ())
    case.notes = [answer]
    case.answers = lambda n, start: answer


def head(status, fields):
    return b"HTTP/1.1 " + status + b"\r\n" + b"".join(f + b"\r\n" for f in fields) + b"\r\n"


VALIDATORS = [[b'ETag: "%s"'], [b'ETag: "%s"', b"Last-Modified: Mon, 02 Nov 2026 0%s:00:00 GMT"], [b'ETag: W/"%s"'],
              [b"Last-Modified: Mon, 02 Nov 2026 0%s:00:00 GMT"], [], [b'ETag: W/"%s"', b"Last-Modified: Mon, 02 Nov 2026 0%s:00:00 GMT"]]


def whole(data, validators, coding=None):
    return head(b"200 OK", validators + [b"Accept-Ranges: bytes", b"Content-Length: %d" % len(data)] + ([coding] if coding else [])) + data


def part(rng, how, body, start, other, v1, v2):
    """The answer to a request for bytes from start of a part of body; other is another version."""
    size, rest = len(body), body[start:]
    span = b"Content-Range: bytes %d-%d/%d" % (start, size - 1, size)
    length = b"Content-Length: %d" % len(rest)
    if how == "right":
        return head(b"206 P", v1 + [span, length]) + rest
    if how == "bare":
        return head(b"206 P", [span, length]) + rest
    if how == "other-tag":
        return head(b"206 P", v2 + [b"Content-Range: bytes %d-%d/%d" % (start, len(other) - 1, len(other)),
                                    b"Content-Length: %d" % len(other[start:])]) + other[start:]
    if how == "other-total":
        return head(b"206 P", v1 + [b"Content-Range: bytes %d-%d/%d" % (start, len(other) - 1, len(other)),
                                    b"Content-Length: %d" % len(other[start:])]) + other[start:]
    if how == "star":
        return head(b"206 P", v1 + [b"Content-Range: bytes %d-%d/*" % (start, size - 1), length]) + rest
    if how == "star-short":
        end = rng.randrange(start, size)
        return head(b"206 P", v1 + [b"Content-Range: bytes %d-%d/*" % (start, end), b"Content-Length: %d" % (end + 1 - start)]) + body[start:end + 1]
    if how == "short":
        end = rng.randrange(start, size)
        return head(b"206 P", v1 + [b"Content-Range: bytes %d-%d/%d" % (start, end, size), b"Content-Length: %d" % (end + 1 - start)]) + body[start:end + 1]
    if how == "from-0":
        return head(b"206 P", v1 + [b"Content-Range: bytes 0-%d/%d" % (size - 1, size), b"Content-Length: %d" % size]) + body
    if how == "from-elsewhere":
        at = rng.randrange(size)
        return head(b"206 P", v1 + [b"Content-Range: bytes %d-%d/%d" % (at, size - 1, size), b"Content-Length: %d" % (size - at)]) + body[at:]
    if how == "no-range":
        return head(b"206 P", v1 + [length]) + rest
    if how == "bad-range":
        return head(b"206 P", v1 + [rng.choice([b"Content-Range: bytes %d-%d" % (start, size - 1), b"Content-Range: bytes */%d" % size,
                                                b"Content-Range: items %d-%d/%d" % (start, size - 1, size),
                                                b"Content-Range: bytes %d-%d/%d" % (size - 1, start - 1, size),
                                                b"Content-Range: bytes %d-%d/%d" % (start, size, size), b"Content-Range: bytes=%d-%d/%d" % (start, size - 1, size)]), length]) + rest
    if how == "two-ranges":
        return head(b"206 P", v1 + [span, b"Content-Range: bytes 0-%d/%d" % (size - 1, size), length]) + rest
    if how == "over-long":
        return head(b"206 P", v1 + [span, b"Content-Length: %d" % (len(rest) + 7)]) + rest + b"surplus"
    if how == "chunked":
        return head(b"206 P", v1 + [span, b"Transfer-Encoding: chunked"]) + b"%x\r\n%s\r\n0\r\n\r\n" % (len(rest), rest)
    if how == "chunked-long":
        return head(b"206 P", v1 + [span, b"Transfer-Encoding: chunked"]) + b"%x\r\n%ssurplus\r\n0\r\n\r\n" % (len(rest) + 7, rest)
    if how == "chunked-short":
        return head(b"206 P", v1 + [span, b"Transfer-Encoding: chunked"]) + b"%x\r\n%s\r\n0\r\n\r\n" % (len(rest[:-1]), rest[:-1]) if len(rest) > 1 else b""
    if how == "close":
        return head(b"206 P", v1 + [span]) + rest
    if how == "close-short":
        return head(b"206 P", v1 + [span]) + rest[:-1]
    if how == "multipart":
        inner = b"--x\r\n" + span + b"\r\n\r\n" + rest + b"\r\n--x--\r\n"
        return head(b"206 P", v1 + [b"Content-Type: multipart/byteranges; boundary=x", b"Content-Length: %d" % len(inner)]) + inner
    if how == "coded":
        return head(b"206 P", v1 + [span, length, b"Content-Encoding: gzip"]) + rest
    if how == "whole":
        return whole(body, v1)
    if how == "whole-other":
        return whole(other, v2)
    if how == "slice-200":
        return head(b"200 OK", v1 + [span, length]) + rest
    if how == "416":
        return head(b"416 R", [b"Content-Range: bytes */%d" % rng.choice([size, start, len(other), 0, size + 1]), b"Content-Length: 0"])
    if how == "416-bare":
        return head(b"416 R", [b"Content-Length: 0"])
    return head(how.encode() + b" X", [b"Content-Length: 0"])


HOWS = ["right", "right", "right", "bare", "other-tag", "other-total", "star", "star-short", "short", "from-0", "from-elsewhere", "no-range", "bad-range",
        "two-ranges", "over-long", "chunked", "chunked-long", "chunked-short", "close", "close-short", "multipart", "coded", "whole", "whole-other",
        "slice-200", "416", "416-bare", "412", "400", "304", "204", "404", "503"]


def resume(case, rng):
    """A first answer that is cut, then one to the request for the rest, then whole ones."""
    size = rng.choice([2, 10, 100, 5000, rng.randrange(2, 9000)])
    body = rng.randbytes(size)
    other = rng.randbytes(rng.choice([size, size, size + 1, max(size - 1, 2), size * 2]))
    # Bytes of the two never coincide, so that a mixture is never right.
    other = bytes(b ^ 0x55 if i < size and b == body[i] else b for i, b in enumerate(other))
    kind = rng.choice(VALIDATORS)
    v1 = [f % b"1" for f in kind]
    v2 = [f % b"2" for f in kind]
    how = rng.choice(HOWS)
    if not v1 and how == "other-tag":
        how = "right"
    if how == "other-total" and len(other) == size:
        other += b"x"
    if how in ("other-tag", "other-total") and len(other) < size:
        other += rng.randbytes(size)
    first = whole(body, v1)
    # Where no length was announced, nothing tells that another length is that of another version.
    if rng.random() < 0.15 and how != "other-total":
        first = head(b"200 OK", v1 + [b"Transfer-Encoding: chunked"]) + b"%x\r\n" % size + body + b"\r\n0\r\n\r\n"
    kept = rng.randrange(1, size)
    first = first[:first.find(b"\r\n\r\n") + 4 + (len(b"%x\r\n" % size) if b"chunked" in first else 0) + kept]
    afterwards = rng.choice([body, other])
    seed = rng.random()

    def answers(n, start):
        if n == 0:
            return http1.Answer(first, "fin")
        if start is None or not 0 < start < min(size, len(other)):
            which, tags = (body, v1) if afterwards is body else (other, v2)
            if start is not None and n < 4:
                return http1.Answer(whole(which, tags), "fin")
            return http1.Answer(whole(which, tags), "fin")
        return http1.Answer(part(random.Random(seed), how, body, start, other, v1, v2), "fin")
    case.answers, case.how, case.bodies = answers, how, (body, other)
    case.notes = [answers(0, None), answers(1, kept), answers(2, None)]
    case.honest = how in ("right", "whole", "whole-other") and len(kind) > 0


@functools.lru_cache(maxsize=30000)
def make(seed, number):
    """A seed that begins with the name of a kind makes that kind alone."""
    rng = random.Random("%s-%d" % (seed, number))
    alone = [kind for kind in KINDS if seed.startswith(kind)]
    kind = alone[0] if alone else rng.choices(list(KINDS), list(KINDS.values()))[0]
    case = Case(seed, number, kind)
    if kind in ("http", "tls"):
        simple(case, rng)
    elif kind == "resume":
        resume(case, rng)
    elif kind == "h2":
        import http2
        http2.make(case, rng)
    else:
        import dns_packets
        dns_packets.make(case, rng)
    return case
