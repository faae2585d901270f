#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The JSON Schema, judged by an independent validator (python3-jsonschema).

usage: schema.py GLYPHREEL TESTS-FOLDER

Every show that the loader takes must pass, every one that is wrong in shape must not. Files are
read twice: with the scalars of YAML 1.2 (its core schema), as the YAML language server of editors
reads them (`yes` and `12:30` are texts, `030409` is a number), and with those of YAML 1.1, which
the same server has as an option (`yes` is a truth value, `12:30` the number 750).
"""
import glob
import json
import os
import re
import subprocess
import sys
import tempfile

import jsonschema
import yaml

glyphreel, tests = sys.argv[1:3]
root = os.path.dirname(tests)
failures = []
checks = 0

# Wrong shows that only the loader can find out: why, and which. Those that are no YAML are known by
# their names.
ONLY_THE_LOADER = {
    "what other files hold": ["include-cycle", "include-missing", "include-words"],
    "what vars become": ["vars", "vars-deep", "vars-laughs", "vars-long-text"],
    "files and fonts": ["audio-device", "audio-folder", "audio-missing", "file-near", "fonts", "tofu"],
    "values that do not go together": ["exposure", "first-start", "too-long", "timeline-room",
                                        "transition-without-length"],
    "what a mapping lacks may come from elsewhere": ["no-scenes", "audio-empty"],
    "what a text says": ["glyphs", "times-huge", "units"],
    "keys and names that stand twice": ["twice", "length-twice"],
    "only warnings": ["audio-unheard", "warnings"],
}
NOT_YAML = re.compile(r"^(yaml-|two-documents|hash-in-list)")


class Core(yaml.SafeLoader):
    """YAML 1.2 core scalars."""


Core.yaml_implicit_resolvers = {}
for tag, pattern, first in [
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.nan",
     "-+0123456789."),
    ("merge", r"<<", "<"),
]:
    Core.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), list(first))
Core.add_constructor("tag:yaml.org,2002:int", lambda loader, node: int(
    node.value, 0 if re.match("0[ox]", node.value) else 10))
Core.add_constructor("tag:yaml.org,2002:float", lambda loader, node: float(
    node.value.lower().replace(".inf", "inf").replace(".nan", "nan")))


def check(good, message):
    global checks
    checks += 1
    if not good:
        failures.append(message)


def problem(validator, data):
    error = jsonschema.exceptions.best_match(validator.iter_errors(data))
    return error and f"{list(error.absolute_path)}: {error.message[:200]}"


def as_json(data):
    """JSON has no keys but texts; older validators stumble over others."""
    if isinstance(data, dict):
        return {str(key): as_json(value) for key, value in data.items()}
    return [as_json(value) for value in data] if isinstance(data, list) else data


def read(text, loader):
    return as_json(yaml.load(text, loader))


def load(path, loader):
    with open(path, encoding="utf-8") as file:
        return read(file, loader)


def shapes_with_examples(schema):
    """Every {examples: [...]} of the schema, with what it must be an example of."""
    if isinstance(schema, dict):
        if isinstance(schema.get("examples"), list):
            yield schema
        for value in schema.values():
            yield from shapes_with_examples(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from shapes_with_examples(value)


schema = json.loads(subprocess.run([glyphreel, "schema"], check=True, capture_output=True).stdout)
jsonschema.Draft7Validator.check_schema(schema)
validator = jsonschema.Draft7Validator(schema)

# Files in songs/ are values for --vars, not shows.
shipped = [show for show in glob.glob(f"{root}/scenes/**/*.yaml", recursive=True) if "/songs/" not in show and "/looks/" not in show]
good = sorted(shipped + glob.glob(f"{tests}/golden/*.yaml"))
check(len(good) >= 8, f"only {len(good)} shows found")
for path in good:
    run = subprocess.run([glyphreel, "check", "--resolved", path], capture_output=True, text=True)
    check(run.returncode == 0, f"{path} --resolved: {run.stderr}")
    for loader in Core, yaml.SafeLoader:
        wrong = problem(validator, load(path, loader))
        check(not wrong, f"{path} ({loader.__name__}): {wrong}")
        wrong = problem(validator, read(run.stdout, loader))
        check(not wrong, f"{path} --resolved ({loader.__name__}): {wrong}")

exempt = {name for names in ONLY_THE_LOADER.values() for name in names}
met = set()
for path in sorted(glob.glob(f"{tests}/bad/*.yaml")):
    name = os.path.basename(path)[:-5]
    try:
        data = load(path, Core)
    except (yaml.YAMLError, UnicodeDecodeError, ValueError, RecursionError) as error:
        check(NOT_YAML.match(name), f"{name}: is no YAML: {error}")
        continue
    wrong = problem(validator, data)
    if name in exempt:
        met.add(name)
        check(not wrong, f"{name}: listed as the loader's alone, but the schema rejects it: {wrong}")
    elif not NOT_YAML.match(name):
        check(wrong, f"{name}: the schema takes it")
check(met == exempt, f"listed, but not there: {exempt - met}")

# What no shipped show has: written as users do, without quotes where the loader needs none.
TAKEN = """
title: 2024
size: 1920x1080
fps: 30000/1001
background: 030409
x-anchors: {night: &night {hue: 0.6, opacity: 0.5}}
fonts: builtin
length: 20min
vars: {loud: 0.5, size: md, accent: ff8800, many: [1, {any: thing}]}
palettes: {mine: " .oO"}
chains: {glow: [vignette, {bloom: {strength: 0.6}}]}
layers: {stars: {field: plasma}}
templates: {calm: {layers: [stars, {extends: stars, grid: $size, palette: mine, gain: loud}]}}
style: {layer: {hue: angle}, scene: {gain: 0.9}}
scenes:
  - {extends: calm, background: $accent, shaders: [glow, grain]}
  - cut: {every: 4 bars, from: [calm, yes]}
  - name: yes
    length: 12:30
    exposure: off
    layers:
      - {field: plasma, grid: 24, colours: [0b1026, 123456, 1e5555, Orange, "#fff"]}
      - {<<: *night, field: {rings: {count: "3 + 2*bass", width: [[0s, 0.02], [4s, 0.1]], glow: {keys: [[0, 0], [1, 1]], loop: yes}}}}
      - {field: sin(6*r - t), opacity: bass, gain: 0.5 + beat_decay}
      - {field: {formula: {value: x}}, lightness: [[0s, 0.2], [end, 0.9, out_cubic]]}
      - {field: {rings: }, hue: angle, glyphs: " .:"}
      - {field: plasma, font: Inter:bold, glyphs: {font: all}}
    shaders: [bloom, grain: , tint: {tone: custom, colour: f80}]
"""
with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
    file.write(TAKEN)
    file.flush()
    run = subprocess.run([glyphreel, "check", file.name], capture_output=True, text=True)
    check(run.returncode == 0, f"the loader does not take what this test says: {run.stderr}")
for loader in Core, yaml.SafeLoader:
    wrong = problem(validator, read(TAKEN, loader))
    check(not wrong, f"what the loader takes ({loader.__name__}): {wrong}")

LAYER = "scenes: [{length: 1s, layers: [{%s}]}]"
REFUSED = {
    "unknown top key": "titel: x",
    "x without a dash": "xanchors: {}",
    "unknown effect": LAYER % "field: plasmo",
    "unknown easing": LAYER % "field: plasma, opacity: [[0s, 1], [1s, 0, in_cubik]]",
    "two effects": LAYER % "field: {plasma: {}, rings: {}}",
    "unknown parameter": LAYER % "field: {rings: {cuont: 3}}",
    "too many": LAYER % "field: {rings: {count: 900}}",
    "not whole": LAYER % "field: {attractor: {points: 2.5}}",
    "unknown blend": LAYER % "field: plasma, blend: scren",
    "keyframes of one": LAYER % "field: plasma, opacity: [[0s]]",
    "keyframes of four": LAYER % "field: plasma, opacity: [[0s, 1, linear, linear]]",
    "no such glyphs of a font": LAYER % "field: plasma, glyphs: {font: asci}",
    "glyphs of two places": LAYER % "field: plasma, glyphs: {font: ascii, file: a.txt}",
    "loop alone": LAYER % "field: plasma, opacity: {loop: yes}",
    "no list": "scenes: {length: 1s}",
    "negative length": "scenes: [{length: -1}]",
    "unknown shader": "scenes: [{length: 1s, shaders: [{blom: {}}]}]",
    "unknown key of a style": "style: {layer: {opacitee: 1}}",
    "unknown key of a cut": "scenes: [{cut: {evry: 4 bars, from: a}}]",
    "a template that is none": "templates: {a: 3}",
    "a gradient without an end": "background: {from: red}",
}
for name, text in REFUSED.items():
    check(problem(validator, read(text, Core)), f"{name}: the schema takes {text}")

# Every example is one of what it stands beside, and every key has help.
count = 0
for place in shapes_with_examples(schema):
    parts = {key: value for key, value in place.items() if key != "examples"}
    inner = jsonschema.Draft7Validator({**parts, "definitions": schema["definitions"]})
    for example in place["examples"]:
        count += 1
        check(inner.is_valid(example), f"example {example!r} of: {place.get('description')}")
    check(place.get("description"), f"no description: {list(place)}")
check(count > 150, f"only {count} examples")
for name, definition in schema["definitions"].items():
    if "properties" in definition and not name.startswith("value."):
        check(definition["additionalProperties"] is False, f"{name} takes unknown keys")
        for key, value in definition["properties"].items():
            check(value.get("description") and (name.startswith("use.") or value.get("examples")),
                  f"{name}.{key} lacks help or an example")

print(f"{checks} checks, {len(failures)} failed")
for failure in failures[:20]:
    print("FAIL:", failure, file=sys.stderr)
sys.exit(1 if failures else 0)
