# SPDX-License-Identifier: LGPL-2.1-or-later
"""Frames of HTTP/2, made at random: a right answer, bent; and what python3-h2 says of them as a client."""
import asyncio
import struct

import h2.config
import h2.connection
import h2.events
import h2.exceptions
import h2.settings
import hpack

import http1
import reference

DATA, HEADERS, PRIORITY, RST, SETTINGS, PUSH, PING, GOAWAY, WINDOW, CONTINUATION = range(10)
END_STREAM, END_HEADERS, PADDED = 1, 4, 8
STREAM = 0x7fffffff  # in its place, the stream of the request


def frame(kind, flags, stream, body=b"", size=None):
    return (len(body) if size is None else size).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + body


def text(data):
    return bytes([len(data)]) + data if len(data) < 127 else b"\x7f" + bytes([len(data) - 127]) + data


def fields(pairs):
    """HPACK, literal and never indexed, so that nothing depends on what came before."""
    return b"".join(b"\0" + text(n) + text(v) for n, v in pairs)


BAD_FIELDS = [(b"content-length", b"abc"), (b"content-length", b"-1"), (b"content-length", b""), (b"content-length", b"5"), (b"Content-Length", b"5"),
              (b"transfer-encoding", b"chunked"), (b"connection", b"close"), (b"x y", b"z"), (b"x", b"a\r\nb"), (b"x", b"a\0b"), (b"", b"x"),
              (b":status", b"200"), (b":path", b"/"), (b":x", b"y"), (b"x", b" y "), (b"te", b"gzip"), (b"x-a", b"b"), (b"keep-alive", b"1")]
STATUSES = [b"200"] * 12 + [b"204", b"304", b"404", b"500", b"206", b"099", b"2000", b"abc", b"", b"101", b"+200"]
CODES = [0, 1, 2, 3, 5, 7, 8, 11, 13, 255]


def build(rng):
    """The frames, and how the connection ends."""
    data = http1.body(rng)[:16000]
    bends = rng.choices([0, 1, 2], [40, 45, 15])[0]
    places = rng.choices(["status", "field", "double", "data", "rst", "goaway", "cut", "frame", "trailers", "interim", "padding", "no-end",
                          "push", "empty", "continuation", "window", "settings", "after", "drop", "length"], k=bends)
    head = [(b":status", rng.choice(STATUSES) if "status" in places else b"200")]
    if "drop" in places and rng.random() < 0.5:
        head = []
    if rng.random() < 0.6:
        head.append((b"content-length", b"%d" % (len(data) + (rng.choice([-1, 1, 5]) if "length" in places else 0))))
    if rng.random() < 0.5:
        head.append((b"server", b"x"))
    if "field" in places:
        head.insert(rng.randrange(len(head) + 1), rng.choice(BAD_FIELDS))
    if "double" in places and head:
        head.append(rng.choice(head))
    block = fields(head)
    sequence = []
    if "interim" in places:
        one = frame(HEADERS, END_HEADERS | (END_STREAM if rng.random() < 0.1 else 0), STREAM, fields([(b":status", rng.choice([b"100", b"103", b"199", b"101"]))]))
        sequence += [one] * rng.choice([1, 1, 2, 99])
    if "continuation" in places:
        at = rng.randrange(len(block) + 1)
        sequence.append(frame(HEADERS, 0, STREAM, block[:at]))
        if rng.random() < 0.2:
            sequence.append(frame(PING, 0, 0, bytes(8)))
        sequence += [frame(CONTINUATION, 0, STREAM)] * rng.choice([0, 0, 1, 5])
        sequence.append(frame(CONTINUATION, END_HEADERS, STREAM, block[at:]))
    else:
        sequence.append(frame(HEADERS, END_HEADERS, STREAM, block))
    pieces, at = [], 0
    while at < len(data) or not pieces:
        size = rng.choice([1, 5, 100, 4096, len(data) + 1])
        pieces.append(data[at:at + size])
        at += size
    pieces = pieces[:50] + [b"".join(pieces[50:])]
    for i, piece in enumerate(pieces):
        flags = END_STREAM if i == len(pieces) - 1 and not {"trailers", "no-end"} & set(places) else 0
        if "padding" in places and rng.random() < 0.7:
            pad = rng.choice([0, 1, 255, rng.randrange(256)])
            wrong = rng.random() < 0.2
            sequence.append(frame(DATA, flags | PADDED, STREAM, bytes([255 if wrong else pad]) + piece[:16000] + bytes(0 if wrong else pad)))
        else:
            sequence.append(frame(DATA, flags, STREAM, piece))
    if "trailers" in places:
        sequence.append(frame(HEADERS, END_HEADERS | (END_STREAM if rng.random() < 0.8 else 0), STREAM,
                              fields([rng.choice([(b"x-sum", b"1"), (b":status", b"200"), (b"content-length", b"3"), (b"X", b"y")])])))
    extra = {
        "rst": lambda: frame(RST, 0, STREAM, struct.pack(">I", rng.choice(CODES))),
        "goaway": lambda: frame(GOAWAY, 0, 0, struct.pack(">II", rng.choice([0, STREAM, 0x7ffffffe]), rng.choice(CODES)) + rng.choice([b"", b"debug"])),
        "push": lambda: frame(PUSH, END_HEADERS, STREAM, struct.pack(">I", 2) + fields([(b":method", b"GET"), (b":path", b"/p"), (b":scheme", b"https"), (b":authority", b"x")])),
        "empty": lambda: frame(DATA, 0, STREAM) * rng.choice([1, 5, 1000]),
        "window": lambda: frame(WINDOW, 0, rng.choice([0, STREAM]), struct.pack(">I", rng.choice([0, 1, 0x7fffffff]))),
        "settings": lambda: frame(SETTINGS, rng.choice([0, 0, 1]), rng.choice([0, 0, 1]), rng.choice([b"", struct.pack(">HI", rng.randrange(1, 9), rng.choice([0, 1, 16384, 0x7fffffff, 0xffffffff])), b"xyz"])),
        "frame": lambda: frame(rng.choice([0, 1, 2, 3, 6, 8, 9, 10, 77, 255]), rng.randrange(256), rng.choice([0, STREAM, 2, 3, 99]), rng.randbytes(rng.choice([0, 4, 5, 8, 9, 50]))),
        "data": lambda: frame(DATA, rng.choice([0, 1]), rng.choice([STREAM, 0, 3]), b"extra"),
        "after": lambda: rng.choice([b"x" * 9, b"HTTP/1.1 400 Bad\r\n\r\n", frame(DATA, 1, STREAM, b"more"), frame(HEADERS, 5, STREAM, fields([(b":status", b"200")])), frame(PING, 1, 0, bytes(8)), frame(PING, 0, 0, bytes(7))]),
    }
    for place in places:
        if place in extra:
            at = len(sequence) if place == "after" or rng.random() < 0.3 else rng.randrange(len(sequence) + 1)
            sequence.insert(at, extra[place]())
        elif place == "drop":
            sequence.pop(rng.randrange(len(sequence)))
            if not sequence:
                sequence = [b""]
    whole = b"".join(sequence)
    if "cut" in places:
        whole = whole[:rng.randrange(len(whole) + 1)]
    # What is wrong on a kept connection would befall the next request.
    return whole, "notify" if bends and rng.random() < 0.5 else rng.choices(["notify" if bends else "keep", "notify", "fin", "rst"], [30, 35, 20, 15])[0], data


def place_stream(data, stream):
    return data.replace(STREAM.to_bytes(4, "big"), stream.to_bytes(4, "big"))


def judge(data, ended):
    connection = h2.connection.H2Connection(h2.config.H2Configuration(client_side=True, header_encoding=None))
    connection.initiate_connection()
    connection.update_settings({h2.settings.SettingCodes.ENABLE_PUSH: 0})
    connection.send_headers(1, [(":method", "GET"), (":path", "/"), (":scheme", "https"), (":authority", "x")], end_stream=True)
    body, code, why, unended = [], 0, "", reference.CUT if ended else reference.OPEN
    for part in (frame(SETTINGS, 0, 0), frame(SETTINGS, 1, 0), frame(SETTINGS, 1, 0), place_stream(data, 1)):
        try:
            events = connection.receive_data(part)
        except (h2.exceptions.H2Error, hpack.HPACKError, UnicodeDecodeError, ValueError) as error:
            return reference.Verdict(reference.REFUSED, "h2: %s" % type(error).__name__, code, b"".join(body))
        except Exception as error:  # of what h2 itself stumbles over
            return reference.Verdict(reference.REFUSED, "h2: fell over, %s" % type(error).__name__, code)
        for event in events:
            if isinstance(event, h2.events.ResponseReceived):
                status = dict(event.headers).get(b":status", b"0")
                if len(status) != 3 or not status.isdigit():
                    return reference.Verdict(reference.REFUSED, "h2-status")
                code = int(status)
            elif isinstance(event, h2.events.DataReceived):
                body.append(event.data)
            elif isinstance(event, h2.events.TrailersReceived):
                why = "length in trailers" if b"content-length" in dict(event.headers) else why
            elif isinstance(event, h2.events.StreamEnded):
                return reference.Verdict(reference.COMPLETE if code >= 200 else reference.REFUSED, why, code, b"".join(body), True)
            elif isinstance(event, h2.events.StreamReset):
                return reference.Verdict(reference.CUT, "reset", code, b"".join(body))
    return reference.Verdict(unended, "", code, b"".join(body))


def make(case, rng):
    data, ending, case.sent = build(rng)
    # h2 answers a whole piece at once or not at all: so the frames are given to it one by one.
    verdict = judge_framewise(data, ending)
    if ending == "rst" and (verdict.kind != reference.CUT or verdict.body == case.sent):
        ending = "fin"  # a reset may overtake what the client is still to send, or to read, and with it the answer
    if verdict.kind == reference.OPEN:
        ending = "notify"
        verdict = judge_framewise(data, ending)
    case.verdict = verdict
    answer = http1.Answer(data, ending, http1.cuts(rng, data))
    case.notes = [answer]
    case.answers = lambda n, start: answer


def split(data):
    frames = []
    while len(data) >= 9:
        size = 9 + int.from_bytes(data[:3], "big")
        frames.append(data[:size])
        data = data[size:]
    return frames + ([data] if data else [])


def judge_framewise(data, ending):
    """As judge, but an error after the end of the stream does not take back what ended before."""
    frames = split(data)
    verdict = judge(data, ending != "keep")
    if verdict.kind != reference.REFUSED:
        return verdict
    for n in range(1, min(len(frames), 400)):
        earlier = judge(b"".join(frames[:n]), ending != "keep")
        if earlier.kind in (reference.COMPLETE, reference.REFUSED) or earlier.why == "reset":
            return earlier
    return verdict


def make_connection(base, tls):
    class Http2(base):
        """The base does TLS; here a request is a HEADERS frame."""
        def __init__(self):
            super().__init__(tls)
            self.prefaced, self.decoder, self.stream = False, hpack.Decoder(), 1

        def greet(self):
            self.layer.write(frame(SETTINGS, 0, 0))

        def close(self):
            """Once the client has closed, or soon: what it still sends must not make it a reset."""
            try:
                self.transport.write_eof()
            except OSError:
                pass  # the client was first
            asyncio.get_running_loop().call_later(1, self.transport.abort)

        def look(self):
            if not self.prefaced:
                if len(self.seen) < 24:
                    return
                self.seen, self.prefaced = self.seen[24:], True
            while len(self.seen) >= 9 and not self.busy:
                size = 9 + int.from_bytes(self.seen[:3], "big")
                if len(self.seen) < size:
                    return
                one, self.seen = self.seen[:size], self.seen[size:]
                self.take(one[3], one[4], int.from_bytes(one[5:9], "big"), one[9:])

        def take(self, kind, flags, stream, body):
            if kind == SETTINGS and not flags & 1:
                self.put(frame(SETTINGS, 1, 0))
            elif kind == PING and not flags & 1:
                self.put(frame(PING, 1, 0, body))
            elif kind == HEADERS:
                if flags & 0x20:
                    body = body[5:]
                path = dict(self.decoder.decode(body))[":path"]
                import cases
                n = self.counts[path]
                self.counts[path] += 1
                seed, number = path.rsplit("/", 1)[1].rsplit("-", 1)
                answer = cases.make(seed, int(number)).answers(n, None)
                data = place_stream(answer.data, stream)
                self.answer(http1.Answer(data, answer.ending, answer.cuts))
    return Http2()
