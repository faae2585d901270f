#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What was heard is kept, and nothing but the time depends on it.
. "$(dirname "$0")/lib.sh"
cd "$work" || exit 1
cat >show.yaml <<'YAML'
audio: {synth: {bpm: 120, bars: 3}}
scenes: [{length: 2s, layers: [{field: rings}]}]
YAML
ffmpeg -v error -f lavfi -i "aevalsrc='sin(440*2*PI*t)*exp(-8*mod(t,0.5))':d=8" -ar 48000 song.wav

entries() { "$glyphreel" info --json | sed -n "s/.*\"entries\": \([0-9]*\).*/\1/p"; }

expect 0 "info before" "$glyphreel" info
says out "cache .*$GLYPHREEL_CACHE \(0 entries" "info before"
expect 0 "hashes" "$glyphreel" render show.yaml -o hash:first.txt --audio song.wav
check "something is kept" test "$(entries)" -gt 0
check "the folder is where it was said" test -d "$GLYPHREEL_CACHE"
expect 0 "hashes again" "$glyphreel" render show.yaml -o hash:second.txt --audio song.wav
expect 0 "hashes without" "$glyphreel" render show.yaml -o hash:third.txt --audio song.wav --no-cache
check "the same frames from the cache" cmp first.txt second.txt
check "the same frames without it" cmp first.txt third.txt

for entry in "$GLYPHREEL_CACHE"/*; do printf 'x' | dd of="$entry" bs=1 seek=60 conv=notrunc status=none; done
expect 0 "hashes with damage" "$glyphreel" render show.yaml -o hash:fourth.txt --audio song.wav
says err "is damaged; it is made again" "damage is told"
check "the same frames with damage" cmp first.txt fourth.txt

expect 0 "new" "$glyphreel" new song.wav
cp out new.yaml
expect 0 "new without" "$glyphreel" new song.wav --no-cache
check "the same show without the cache" cmp new.yaml out

before=$(entries)
expect 0 "clean" "$glyphreel" clean-cache
says out "$before entr(y|ies) removed" "clean"
check "nothing is left" test ! -e "$GLYPHREEL_CACHE"
expect 0 "clean again" "$glyphreel" clean-cache
says out "0 entries removed" "clean again"

expect 0 "not kept" "$glyphreel" plan show.yaml --no-cache
check "--no-cache keeps nothing" test ! -e "$GLYPHREEL_CACHE"
expect 0 "no cache at all" env GLYPHREEL_CACHE= "$glyphreel" render show.yaml -o hash:fifth.txt --audio song.wav
check "the same frames" cmp first.txt fifth.txt
expect 0 "info of none" env GLYPHREEL_CACHE= "$glyphreel" info
says out "cache  *none" "info of none"
expect 0 "clean none" env GLYPHREEL_CACHE= "$glyphreel" clean-cache
says out "there is no cache" "clean none"
expect 0 "below XDG_CACHE_HOME" env -u GLYPHREEL_CACHE XDG_CACHE_HOME="$work/xdg" "$glyphreel" plan show.yaml
check "entries are there" test -d xdg/glyphreel
touch file
expect 0 "a folder that cannot be" env GLYPHREEL_CACHE="$work/file/x" "$glyphreel" plan show.yaml
finish
