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
for command in render frame sheet check plan list describe info bench; do
  expect 0 "$command --help" "$glyphreel" "$command" --help
  says out 'examples:' "$command --help"
done
expect 2 "unknown option" "$glyphreel" list --jsn
says err 'did you mean --json' "unknown option"
expect 2 "bad number" "$glyphreel" bench --frames many
expect 2 "number out of range" "$glyphreel" bench --rounds 0
expect 2 "value missing" "$glyphreel" render "$work/tiny.yaml" -o
expect 2 "too many arguments" "$glyphreel" check a b
expect 2 "level unknown" "$glyphreel" list --cpu mmx

for kind in effects shaders palettes blends grids profiles aspects hues colours signals functions variables easings parts commands; do
  expect 0 "list $kind" "$glyphreel" list "$kind"
  check "list $kind is not empty" test -s "$work/out"
  expect 0 "list $kind --json" "$glyphreel" list "$kind" --json
  check "list $kind --json is JSON" python3 -m json.tool "$work/out" /dev/null
done
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
expect 2 "describe nothing" "$glyphreel" describe plasmaa
says err "did you mean 'plasma'" "describe nothing"

expect 0 "info" "$glyphreel" info
says out 'libx264' "info"
expect 0 "info --json" "$glyphreel" info --json
check "info --json is JSON" python3 -m json.tool "$work/out" /dev/null

expect 0 "check" "$glyphreel" check "$work/tiny.yaml"
says out '3 scenes, 2.500 s' "check"
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
expect 2 "sheet of no scene" "$glyphreel" sheet "$work/tiny.yaml" -o "$work/s2.png" --only nope

# We allocate nothing for a frame; what the encoder does is told apart. (Sanitizers are not counted.)
expect 0 "bench" "$glyphreel" bench w1 --size 320x180 --frames 8 --rounds 1
says out '0\.00 allocations of ours a frame, [0-9.]+ of libraries' "bench"
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
