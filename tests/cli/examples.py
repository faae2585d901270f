#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every example that `describe` shows loads, in the least show that has a place for it.

usage: examples.py GLYPHREEL FOLDER-TO-WORK-IN
"""
import base64
import json
import os
import re
import subprocess
import sys
import wave
from concurrent.futures import ThreadPoolExecutor

glyphreel, work = sys.argv[1:3]
failures = []
checks = 0

# Examples that are no YAML: command lines.
COMMAND_LINES = {"profile", "aspect", "command"}
# What examples name beside the show.
SOUND, BEATS, LYRICS, COLOURS = "song.ogg", "song.beats.json", "song.lrc", "grade.cube"
INCLUDED = ["palettes.yaml", "looks/night.yaml"]

with wave.open(os.path.join(work, SOUND), "wb") as sound:  # told by its content
    sound.setparams((1, 2, 8000, 0, "NONE", ""))
    sound.writeframes(bytes(16000))
os.makedirs(os.path.join(work, "looks"), exist_ok=True)
for name in INCLUDED:
    with open(os.path.join(work, name), "w", encoding="utf-8") as file:
        file.write("palettes: {}\n")
with open(os.path.join(work, LYRICS), "w", encoding="utf-8") as file:
    file.write("[00:00.00]words\n")
with open(os.path.join(work, COLOURS), "w", encoding="utf-8") as file:
    file.write("LUT_1D_SIZE 2\n0 0 0\n1 1 1\n")
with open(os.path.join(work, BEATS), "w", encoding="utf-8") as file:
    json.dump({"beats": [0.5 * beat for beat in range(400)], "downbeats": [2.0 * bar for bar in range(100)]}, file)


# A picture of one transparent pixel.
with open(os.path.join(work, "cover.png"), "wb") as file:
    file.write(base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="))
# A film of one picture of one pixel, a GIF: told by its content as well.
with open(os.path.join(work, "clip.mp4"), "wb") as file:
    file.write(base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"))


def check(good, message):
    global checks
    checks += 1
    if not good:
        failures.append(message)


def examples_of(entry):
    yield entry
    for key in entry.get("keys", []) + entry["params"]:
        if "example" in key:
            yield key


def load(number, where, example):
    """What is wrong with an example; nothing."""
    if not re.search(r"\S", example["example"]):
        return f"{where}: no example"
    if not example["show"]:
        return None
    if "\n" not in example["example"] and example["example"] not in example["show"]:
        return f"{where}: not in its own show"
    path = os.path.join(work, f"example-{number}.yaml")
    with open(path, "w", encoding="utf-8") as file:
        file.write(example["show"])
    run = subprocess.run([glyphreel, "check", path], capture_output=True, text=True)
    return f"{where}: {example['show']}{run.stderr}" if run.returncode else None


described = subprocess.run([glyphreel, "describe", "--json"], check=True, capture_output=True).stdout
entries = json.loads(described)["entries"]
examples = []
for entry in entries:
    yaml = entry["kind"] not in COMMAND_LINES
    check(bool(entry["show"]) == yaml, f"{entry['kind']}/{entry['name']}: {'no' if yaml else 'a'} show")
    for example in examples_of(entry):
        examples.append((len(examples), f"{entry['kind']}/{entry['name']} {example['name']}", example))
with ThreadPoolExecutor(os.cpu_count()) as pool:
    for wrong in pool.map(lambda arguments: load(*arguments), examples):
        check(not wrong, wrong)
kinds = {entry["kind"] for entry in entries}
check(len(kinds) >= 15, f"only {len(kinds)} kinds")
check(len(examples) > 250, f"only {len(examples)} examples")
print(f"{checks} checks, {len(failures)} failed")
for failure in failures[:20]:
    print("FAIL:", failure, file=sys.stderr)
sys.exit(1 if failures else 0)
