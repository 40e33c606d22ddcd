#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A DNS server that says one thing to all questions, for lame.sh.

usage: lame-dns.py KIND    prints its port when it is ready

good     an address, but SERVFAIL for labels that a search for wildcards makes up
empty    nothing, without being responsible for the name or asking others
upward   likewise, with a reference to the root
refused  REFUSED
cut      that the answer is too long for UDP, and there is no TCP
echo     the question itself, which is no response
"""
import socket
import sys

ROOT = b"\0\0\2\0\1\0\0\0\x3c\0\3\1a\0"
ADDRESS = b"\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4\xc0\0\2\1"


def answer(query, kind):
    question = query[12 : query.index(b"\0", 12) + 5]
    flags, counts, records = b"\x80\0", b"\0\0\0\0\0\0", b""
    if kind == "echo":
        return query
    if kind == "cut":
        flags = b"\x83\x80"
    if kind == "good" and question[1:5].lower() == b"swl-":
        flags = b"\x81\x82"
    elif kind == "good":
        flags, counts, records = b"\x81\x80", b"\0\1\0\0\0\0", ADDRESS
    elif kind == "upward":
        counts, records = b"\0\0\0\1\0\0", ROOT
    elif kind == "refused":
        flags = b"\x80\5"
    return query[:2] + flags + b"\0\1" + counts + question + records


with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
    server.bind(("127.0.0.1", 0))
    print(server.getsockname()[1], flush=True)
    while True:
        data, peer = server.recvfrom(4096)
        server.sendto(answer(data, sys.argv[1]), peer)
