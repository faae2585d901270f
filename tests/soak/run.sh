#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Long and rough: workers and masters killed at random moments again and again, shows cut into many
# segments. Every render must end in the same bytes.
#   run.sh GLYPHREEL [KILLS]    (200 kills by default)
source "$(dirname "${BASH_SOURCE[0]}")/../cli/lib.sh"
kills=${2:-200}
longer_show "$work/long.yaml" 30
"$glyphreel" render "$work/long.yaml" -o "$work/calm.mp4" --quiet >/dev/null || fail "the calm render"

killed=0 round=0
while [ $killed -lt "$kills" ]; do
  round=$((round + 1))
  rm -f "$work/rough.mp4"
  for attempt in $(seq 60); do
    "$glyphreel" render "$work/long.yaml" -o "$work/rough.mp4" --quiet -j $((1 + round % 3)) 2>>"$work/err" &
    master=$!
    # Three lives of the master: its workers are shot now and then, then it is.
    for shot in 1 2; do
      sleep "0.$((RANDOM % 9 + 1))"
      victim=$(pgrep -P $master | shuf -n 1)
      [ -n "$victim" ] && kill -KILL "$victim" 2>/dev/null && killed=$((killed + 1))
    done
    if [ "$attempt" -lt 4 ]; then
      sleep "0.$((RANDOM % 9 + 1))"
      kill -$(shuf -n 1 -e KILL TERM INT) $master 2>/dev/null && killed=$((killed + 1))
    fi
    wait $master 2>/dev/null && break
  done
  check "round $round: the same file" cmp -s "$work/calm.mp4" "$work/rough.mp4"
  check "round $round: no work folder stays" test ! -e "$work/.rough.mp4.glyphreel"
done
echo "$killed processes killed in $round rounds"
# The pattern does not match the process that looks for it.
check "no worker is left" sh -c "! pgrep -f '$work/[l]ong.yaml'"
finish
