#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""resume_lines.py COUNT: so many results as probe --format=ndjson prints them, every third of a
name that does not exist."""
import sys

ANSWER = ('{{"name":"{name}","type":"{type}","status":"ok","detail":null,"rcode":"NOERROR",'
          '"flags":["qr","rd","ra"],"answers":[{{"name":"{name}.","ttl":300,"type":"{type}",'
          '"data":"{data}"}}]}}')
FOUND = ('{{"name":"{name}","status":"ok","detail":null,"addresses":["192.0.2.39",'
         '"2001:db8::ed89:6953:790b:8f8a"],"ttl":300,"rtt":0.055009,"server":"127.0.0.1:39867",'
         '"responses":[' + ANSWER.replace("{type}", "A").replace("{data}", "192.0.2.39") + ","
         + ANSWER.replace("{type}", "AAAA").replace("{data}", "2001:db8::ed89:6953:790b:8f8a")
         + '],"tries":1,"seconds":0.055032}}\n')
NONE = ('{{"name":"{name}","type":"{type}","status":"not-found","detail":"NXDOMAIN",'
        '"rcode":"NXDOMAIN","flags":["qr","rd","ra"],"answers":[]}}')
MISSING = ('{{"name":"{name}","status":"not-found","detail":"NXDOMAIN","rtt":0.031207,'
           '"server":"127.0.0.1:39867","responses":[' + NONE.replace("{type}", "A") + ","
           + NONE.replace("{type}", "AAAA") + '],"tries":1,"seconds":0.031216}}\n')


def main():
    lines = []
    for i in range(int(sys.argv[1])):
        lines.append((FOUND if i % 3 else MISSING).format(name=f"name{i}.example"))
        if len(lines) == 10000:
            sys.stdout.write("".join(lines))
            lines = []
    sys.stdout.write("".join(lines))


main()
