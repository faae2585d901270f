#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes the fonts beside it: one good one of two glyphs, made from nothing, and what can be wrong."""
import os
import struct

HERE = os.path.dirname(os.path.abspath(__file__))
EM, WIDE = 1000, 600


def square():
    """A filled square as a simple glyph of one contour."""
    points = [(50, 0), (50, 700), (550, 700), (550, 0)]
    flags = bytes([1] * 4)
    xs = b"".join(struct.pack(">h", x - px) for (x, _), (px, _) in zip(points, [(0, 0)] + points))
    ys = b"".join(struct.pack(">h", y - py) for (_, y), (_, py) in zip(points, [(0, 0)] + points))
    body = struct.pack(">hhhhh", 1, 50, 0, 550, 700) + struct.pack(">HH", 3, 0) + flags + xs + ys
    return body + b"\0" * (-len(body) % 4)


def cmap(platform, encoding, codes):
    ends = b"".join(struct.pack(">H", c) for c in codes + [0xFFFF])
    deltas = b"".join(struct.pack(">H", (1 - c) & 0xFFFF) for c in codes) + struct.pack(">H", 1)
    count = len(codes) + 1
    table = struct.pack(">HHHH", 2 * count, 2, 0, 2 * count - 2) + ends + b"\0\0" + ends + deltas + b"\0\0" * count
    table = struct.pack(">HHH", 4, 6 + len(table), 0) + table
    return struct.pack(">HHHHL", 0, 1, platform, encoding, 12) + table


def name(family):
    text = family.encode("utf-16-be")
    return struct.pack(">HHH", 0, 1, 18) + struct.pack(">HHHHHH", 3, 1, 0x409, 1, len(text), 0) + text


def tables(family="Glyphreel Test", embed=0, charmap=None, loca_end=None):
    glyph = square()
    codes = list(range(0x21, 0x7F))
    return {
        b"OS/2": struct.pack(">HhHHH", 4, WIDE, 400, 5, embed) + b"\0" * 68 + struct.pack(">hhhHH", 800, -200, 0, 800, 200) + b"\0" * 18,
        b"cmap": cmap(3, 1, codes) if charmap is None else charmap,
        b"glyf": glyph,
        b"head": struct.pack(">LLLLHHqqhhhhHHhhh", 0x10000, 0x10000, 0, 0x5F0F3CF5, 3, EM, 0, 0, 50, 0, 550, 700, 0, 8, 2, 1, 0),
        b"hhea": struct.pack(">LhhhHhhhhhhhhhhhH", 0x10000, 800, -200, 0, WIDE, 50, 50, 550, 1, 0, 0, 0, 0, 0, 0, 0, 1),
        b"hmtx": struct.pack(">Hh", WIDE, 50) + b"\0\0",
        b"loca": struct.pack(">LLL", 0, 0, len(glyph) if loca_end is None else loca_end),
        b"maxp": struct.pack(">LHHHHHHHHHHHHHH", 0x10000, 2, 4, 1, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0),
        b"name": name(family),
        b"post": struct.pack(">LLhhL", 0x30000, 0, -100, 50, 1) + b"\0" * 16,
    }


def sfnt(parts):
    count = len(parts)
    out = struct.pack(">LHHHH", 0x10000, count, 128, 3, count * 16 - 128)
    offset = 12 + 16 * count
    body = b""
    for tag in sorted(parts):
        data = parts[tag]
        out += tag + struct.pack(">LLL", 0, offset + len(body), len(data))
        body += data + b"\0" * (-len(data) % 4)
    return out + body


def write(path, data):
    with open(os.path.join(HERE, path), "wb") as file:
        file.write(data)


# A cmap that gives every code the same glyph 1 takes one segment a code: deltas wrap.
good = sfnt(tables())
write("good.ttf", good)
write("denied.ttf", sfnt(tables("Glyphreel Denied", embed=2)))
write("symbol.ttf", sfnt(tables("Glyphreel Symbol", charmap=cmap(3, 0, [0xF021, 0xF022]))))
no_map = tables("Glyphreel Unmapped")
del no_map[b"cmap"]
write("unmapped.ttf", sfnt(no_map))
write("cut.ttf", good[: len(good) // 2])
write("head-only.ttf", good[:12])
write("empty.ttf", b"")
write("zeros.otf", b"\0" * 4096)
write("outside.ttf", sfnt(tables("Glyphreel Outside", loca_end=0x7FFFFFF0)))
broken = tables("Glyphreel Broken")
broken[b"glyf"] = struct.pack(">hhhhh", 30000, 0, 0, 10, 10) + b"\xff" * 30
write("broken-glyph.ttf", sfnt(broken))
write("noise.pcf", bytes((i * 7919 + (i >> 3) * 31) & 0xFF for i in range(2048)))
