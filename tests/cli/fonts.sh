#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Fonts as a user meets them: what there is, what one is, and characters that none has.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

expect 0 "list fonts" "$glyphreel" list fonts
for line in '^builtin ' '^modern .*: JetBrains Mono' '^DejaVu Sans Mono +[0-9]+ faces, monospace' '^Inter .*variable' \
  '^Terminus .*bitmap'; do
  says out "$line" "list fonts"
done
expect 0 "describe font" "$glyphreel" describe font "DejaVu Sans Mono"
for line in '^font/DejaVu Sans Mono' 'units per em' 'spacing: monospace' 'embedding in documents: allowed' \
  'scripts: Latin [0-9]+' '^    ascii +100.0 %$' '^    runes +0.0 %  lacks '; do
  says out "$line" "describe font"
done
expect 0 "describe font/ of a stack, with a picture" "$glyphreel" describe font/typewriter -o "$work/specimen.png"
says out 'chain: Courier Prime, ' "describe font/ of a stack"
check "the specimen is there" test -s "$work/specimen.png"
expect 2 "the specimen exists" "$glyphreel" describe font/typewriter -o "$work/specimen.png"
expect 0 "describe of a bare family" "$glyphreel" describe Inter
says out 'wght \(Weight\): 100..900' "describe of a bare family"
expect 0 "describe of a file" "$glyphreel" describe "$tests/bad/fonts/denied.ttf"
says out 'embedding in documents: restricted licence' "describe of a file"
expect 0 "describe font --json" "$glyphreel" describe font builtin --json
check "describe font --json is whole" python3 -c "
import json; font = json.load(open('$work/out'))['font']
assert font['family'] == 'builtin' and font['monospace'] and font['scripts'] == {'Latin': 52}
assert {p['name']: p['per_cent'] for p in font['palettes']}['ascii'] == 100"
expect 4 "describe of a bad font" "$glyphreel" describe font "$tests/bad/fonts/symbol.ttf"
says err 'no Unicode character map' "describe of a bad font"
expect 4 "describe of no font" "$glyphreel" describe font "DejaVu Sans Mno"
says err "did you mean 'DejaVu Sans Mono'" "describe of no font"
expect 2 "a specimen of something else" "$glyphreel" describe plasma -o "$work/none.png"

# What no font has is an error with its place, for whoever draws; with --lenient it is left out.
printf 'scenes:\n  - length: 1s\n    layers:\n      - {field: plasma, glyphs: "ab\xee\x80\x80"}\n' >"$work/tofu.yaml"
for command in "check" "plan" "render -o hash:$work/tofu" "frame --at 0 -o $work/tofu.png" "sheet -o $work/tofu-sheet.png"; do
  # shellcheck disable=SC2086
  expect 4 "$command with tofu" "$glyphreel" $command "$work/tofu.yaml"
  check "$command tells where" grep -qhE \
    "tofu.yaml:4:36: scene 1, layer 1: glyphs: no font has U\+E000 \(block Private Use Area\)" "$work/out" "$work/err"
done
expect 0 "check --lenient" "$glyphreel" check "$work/tofu.yaml" --lenient
says out 'warning: .*U\+E000.*it is left out' "check --lenient"
expect 3 "check --lenient --strict" "$glyphreel" check "$work/tofu.yaml" --lenient --strict
expect 0 "check --lenient --resolved" "$glyphreel" check "$work/tofu.yaml" --lenient --resolved
says out 'glyphs: ab$' "check --lenient --resolved"
expect 0 "frame --lenient" "$glyphreel" frame "$work/tofu.yaml" --lenient -o "$work/tofu.png" --size 160x90
expect 0 "signals of a show with tofu" "$glyphreel" list signals "$work/tofu.yaml"
# A machine with no fonts at all: what would have them is named.
printf '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig></fontconfig>\n' >"$work/bare.conf"
printf 'scenes: [{length: 1s, layers: [{field: plasma, palette: runes}]}]\n' >"$work/runes.yaml"
expect 4 "no fonts at all" env FONTCONFIG_FILE="$work/bare.conf" "$glyphreel" check "$work/runes.yaml"
says out 'U\+16A0 .*RUNIC LETTER FEHU.*fonts-noto-core \(Noto Sans Runic\) may have it' "no fonts at all"
says out '16 more characters that no font has' "no fonts at all"
# A font file counts by its bytes, wherever the show lies, also that of a field of letters.
mkdir "$work/moved"
printf 'scenes: [{length: 1s, layers: [{field: {text: {text: A, font: ./own.ttf}}}, {field: {masked: {field: plasma, by: {text: {text: A, font: ./own.ttf}}}}}]}]\n' | tee "$work/own.yaml" >"$work/moved/own.yaml"
plan_hash() { "$glyphreel" plan "$1/own.yaml" --json | grep -m1 '"hash"'; }
serif=$(fc-match -f '%{file}' 'DejaVu Serif') sans=$(fc-match -f '%{file}' 'DejaVu Sans')
cp "$sans" "$work/own.ttf"
cp "$sans" "$work/moved/own.ttf"
check "a moved font" test "$(plan_hash "$work")" = "$(plan_hash "$work/moved")"
cp "$serif" "$work/moved/own.ttf"
check "another font" test "$(plan_hash "$work")" != "$(plan_hash "$work/moved")"
# A font of 100 MB that is none is refused at once.
truncate -s 100M "$work/huge.ttf"
printf 'scenes: [{length: 1s, layers: [{field: plasma, font: huge.ttf}]}]\n' >"$work/huge.yaml"
expect 4 "a huge file that is no font" timeout 120 "$glyphreel" check "$work/huge.yaml"
says out 'huge.yaml:1:54: .*not a font that FreeType reads' "a huge file that is no font"
printf 'scenes: [{length: 1s, layers: [{field: plasma, font: %s}]}]\n' "$tests/bad/fonts/denied.ttf" >"$work/denied.yaml"
expect 0 "a font that denies embedding" "$glyphreel" frame -v "$work/denied.yaml" -o "$work/denied.png" --size 160x90
check "it is told once" test "$(grep -c 'does not allow to be embedded' "$work/err")" = 1
finish
