# SPDX-License-Identifier: LGPL-2.1-or-later
"""DNS answers, made at random: a right one, bent; and what dnspython says of them."""
import asyncio
import random
import socket
import struct

import dns.exception
import dns.flags
import dns.message
import dns.rdatatype

import cases

A, NS, CNAME, SOA, TXT, AAAA = 1, 2, 5, 6, 16, 28


def name(text):
    return b"".join(bytes([len(label)]) + label.encode("latin-1") for label in text.split(".") if label) + b"\0"


def record(owner, kind, data, ttl=300, klass=1, size=None):
    return owner + struct.pack(">HHIH", kind, klass, ttl, len(data) if size is None else size) + data


def address(rng):
    return bytes([192, 0, 2, rng.randrange(1, 255)])


FLAGS = [0x8180] * 8 + [0x8580, 0x8400, 0x8000, 0x8380, 0x81a0, 0x81b0, 0x81c0]
# Each takes the time limit, as what is no answer is waited on.
NO_ANSWERS = ["question", "other-id", "other-question", "nothing"]


def chain(rng, own):
    """Records of aliases and then of addresses."""
    names = [own] + [name("n%d.test" % i) for i in range(rng.choice([0, 0, 0, 1, 2, 5, 20]))]
    records = [record(a, CNAME, b) for a, b in zip(names, names[1:])]
    bend = rng.random()
    if bend < 0.05 and len(names) > 1:
        records.append(record(names[-1], CNAME, names[0]))
        return records
    records += [record(names[-1], A, address(rng)) for _ in range(rng.choice([0, 1, 1, 1, 2, 10, 40]))]
    if bend < 0.1:
        rng.shuffle(records)
    elif bend < 0.15:
        records.append(record(names[-1], TXT, b"\x01x"))
    elif bend < 0.2:
        records.append(record(names[-1], AAAA, bytes(16)))
    return records


def bend_records(rng, own, records):
    """One record that is wrong."""
    data = address(rng)
    records.insert(rng.randrange(len(records) + 1), rng.choice([
        record(own, A, data + b"x"), record(own, A, data[:3]), record(own, A, data, size=5), record(own, A, data, size=400), record(own, A, b""),
        record(b"\xc0\x0c", A, data), record(b"\xc0\xff", A, data), record(b"\xff\xff", A, data), record(b"\x40" + own, A, data),
        record(own, A, data, klass=3), record(own, A, data, klass=255), record(own, A, data, ttl=0xffffffff), record(name("other.test"), A, data),
        record(own, CNAME, b"\xc0\x0c"), record(own, CNAME, b"\x03abc"), record(own, CNAME, name("x.test") + b"junk"), record(own, CNAME, b""),
        record(own, CNAME, b"\x05\xe4\xf6\xfc\xff\x80\0") + record(b"\x05\xe4\xf6\xfc\xff\x80\0", A, data), 
        record(own, 65280, b"zz"), record(own, CNAME, b"\0"), record(own, 39, name("dname.test")),
        record(own.swapcase(), A, data), record(own, 46, b"\0" * 20), record(own[:-1], A, data)]))


def build(rng, own, query):
    """The packet but for its id, as (flags, question, counts, records) that may not fit together."""
    flags, question = rng.choice(FLAGS), query
    rcode = rng.choices([0, 3, 2, 5, 1, 4, 6, 9, 11, 15], [60, 15, 6, 6, 2, 2, 2, 2, 2, 3])[0]
    answers = chain(rng, own) if rcode == 0 or rng.random() < 0.1 else []
    authority = []
    if not answers and rng.random() < 0.7:
        soa = name("ns.test") + name("root.test") + struct.pack(">IIIII", 1, 2, 3, 4, 300)
        authority = [rng.choice([record(name("test"), SOA, soa), record(b"\0", NS, name("a.root")), record(name("test"), SOA, soa[:-2]), record(name("test"), NS, name("ns.test"))])]
    extra = [record(b"\0", 41, b"", klass=1232)] if rng.random() < 0.3 else []
    if rng.random() < 0.35:
        bend_records(rng, own, answers)
    counts = [1, len(answers), len(authority), len(extra)]
    tail = b""
    bend = rng.random()
    if bend < 0.04:
        counts[rng.randrange(4)] = rng.choice([0, 1, 2, 65535])
    elif bend < 0.06:
        tail = rng.randbytes(rng.randrange(1, 20))
    elif bend < 0.08:
        question, counts[0] = b"", 0
    data = struct.pack(">HHHHH", flags | rcode, *counts) + question + b"".join(answers + authority + extra) + tail
    if bend > 0.96:
        data = data[:rng.randrange(len(data))]
    elif bend > 0.93:
        at = rng.randrange(10 + len(question), len(data)) if len(data) > 10 + len(question) else 3
        data = data[:at] + bytes([rng.randrange(256)]) + data[at + 1:]
    return data


class Outcome:
    def __init__(self, kind, addresses=(), why=""):
        self.kind, self.addresses, self.why = kind, frozenset(addresses), why

    def __str__(self):
        return "%s %s %s" % (self.kind, ",".join(sorted(self.addresses)), self.why)


def is_known(message):
    """Whether a server that says that there is nothing can know (RFC 2308, 2.1 and 2.2): a SOA record says so."""
    recursive, authority = message.flags & dns.flags.RA, message.flags & dns.flags.AA
    if any(rrset.rdtype == SOA for rrset in message.authority):
        return True
    if message.rcode() == 3:
        return bool(recursive or authority)
    if any(rrset.rdtype == NS for rrset in message.authority) and not authority:
        return False  # a referral
    return bool(recursive or authority and not any(rrset.rdtype == CNAME for rrset in message.answer))


def skip_name(packet, at):
    while 0 < packet[at] < 64:
        at += 1 + packet[at]
    return at + (1 if packet[at] == 0 else 2)


def hide_other_classes(packet):
    """What the data of a record of another class than IN looks like is unknown (RFC 3597); so its type becomes one
    that is."""
    data, at = bytearray(packet), 12
    try:
        questions, *records = struct.unpack(">HHHH", packet[4:12])
        for _ in range(questions):
            at = skip_name(packet, at) + 4
        for _ in range(sum(records)):
            at = skip_name(packet, at)
            kind, klass, _, size = struct.unpack(">HHIH", packet[at:at + 10])
            if klass != 1 and kind != 41:
                data[at:at + 2] = struct.pack(">H", 65280)
            at += 10 + size
    except (IndexError, struct.error):
        pass  # the judge sees that
    return bytes(data)


def judge(packet, own_text):
    """found, missing, lame, failed (by its rcode), malformed (even the answers), foundafter (what follows them is
    malformed), contradicts (aliases that RFC 1034, 3.6.2, or RFC 2181, 10.1, forbids)."""
    packet, after = hide_other_classes(packet), ""
    try:
        # BIND and unbound, too, pass over bytes that follow the message.
        message = dns.message.from_wire(packet, ignore_trailing=True, one_rr_per_rrset=True)
    except Exception as error:  # dnspython raises many classes
        # Perhaps only in what follows the answers, which nobody has to read where there are some.
        try:
            message, after = dns.message.from_wire(packet[:8] + bytes(4) + packet[12:], ignore_trailing=True, one_rr_per_rrset=True), "after"
        except Exception:
            return Outcome("malformed", why=type(error).__name__)
    if not message.flags & dns.flags.QR:
        return Outcome("no-answer")
    if not message.question:
        return Outcome("no-answer", why="no question")
    if after and (message.rcode() != 0 or not message.answer):
        return Outcome("malformed", why="after the answers")
    if message.rcode() == 3:
        return Outcome("missing" if is_known(message) else "lame")
    if message.rcode() != 0:
        return Outcome("failed")
    at, seen = dns.name.from_text(own_text), set()
    while True:
        seen.add(at)
        found = [r for rrset in message.answer if rrset.name == at and rrset.rdclass == 1 for r in rrset]
        addresses = {r.address for r in found if r.rdtype == A}
        if addresses:
            return Outcome("found" + after, addresses)
        aliases = {r.target for r in found if r.rdtype == CNAME}
        if not aliases:
            break
        at = aliases.pop()
        if aliases or at in seen:
            return Outcome("contradicts", why="two aliases of one name" if aliases else "a circle")
    if after:
        return Outcome("malformed", why="after the answers, which lead nowhere")
    return Outcome("missing" if is_known(message) else "lame")


def make_once(case, rng):
    case.text = case.name.lower() + ".test"
    own = name(case.text)
    query = own + struct.pack(">HH", A, 1)
    data = build(rng, own, query)
    case.over_udp, case.over_tcp, case.cut, case.slow = data, None, None, False
    if rng.random() < 0.1:
        # Truncated over UDP: the answer comes over TCP, perhaps in part.
        case.over_tcp = data
        case.over_udp = struct.pack(">HHHHH", 0x8380, 1, 0, 0, 0) + query
        if rng.random() < 0.3:
            case.cut = rng.randrange(len(data) + 2)
    elif len(data) >= 2 and data[0] & 2:
        case.over_tcp = data[:0] + bytes([data[0] & ~2]) + data[1:]
    case.wrong_id = False
    if rng.random() < 0.01:
        case.slow = True
        how = rng.choice(NO_ANSWERS)
        if how == "question":
            case.over_udp = b"\1\0" + data[2:]
        elif how == "other-id":
            case.wrong_id = True
        elif how == "other-question":
            case.over_udp = data[:10] + name("x" + case.text) + struct.pack(">HH", A, 1)
        else:
            case.over_udp = None
        case.verdict = Outcome("no-answer", why=how)
    elif case.cut is not None:
        case.verdict = Outcome("cut")
    else:
        case.verdict = judge(b"\0\0" + (case.over_tcp or case.over_udp), case.text)
    case.slow = case.verdict.kind == "no-answer"
    case.notes = [case.over_udp, case.over_tcp, case.cut]


def make(case, rng):
    """Of those without an answer, each of which takes the time limit in every mode, few are left."""
    make_once(case, rng)
    while case.slow and rng.random() < 0.8:
        make_once(case, rng)


def find_case(query):
    at, labels = 12, []
    while query[at]:
        labels.append(query[at + 1:at + 1 + query[at]].decode("latin-1"))
        at += 1 + query[at]
    seed, _, number = labels[0].rpartition("-")
    return cases.make(seed, int(number))


class Udp(asyncio.DatagramProtocol):
    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, sender):
        try:
            case = find_case(data)
        except (ValueError, IndexError):
            return
        if case.over_udp is None:
            return
        head = bytes([data[0] ^ 0x55, data[1]]) if case.wrong_id else data[:2]
        self.transport.sendto(head + case.over_udp, sender)


async def talk(reader, writer):
    """Other questions may be on the way over the same connection: only a case that is cut ends it."""
    try:
        while True:
            size = int.from_bytes(await reader.readexactly(2), "big")
            query = await reader.readexactly(size)
            case = find_case(query)
            data = query[:2] + (case.over_tcp if case.over_tcp is not None else case.over_udp or b"")
            data = len(data).to_bytes(2, "big") + data
            writer.write(data if case.cut is None else data[:case.cut])
            await writer.drain()
            if case.cut is not None:
                break
    except (OSError, asyncio.IncompleteReadError, ValueError, IndexError):
        pass
    writer.close()


async def serve(loop):
    while True:
        tcp = await asyncio.start_server(talk, "127.0.0.1", 0)
        port = tcp.sockets[0].getsockname()[1]
        try:
            await loop.create_datagram_endpoint(Udp, local_addr=("127.0.0.1", port))
            return port
        except OSError:
            tcp.close()
