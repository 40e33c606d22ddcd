#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""validate.py SCHEMA FILE: whether the file is what the schema says; ends with 77 where the
validator is missing, which is another's (Debian: python3-jsonschema) and so does not share our
mistakes."""
import json
import sys

try:
    from jsonschema import Draft202012Validator
except ImportError:
    sys.exit(77)

with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
with open(sys.argv[2], encoding="utf-8") as file:
    document = json.load(file)

Draft202012Validator.check_schema(schema)
errors = list(Draft202012Validator(schema).iter_errors(document))
for error in errors[:5]:
    print("/".join(str(part) for part in error.absolute_path) + ": " + error.message[:200])
sys.exit(1 if errors else 0)
