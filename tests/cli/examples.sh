#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The shows that come with the program: each is without a warning, and the examples render, and
# move; one show is another for each song's file.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
scenes=$(dirname "$tests")/scenes
examples=$scenes/examples

example() { # example NAME SHOW [OPTION...]: four tiny frames, their checksums in $work/NAME
  local name=$1 show=$2 size=160x90
  shift 2
  grep -q '^size: 1080x1920' "$show" && size=90x160
  expect 0 "$name" "$glyphreel" render "$show" -o "hash:$work/$name" --size "$size" --from 6.5s \
    --to "6.5s + 4f" "$@"
  sed -i 's/.* //' "$work/$name" # the checksum alone
  check "$name moves" test "$(sort -u "$work/$name" | wc -l)" = 4
}

while read -r show; do
  expect 0 "${show#"$scenes"/} is without a warning" "$glyphreel" check --strict "$show"
done < <(find "$scenes" -name '*.yaml' -not -path '*/songs/*' -not -path '*/looks/*' | sort)

shows=0
for show in "$examples"/*.yaml; do
  example "$(basename "$show" .yaml)" "$show"
  shows=$((shows + 1))
done
check "fourteen examples" test "$shows" = 14

for song in "$examples"/songs/*.yaml; do
  name=$(basename "$song" .yaml)
  expect 0 "$name is without a warning" "$glyphreel" check --strict "$examples/three_songs.yaml" --vars "$song"
  example "$name" "$examples/three_songs.yaml" --vars "$song"
done
check "the show has the first song's values" cmp -s "$work/three_songs" "$work/slow_tide"
check "each song looks different" test "$(cat "$work"/{slow_tide,night_drive,lanterns} | sort -u | wc -l)" = 12
finish
