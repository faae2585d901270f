#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes src/base/blue_noise.c: a table of blue noise by void and cluster (R. Ulichney, 1993).

Dots are taken from the tightest cluster or put into the largest void of a torus, judged by the sum
of bell curves around all dots; the order in which they come is the threshold of each place. Ties
go to the first place, so that the table is the same on every machine.

  tools/blue_noise.py > src/base/blue_noise.c
"""
import math

SIDE, SIGMA, REACH, SEED = 64, 1.5, 9, 11
COUNT = SIDE * SIDE

BELL = [(dx, dy, math.exp(-(dx * dx + dy * dy) / (2 * SIGMA * SIGMA)))
        for dy in range(-REACH, REACH + 1) for dx in range(-REACH, REACH + 1)]


class Pattern:
    def __init__(self, dots):
        self.dots = [False] * COUNT
        self.light = [0.0] * COUNT
        for place in dots:
            self.put(place, True)

    def put(self, place, on):
        self.dots[place] = on
        x0, y0 = place % SIDE, place // SIDE
        for dx, dy, bell in BELL:
            at = (y0 + dy) % SIDE * SIDE + (x0 + dx) % SIDE
            self.light[at] += bell if on else -bell

    def cluster(self):
        return max((i for i in range(COUNT) if self.dots[i]), key=lambda i: (round(self.light[i], 9), -i))

    def void(self):
        return min((i for i in range(COUNT) if not self.dots[i]), key=lambda i: (round(self.light[i], 9), i))


def scattered(count):
    """The first dots: places in an order from a plain congruential generator."""
    state, places = SEED, []
    while len(places) < count:
        state = (state * 1103515245 + 12345) % 2**31
        if (state >> 12) % COUNT not in places:
            places.append((state >> 12) % COUNT)
    return places


def relax(pattern):
    while True:
        place = pattern.cluster()
        pattern.put(place, False)
        hole = pattern.void()
        pattern.put(hole, True)
        if hole == place:
            return


def ranks():
    first = COUNT // 10
    start = Pattern(scattered(first))
    relax(start)
    dots = [i for i in range(COUNT) if start.dots[i]]
    rank = [0] * COUNT
    down = Pattern(dots)
    for order in reversed(range(first)):
        place = down.cluster()
        down.put(place, False)
        rank[place] = order
    up = Pattern(dots)
    for order in range(first, COUNT):
        place = up.void()
        up.put(place, True)
        rank[place] = order
    return rank


def main():
    rank = ranks()
    print("/* SPDX-License-Identifier: MIT\n * Written by tools/blue_noise.py. */")
    print('#include "base/blue_noise.h"\n')
    print("/* clang-format off */")
    print("const uint8_t gr_blue_noise[GR_BLUE_NOISE_SIDE][2 * GR_BLUE_NOISE_SIDE] = {")
    for y in range(SIDE):
        row = [rank[y * SIDE + x] * 256 // COUNT for x in range(SIDE)]
        twice = ",".join(str(v) for v in row + row)
        print("    {" + twice + "},")
    print("};")


main()
