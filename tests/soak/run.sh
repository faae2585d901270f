#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Long and rough: workers and masters killed at random moments again and again, a disk that fills up
# and has room again, a show of hundreds of segments. Every render must end in the same bytes.
#   run.sh GLYPHREEL [KILLS]    (200 kills by default; the disk is full a tenth as often)
source "$(dirname "${BASH_SOURCE[0]}")/../cli/lib.sh"
export GLYPHREEL_CACHE= # each life begins from nothing
kills=${2:-200}
trap 'umount "$work/small" 2>/dev/null; rm -rf --one-file-system "$work" "$work.cache"' EXIT
longer_show "$work/long.yaml" 30
"$glyphreel" render "$work/long.yaml" -o "$work/calm.mp4" --quiet >/dev/null || fail "the calm render"
a_moment() { sleep "0.$((RANDOM % 9 + 1))"; }
begin() { # begin ARGUMENT...: a render in the background, which SIGINT stops as it would in a shell
  env --default-signal=INT "$glyphreel" render --quiet "$@" >"$work/out" 2>"$work/err" &
  master=$!
}

killed=0 round=0
while [ $killed -lt "$kills" ]; do
  round=$((round + 1))
  rm -f "$work/rough.mp4"
  for attempt in $(seq 60); do
    begin "$work/long.yaml" -o "$work/rough.mp4" -j $((1 + round % 3))
    # Three lives of the master: its workers are shot now and then, then it is.
    for shot in 1 2; do
      a_moment
      victim=$(pgrep -P $master | shuf -n 1)
      [ -n "$victim" ] && kill -KILL "$victim" 2>/dev/null && killed=$((killed + 1))
    done
    if [ "$attempt" -lt 4 ]; then
      a_moment
      kill -$(shuf -n 1 -e KILL TERM INT) $master 2>/dev/null && killed=$((killed + 1))
    fi
    wait $master 2>/dev/null && break
  done
  check "round $round: the same file" cmp -s "$work/calm.mp4" "$work/rough.mp4"
  check "round $round: no work folder stays" test ! -e "$work/.rough.mp4.glyphreel"
done
echo "$killed processes killed in $round rounds"

# Whoever finds no room left says so, and leaves to the next life what is done.
full=0 round=0
mkdir "$work/small"
if mount -t tmpfs -o size=64m tmpfs "$work/small" 2>/dev/null; then
  while [ $full -lt $((kills / 10)) ] && [ $round -lt "$kills" ]; do
    round=$((round + 1))
    rm -f "$work/small/rough.mp4"
    for attempt in 1 2 3 4 5; do
      begin "$work/long.yaml" -o "$work/small/rough.mp4" -j $((1 + round % 3))
      a_moment
      [ "$attempt" -eq 5 ] || head -c 64m /dev/zero >"$work/small/filler" 2>/dev/null
      wait $master
      code=$?
      rm -f "$work/small/filler"
      [ $code -eq 0 ] && break
      full=$((full + 1))
      check "round $round, a full disk: exit 7, not $code" test $code -eq 7
      says err 'No space left|are free' "round $round, a full disk"
      check "round $round, a full disk: no target" test ! -e "$work/small/rough.mp4"
    done
    check "round $round, with room again: the same file" cmp -s "$work/calm.mp4" "$work/small/rough.mp4"
    check "round $round, with room again: no work folder stays" test ! -e "$work/small/.rough.mp4.glyphreel"
  done
  echo "the disk was full $full times in $round rounds"
else
  skip "no right to mount"
fi

# Hundreds of segments, whoever draws them, and in several lives.
{
  printf 'size: 64x36\nfps: 24\nfonts: builtin\naudio: {tempo: 120}\nscenes:\n'
  for scene in $(seq 60); do
    echo "  - {name: s$scene, length: $((scene % 7 + 7))s, layers: [{grid: xl, field: plasma, palette: classic}]}"
  done
} >"$work/many.yaml"
"$glyphreel" render "$work/many.yaml" -o "$work/many.mp4" --quiet -j 1 >/dev/null || fail "many segments"
segments=$("$glyphreel" plan "$work/many.yaml" --json | python3 -c 'import json, sys; print(len(json.load(sys.stdin)["segments"]))')
check "many segments: $segments" test "$segments" -gt 200
for life in $(seq 20); do
  begin "$work/many.yaml" -o "$work/again.mp4" -j 3
  if [ "$life" -lt 8 ]; then
    a_moment
    kill -$(shuf -n 1 -e KILL TERM INT) $master 2>/dev/null
  fi
  wait $master 2>/dev/null && break
done
check "many segments in $life lives: the same file" cmp -s "$work/many.mp4" "$work/again.mp4"
echo "$segments segments in $life lives"

# The pattern does not match the process that looks for it.
check "no worker is left" sh -c "! pgrep -f '$work/[l]ong.yaml'"
finish
