#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Every command as a user types it: results, messages, exit codes.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
tiny_show "$work/tiny.yaml"

expect 0 "help" "$glyphreel" --help
says out 'commands:' "help"
expect 2 "no command" "$glyphreel"
expect 2 "unknown command" "$glyphreel" rendre
says err "did you mean 'render'" "unknown command"
expect 0 "version" "$glyphreel" --version
says out '^glyphreel [0-9]' "version"
for command in render frame sheet check new plan list describe info bench schema completion; do
  expect 0 "$command --help" "$glyphreel" "$command" --help
  says out 'examples:' "$command --help"
done
expect 2 "unknown option" "$glyphreel" list --jsn
says err 'did you mean --json' "unknown option"
expect 4 "a show that is mistyped" "$glyphreel" check "$work/tniy.yaml"
says out "tniy.yaml: No such file or directory; did you mean 'tiny.yaml'" "a show that is mistyped"
for typed in tiny.yml tiny tiny.mp4; do
  expect 4 "$typed for a show" "$glyphreel" check "$work/$typed"
  says out "did you mean '(.*/)?tiny.yaml'" "$typed for a show"
done
mkdir "$work/shows" && cp "$work/tiny.yaml" "$work/shows"
expect 4 "a folder that is mistyped" "$glyphreel" check "$work/shwos/tiny.yaml"
says out "did you mean '.*/shows/tiny.yaml'" "a folder that is mistyped"
expect 2 "new of what" "$glyphreel" new
says err '^glyphreel: new what\? usage: glyphreel new SONG' "new of what"
expect 2 "an option of other programs" "$glyphreel" render "$work/tiny.yaml" -o "$work/x.mp4" -t 20
says err 'unknown option -t; here it is --to TIME' "an option of other programs"
expect 2 "an option that list has not" "$glyphreel" list --duration 20
says err 'unknown option --duration \(--help lists them\)' "an option that list has not"
expect 2 "bad number" "$glyphreel" bench --frames many
expect 2 "number out of range" "$glyphreel" bench --rounds 0
expect 2 "value missing" "$glyphreel" render "$work/tiny.yaml" -o
expect 2 "too many arguments" "$glyphreel" check a b
expect 2 "level unknown" "$glyphreel" list --cpu mmx

for kind in $("$glyphreel" list | cut -d " " -f 1); do
  expect 0 "list $kind" "$glyphreel" list "$kind"
  check "list $kind is not empty" test -s "$work/out"
  expect 0 "list $kind --json" "$glyphreel" list "$kind" --json
  check "list $kind --json is JSON" python3 -m json.tool "$work/out" /dev/null
done

# The signals of a show at a moment: built-in ones, counts and its own.
cat >"$work/own.yaml" <<'EOF'
audio: {synth: {bpm: 120, bars: 4}}
signals:
  kick: {from: "band(40, 120)", release: 120ms}
  flash: {from: beat, threshold: 0.5, decay: 400ms}
  duck: 1 - kick
scenes:
  - {name: calm, length: 2 bars, layers: [{field: plasma, opacity: duck}]}
  - {name: wild, length: 2 bars, layers: [{field: r*kick}]}
EOF
expect 0 "signals of a show" "$glyphreel" list signals "$work/own.yaml" --at "bar 3 + 100ms"
says out "^4.100 s, scene 'wild'" "signals of a show"
for line in 't +0\.1' 'p +0\.025' 'T +4\.1' 'frame +98' 'beat_count +8' 'bar_count +2' 'section +[0-9]' \
  'tempo +120' 'bass +[0-9.]+' 'beat_phase +0\.[12]' 'kick +[0-9.]+' 'flash +0\.7' 'duck +[0-9.]+'; do
  says out "^$line" "signals of a show"
done
expect 0 "signals as JSON" "$glyphreel" list signals "$work/own.yaml" --json --at "end - 1f"
check "signals as JSON: whole" python3 -c "
import json; d = json.load(open('$work/out'))
assert d['version'] == 1 and d['scene'] == 'wild' and abs(d['time_s'] - (8 - 1 / 24)) < 1e-6
assert list(d['own']) == ['kick', 'flash', 'duck'] and len(d['signals']) == 31 and 'kick' not in d['signals']
assert abs(d['own']['duck'] + d['own']['kick'] - 1) < 1e-6 and d['counts']['tempo'] == 120"
expect 0 "signals with a value set" "$glyphreel" list signals "$work/own.yaml" --at 0.5s --set signals.kick.max=0.25
says out '^duck +0\.75' "signals with a value set"
expect 2 "signals past the end" "$glyphreel" list signals "$work/own.yaml" --at 8s
expect 2 "signals at nonsense" "$glyphreel" list signals "$work/own.yaml" --at soon
expect 2 "signals of no show" "$glyphreel" list signals --at 1s
expect 2 "effects of a show" "$glyphreel" list effects "$work/own.yaml"
expect 4 "signals of a missing show" "$glyphreel" list signals "$work/none.yaml"
expect 2 "list of nothing" "$glyphreel" list efects
says err "did you mean 'effects'" "list of nothing"

"$glyphreel" list effects >"$work/effects"
while read -r name _; do
  expect 0 "describe effect/$name" "$glyphreel" describe "effect/$name"
  says out 'default' "describe effect/$name"
done <"$work/effects"
"$glyphreel" list shaders >"$work/shaders"
while read -r name _; do expect 0 "describe $name" "$glyphreel" describe "shader/$name"; done <"$work/shaders"
expect 0 "describe --json" "$glyphreel" describe plasma --json
check "describe --json is JSON" python3 -m json.tool "$work/out" /dev/null
check "an ambiguous name lists all" test "$(python3 -c "
import json; print(len(json.load(open('$work/out'))['entries']))")" -ge 2
expect 0 "describe choices" "$glyphreel" describe shader/tint
says out '^        ice: pale blue' "describe choices"
expect 0 "describe choices as JSON" "$glyphreel" describe shader/tint --json
check "choices have their meanings" python3 -c "
import json, sys
tone = json.load(open(sys.argv[1]))['entries'][0]['params'][0]
sys.exit(tone['choice_help'][tone['choices'].index('ice')] != 'pale blue')" "$work/out"
expect 2 "describe nothing" "$glyphreel" describe plasmaa
says err "did you mean 'plasma'" "describe nothing"

expect 0 "info" "$glyphreel" info
says out 'libx264' "info"
expect 0 "info --json" "$glyphreel" info --json
check "info --json is JSON" python3 -m json.tool "$work/out" /dev/null

expect 4 "check --json" "$glyphreel" check "$work/tiny.yaml" --set audio=gone.ogg --json
check "check --json says of each what and where" python3 -c "
import json
problem, = json.load(open('$work/out'))['problems']
message = problem.pop('message')
assert problem == {'kind': 'error', 'code': 4, 'file': '--set audio=gone.ogg', 'line': 1, 'column': 7}, problem
assert 'No such file' in message"
expect 0 "check" "$glyphreel" check "$work/tiny.yaml"
says out '3 scenes, 2.500 s' "check"
# One show, other values: --set and --vars, the same for every command that loads a show.
cat >"$work/song.yaml" <<EOF2
include: tiny.yaml
title: \$name
vars: {name: none}
EOF2
echo '{"name": "night", "other": 1}' >"$work/vars.json"
expect 0 "check --set" "$glyphreel" check "$work/song.yaml" --set scenes.one.length=2s --set=scenes[1].gain=0.5
says out '3 scenes, 3.500 s' "check --set"
expect 0 "check --vars" "$glyphreel" check "$work/song.yaml" --vars "$work/vars.json"
says out "vars.json:1:19: warning: the show has no var 'other'" "check --vars"
expect 3 "check --vars --strict" "$glyphreel" check "$work/song.yaml" --vars "$work/vars.json" --strict
expect 4 "--vars of nothing" "$glyphreel" check "$work/song.yaml" --vars "$work/none.json"
expect 2 "--set leads nowhere" "$glyphreel" check "$work/song.yaml" --set scenes.oen.length=2s
says out "^--set scenes.oen.length=2s: nothing is named 'oen' here; did you mean 'one'" "--set leads nowhere"
expect 3 "--set of a bad value" "$glyphreel" check "$work/song.yaml" --set scenes.one.length=soon
says out "^--set scenes.one.length=soon: scene 'one': length: 'soon' is not a time" "--set of a bad value"
says out '^      \|                   \^$' "--set of a bad value: caret"
for command in "plan" "render -o hash:$work/set" "frame --at 0 -o $work/set.png" "sheet -o $work/set-sheet.png"; do
  # shellcheck disable=SC2086
  expect 2 "$command --set" "$glyphreel" $command "$work/song.yaml" --set fsp=12 --vars "$work/vars.json"
  says err "'fsp' is no key of a show; did you mean 'fps'" "$command --set"
done
expect 2 "bench --set" "$glyphreel" bench w1 --set fsp=12
expect 0 "frame as it is" "$glyphreel" frame "$work/tiny.yaml" --at 1.2s -o "$work/as-is.png"
expect 0 "frame --set" "$glyphreel" frame "$work/song.yaml" --at 1.2s --set scenes.two.layers[0].hue=0.7 -o "$work/as-set.png"
check "--set changes the picture" sh -c "! cmp -s '$work/as-is.png' '$work/as-set.png'"
expect 2 "an included file is not overwritten" "$glyphreel" render "$work/song.yaml" -y -o "hash:$work/tiny.yaml"
says err "is one of the show's files" "an included file is not overwritten"
expect 4 "check of nothing" "$glyphreel" check "$work/none.yaml"
expect 0 "plan" "$glyphreel" plan "$work/tiny.yaml"
expect 0 "plan --json" "$glyphreel" plan "$work/tiny.yaml" --json -q draft
check "plan --json is JSON" python3 -m json.tool "$work/out" /dev/null
says out '"fps"' "plan --json"

expect 0 "frame" "$glyphreel" frame "$work/tiny.yaml" --at 1.5s -o "$work/f.png"
says out 'mean brightness [0-9.]+, maximum [0-9]+' "frame"
check "frame wrote a PNG" sh -c "file -b '$work/f.png' 2>/dev/null | grep -q 'PNG' || head -c 4 '$work/f.png' | grep -q PNG"
expect 2 "frame exists" "$glyphreel" frame "$work/tiny.yaml" --at 1.5s -o "$work/f.png"
expect 0 "frame -y" "$glyphreel" frame "$work/tiny.yaml" --at 36f -o "$work/f.png" -y
expect 2 "frame past the end" "$glyphreel" frame "$work/tiny.yaml" --at 9s -o "$work/g.png"
expect 2 "frame at nonsense" "$glyphreel" frame "$work/tiny.yaml" --at soon -o "$work/g.png"
expect 2 "no such picture format" "$glyphreel" frame "$work/tiny.yaml" -o "$work/g.bmpx"
expect 0 "odd sizes for stills" "$glyphreel" frame "$work/tiny.yaml" --size 101x57 -o "$work/odd.jpg"
expect 0 "sheet" "$glyphreel" sheet "$work/tiny.yaml" -o "$work/sheet.png" -n 6 --columns 3 --thumb 160
check "sheet is there" test -s "$work/sheet.png"
expect 0 "sheet of a part" "$glyphreel" sheet "$work/tiny.yaml" -o "$work/part.png" -n 2 --thumb 160 --from 6f --to 18f --fps 24
says out '^ +0\.375 s' "the first of its frames"
says out '^ +0\.625 s' "the last of its frames"
expect 2 "sheet of nothing" "$glyphreel" sheet "$work/tiny.yaml" -o "$work/s2.png" --from 1s --to 12f
says err '^glyphreel: --from 1s is not before --to 12f' "sheet of nothing"
expect 2 "sheet of no scene" "$glyphreel" sheet "$work/tiny.yaml" -o "$work/s2.png" --only nope

# We allocate nothing for a frame; what the encoder does is told apart. (Sanitizers are not counted.)
expect 0 "bench" "$glyphreel" bench w1 --size 320x180 --frames 8 --rounds 1
says out '0\.00 allocations of ours a frame, [0-9.]+ of libraries' "bench"
# Help, completion and what is measured come from one table.
expect 0 "bench --help" "$glyphreel" bench --help
workloads=$(sed -nE '/^arguments/,/^$/s/^[* ] ([a-z0-9]+) .*/\1/p' "$work/out" | tr '\n' ' ')
check "bench --help lists its workloads" test "$workloads" = \
  "w1 w2 w3 w4 w5 w6 text ticker formula parameters effects shaders blends feedback hearing workers "
check "completion knows them" grep -qF "bench) _glyphreel_words '${workloads% }'" <("$glyphreel" completion bash)
expect 2 "bench of no workload" "$glyphreel" bench w1 wokers
says err "unknown workload 'wokers'; did you mean 'workers'" "bench of no workload"
expect 0 "bench formula" "$glyphreel" bench formula parameters --rounds 1 --json
check "bench measures what was named, in that order" python3 -c "
import json
told = json.load(open('$work/out'))['workloads']
assert [w['name'] for w in told] == ['formula', 'parameters']
assert told[0]['million_operations_per_s'] > 0 and told[1]['us_per_frame'] > 0"
expect 0 "bench effects" "$glyphreel" bench effects --rounds 1 --json
cp "$work/out" "$work/costs"
check "bench effects measures every effect" python3 -c "
import json
costs = {e['name']: e for e in json.load(open('$work/costs'))['workloads'][0]['effects']}
names = '$("$glyphreel" list effects | cut -d' ' -f1 | tr '\n' ' ')'.split()
assert sorted(costs) == sorted(names) and all(c['md_ms'] > 0 and c['ns_per_cell'] > 0 for c in costs.values())"
expect 0 "bench shaders" "$glyphreel" bench shaders --rounds 1 --frames 8 --json
cp "$work/out" "$work/costs"
check "bench shaders measures every shader and the chain" python3 -c "
import json
told = json.load(open('$work/costs'))['workloads'][0]
costs = {s['name']: s for s in told['shaders']}
names = '$("$glyphreel" list shaders | cut -d' ' -f1 | tr '\n' ' ')'.split()
assert sorted(costs) == sorted(names) and told['chain_ms'] > 0 and told['copy_bytes_per_s'] > 0
assert all(c['ms'] > 0 and c['class'] in ('point', 'rows', 'gather') for c in costs.values())"
expect 0 "bench blends" "$glyphreel" bench blends --rounds 1 --json
cp "$work/out" "$work/costs"
check "bench blends measures every mode in both lights" python3 -c "
import json
told = json.load(open('$work/costs'))['workloads'][0]
costs = {(b['name'], b['light']): b for b in told['blends']}
names = '$("$glyphreel" list blends | cut -d' ' -f1 | tr '\n' ' ')'.split()
assert sorted(costs) == sorted((name, light) for name in names for light in ('srgb', 'linear'))
assert told['copy_bytes_per_s'] > 0 and all(c['ms'] > 0 and c['strokes_ms'] > 0 for c in costs.values())"
expect 0 "bench feedback" "$glyphreel" bench feedback --rounds 1 --json
cp "$work/out" "$work/costs"
check "bench feedback measures every preset" python3 -c "
import json
told = json.load(open('$work/costs'))['workloads'][0]['movements']
names = [m['name'] for m in told]
assert names[-6:] == ['tunnel', 'rainbow', 'ghost', 'mandala', 'evolve', 'haze'] and len(names) > 12
assert all(m['ms'] > 0 for m in told)"
expect 0 "bench --json" "$glyphreel" bench w1 --size 320x180 --frames 8 --rounds 1 --json
if ! grep -qE '__(asan|tsan)_init' "$glyphreel"; then
  check "bench --json counts allocations" python3 -c "
import json, sys; w = json.load(open('$work/out'))['workloads'][0]
sys.exit(w['allocations_per_frame'] != 0 or not 1 <= w['library_allocations_per_frame'] <= 40)"
fi

# A closed or full standard output is an error, not silence.
expect 1 "stdout closed" sh -c "'$glyphreel' list effects >&-"
if [ -w /dev/full ]; then expect 7 "stdout full" sh -c "'$glyphreel' list effects >/dev/full"; fi
finish
