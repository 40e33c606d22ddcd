#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A DNS server whose answers to one name change, for no-local-names.sh.

usage: rebinding-dns.py NAME=ADDRESS[+ADDRESS…][,ADDRESS…]…    prints its port when it is ready

Listens on loopback, by UDP. The first answer to a name holds the addresses before the first comma,
the next one those before the second, and so on; the last stay. Addresses of version 4 answer A, those
of version 6 AAAA; each type counts by itself. Other names do not exist.
"""
import ipaddress
import socket
import struct
import sys

A, AAAA = 1, 28


def parse(argument):
    name, _, answers = argument.partition("=")
    return name, [[ipaddress.ip_address(a) for a in step.split("+")] for step in answers.split(",")]


def read_question(query):
    labels, at = [], 12
    while query[at] != 0:
        labels.append(query[at + 1 : at + 1 + query[at]].decode("latin-1"))
        at += 1 + query[at]
    (kind,) = struct.unpack("!H", query[at + 1 : at + 3])
    return ".".join(labels).lower(), kind, query[12 : at + 5]


def answer(query):
    name, kind, question = read_question(query)
    steps = names.get(name)
    found = []
    if steps is not None:
        asked[name, kind] = asked.get((name, kind), 0) + 1
        step = steps[min(asked[name, kind], len(steps)) - 1]
        found = [a for a in step if kind == (A if a.version == 4 else AAAA)]
    header = struct.pack(
        "!2sHHHHH", query[:2], 0x8180 | (3 if steps is None else 0), 1, len(found), 0, 0
    )
    records = [
        struct.pack("!HHHIH", 0xC00C, kind, 1, 0, len(a.packed)) + a.packed for a in found
    ]
    return header + question + b"".join(records)


names = dict(map(parse, sys.argv[1:]))
asked = {}
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
    server.bind(("127.0.0.1", 0))
    print(server.getsockname()[1], flush=True)
    while True:
        data, peer = server.recvfrom(4096)
        server.sendto(answer(data), peer)
