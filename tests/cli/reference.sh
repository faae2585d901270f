#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What `describe` shows: examples that load, and the reference, which is no older than the tables.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

check "every example loads" python3 "$here/examples.py" "$glyphreel" "$work"
expect 0 "describe --markdown" "$glyphreel" describe --markdown
check "docs/scene-reference.md is stale: tools/dev docs writes it anew" \
  diff -u "$tests/../docs/scene-reference.md" "$work/out"
while read -r name _; do
  check "the reference has the effect $name" grep -qx "### $name" "$work/out"
done < <("$glyphreel" list effects; "$glyphreel" list shaders)
for word in $("$glyphreel" list palettes | cut -d ' ' -f 1); do
  check "the reference has the palette $word" grep -q "^| \`$word\` |" "$work/out"
done

# The show at its beginning is one.
sed -n '/^```yaml$/,/^```$/p;/^## /q' "$work/out" | sed '/^```/d;/^## /d' >"$work/first.yaml"
expect 0 "the reference's first show" "$glyphreel" check "$work/first.yaml"
expect 2 "describe --markdown of one" "$glyphreel" describe --markdown rings
expect 2 "describe without a name" "$glyphreel" describe
says err 'a name is needed' "describe without a name"
expect 0 "describe shows an example" "$glyphreel" describe effect/rings
says out '      field: \{rings: \{count: ' "describe shows an example"
expect 0 "describe of a part" "$glyphreel" describe part/scene
says out 'layers: list of layers, texts, pictures or named layers, default required' "describe of a part"
finish
