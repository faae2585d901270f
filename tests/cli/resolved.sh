#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A resolved show renders to the frames of the show that it was made from.
# shellcheck source=tests/cli/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

hashes() { "$glyphreel" render "$1" -o "hash:$2" --size 64x36 -q draft -y "${@:3}" >"$work/log" 2>&1; }

# same NAME SHOW OPTION...: with the options of a load behind
same() {
  local name=$1 show=$2
  shift 2
  expect 0 "$name: resolved" "$glyphreel" check "$show" --resolved "$@"
  cp "$work/out" "$work/away/resolved.yaml"
  expect 0 "$name: resolved again" "$glyphreel" check "$work/away/resolved.yaml" --resolved
  check "$name: resolved again is the same text" cmp -s "$work/out" "$work/away/resolved.yaml"
  check "$name: renders" hashes "$show" "$work/one" "$@"
  check "$name: renders resolved" hashes "$work/away/resolved.yaml" "$work/two"
  check "$name: there are frames" test "$(wc -l <"$work/one")" -gt 20
  check "$name: the frames are the same" cmp -s "$work/one" "$work/two"
}

mkdir "$work/away" "$work/song"
tiny_show "$work/tiny.yaml"
same "tiny" "$work/tiny.yaml"

python3 - "$work/song/tune.wav" <<'EOF' || fail "a tune"
import math, struct, sys, wave
rate, seconds = 8000, 6
with wave.open(sys.argv[1], "wb") as out:
    out.setparams((1, 2, rate, 0, "NONE", ""))
    beat = lambda t: math.exp(-20 * (t % 0.5)) * math.sin(2 * math.pi * 60 * t)
    out.writeframes(b"".join(struct.pack("<h", int(20000 * beat(i / rate))) for i in range(rate * seconds)))
EOF
cat >"$work/song/show.yaml" <<'EOF'
include: look.yaml
audio: tune.wav
vars: {speed: 1, loud: 2*bass}
templates:
  calm: {layers: [stars]}
  wild: {extends: calm, layers: [{name: stars, opacity: 0.3 + 0.5*p}], transition: {wipe: {length: 1/2 beat}}}
scenes:
  - name: intro
    length: 2 beats
    background: [[0s, '000010'], [1 beat, 402000, out_sine]]
    layers: [stars, {name: rain, field: rain_code, grid: xxl, blend: screen, opacity: random(3)}]
    feedback: {decay: 0.7 + 0.2*p}
    shaders: glow
  - cut: {every: 1 beat, from: [calm, wild], until: end}
EOF
cat >"$work/song/look.yaml" <<'EOF'
fonts: builtin
fps: 24
layers:
  stars: {grid: xl, field: {plasma: {speed: $speed}}, gain: 0.4 + loud, hue: {by: angle, base: [[0s, 0], [1 bar, 1]]}}
chains: {glow: [vignette, {bloom: {strength: [[0s, 0], [end, 1, out_cubic]]}}]}
EOF
same "a song" "$work/song/show.yaml"
says out "file: $work/song/tune.wav" "files are named by their whole paths"
says out 'loud: 2\*bass' "vars of expressions are kept"
check "vars of values are not" sh -c "! grep -q '^  speed: ' '$work/out'"
echo '{"speed": 4}' >"$work/song/fast.json"
same "a song with options" "$work/song/show.yaml" --vars "$work/song/fast.json" --set scenes.intro.gain=0.8 --set size=80x44
says out '^size: 80x44' "--set is in it"
same "another song" "$work/song/show.yaml" --audio "$work/song/tune.wav"

# Bars that the whole of a long song decides: a resolved show hears as much of it.
python3 - "$work/song/long.wav" <<'EOF' || fail "a long tune"
import math, struct, sys, wave
rate = 8000
def bar(period):
    beat = lambda t: math.exp(-20 * (t % period)) * math.sin(2 * math.pi * 60 * t)
    return b"".join(struct.pack("<h", int(20000 * beat(i / rate))) for i in range(int(4 * period * rate)))
with wave.open(sys.argv[1], "wb") as out:
    out.setparams((1, 2, rate, 0, "NONE", ""))
    out.writeframes(bar(0.5) * 250 + bar(0.47) * 150)
EOF
cat >"$work/song/long.yaml" <<'EOF'
audio: long.wav
fonts: builtin
scenes: [{length: 2 bars, layers: [{grid: xl, field: plasma, opacity: 0.5 + 0.5*bass, gain: 0.5 + beat_phase}]}]
EOF
same "a long song" "$work/song/long.yaml"
says out '^length: [0-9.]+s \+ 0 beats' "a long song"
sed 's/ + 0 beats.*//' "$work/away/resolved.yaml" >"$work/away/short.yaml"
check "a long song, less of it heard: renders" hashes "$work/away/short.yaml" "$work/two"
check "a long song: what is heard matters" sh -c "! cmp -s '$work/one' '$work/two'"

# What is wrong goes to stderr, with the exit codes of `check`.
echo 'scenes: [{length: 1s, layers: [{field: plasma, opacity: 0}]}]' >"$work/warns.yaml"
expect 0 "a warning" "$glyphreel" check "$work/warns.yaml" --resolved
says err 'opacity: 0 shows nothing' "a warning"
says out '^scenes:' "a warning"
expect 3 "a warning --strict" "$glyphreel" check "$work/warns.yaml" --resolved --strict
says err 'opacity: 0 shows nothing' "a warning --strict"
check "nothing is printed then" test ! -s "$work/out"
echo 'scenes: [{length: 1s, layers: [{field: plasm}]}]' >"$work/wrong.yaml"
expect 3 "a mistake" "$glyphreel" check "$work/wrong.yaml" --resolved
says err "did you mean 'plasma'" "a mistake"
check "nothing is printed of it" test ! -s "$work/out"
expect 4 "nothing there" "$glyphreel" check "$work/none.yaml" --resolved
expect 2 "--resolved --json" "$glyphreel" check "$work/tiny.yaml" --resolved --json
finish
