#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A DNS server that has too much to do for a while, for probe-busy.sh.

usage: busy-dns.py MOOD LOG    prints its port when it is ready

Each question is noted in the file LOG: its name and the mood. Names that begin with b get what the
file MOOD says just then, servfail, refused or drop; with ok, and for all others, there is an address.
"""
import socket
import sys

ADDRESS = b"\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4\xc0\0\2\1"
FLAGS = {"servfail": b"\x81\x82", "refused": b"\x81\x85"}


def read_mood():
    with open(sys.argv[1], encoding="ascii") as file:
        return file.read().strip()


def note(name, mood):
    with open(sys.argv[2], "a", encoding="ascii") as log:
        log.write(name + " " + mood + "\n")


def answer(query):
    question = query[12 : query.index(b"\0", 12) + 5]
    name = question[1 : 1 + question[0]].decode("ascii").lower()
    mood = read_mood() if name.startswith("b") else "ok"
    note(name, mood)
    if mood == "drop":
        return None
    if mood in FLAGS:
        return query[:2] + FLAGS[mood] + b"\0\1\0\0\0\0\0\0" + question
    return query[:2] + b"\x81\x80\0\1\0\1\0\0\0\0" + question + ADDRESS


with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
    server.bind(("127.0.0.1", 0))
    print(server.getsockname()[1], flush=True)
    while True:
        data, peer = server.recvfrom(4096)
        reply = answer(data)
        if reply is not None:
            server.sendto(reply, peer)
