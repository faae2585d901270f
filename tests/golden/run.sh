#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Golden frames: one checksum per frame of small shows, compared with the text files beside them.
# With --regenerate they are written anew. Either way, a picture of every frame that differs goes
# to the last folder.
#   run.sh [--regenerate] GLYPHREEL GOLDEN-FOLDER PICTURES-FOLDER
set -euo pipefail
regenerate=no
if [ "$1" = --regenerate ]; then regenerate=yes; shift; fi
glyphreel=$1 golden=$2 pictures=$3
work=$(mktemp -d)
export GLYPHREEL_CACHE= # every frame is made anew
trap 'rm -rf "$work"' EXIT
failed=0

for show in "$golden"/*.yaml; do
  name=$(basename "$show" .yaml)
  "$glyphreel" render "$show" -o "hash:$work/$name.txt" --quiet >/dev/null
  if [ ! -f "$golden/$name.txt" ] && [ $regenerate = no ]; then
    echo "$name: no golden file $name.txt" >&2
    failed=1
    continue
  fi
  [ -f "$golden/$name.txt" ] && cmp -s "$golden/$name.txt" "$work/$name.txt" && { echo "$name: same"; continue; }
  mkdir -p "$pictures"
  changed=0
  while read -r number time sum; do
    if [ -f "$golden/$name.txt" ] && grep -qx "$number $time $sum" "$golden/$name.txt"; then continue; fi
    changed=$((changed + 1))
    [ $changed -gt 6 ] && continue
    "$glyphreel" frame "$show" --at "${number}f" -o "$pictures/$name-$number.png" -y --quiet >/dev/null
  done <"$work/$name.txt"
  echo "$name: $changed frames differ; pictures in $pictures"
  if [ $regenerate = yes ]; then cp "$work/$name.txt" "$golden/$name.txt"; else failed=1; fi
done
exit $failed
