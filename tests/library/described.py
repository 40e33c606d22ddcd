#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Prints the functions of a description for other languages (GIR) whose doc comment is in it.

    described.py FILE

Every comment says since when, which becomes an attribute of the function. Without it, the scanner
has not read the comment, and with that knows of no annotation: what may be NULL, what is an array
or the name of a file.
"""
import sys
import xml.etree.ElementTree

IDENTIFIER = "{http://www.gtk.org/introspection/c/1.0}identifier"

for element in xml.etree.ElementTree.parse(sys.argv[1]).iter():
    if "version" in element.keys() and element.get(IDENTIFIER, "").startswith("swim_"):
        print(element.get(IDENTIFIER))
