#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""hash_sources.py NAME OUT FILES...: writes C that gives what the files hold one number, NAME.

What is kept in the user's cache counts only for the analyser that made it, and nobody has to
remember to count a version up.
"""
import hashlib
import pathlib
import sys

name, out, *files = sys.argv[1:]
digest = hashlib.sha256()
for file in sorted(files, key=lambda path: pathlib.Path(path).name):
    data = pathlib.Path(file).read_bytes()
    digest.update(f"{pathlib.Path(file).name} {len(data)} ".encode())
    digest.update(data)
number = digest.hexdigest()[:16]
pathlib.Path(out).write_text(
    "/* Made by tools/hash_sources.py. */\n#include <stdint.h>\n\n"
    f"extern const uint64_t {name};\nconst uint64_t {name} = 0x{number}u;\n"
)
