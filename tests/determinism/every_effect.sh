#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A show that cycles through whatever effects there are, one second each: the same file by any
# number of workers, no frame too many or too few where they meet, and any frame by itself the same.
source "$(dirname "${BASH_SOURCE[0]}")/../cli/lib.sh"
"$glyphreel" list effects --json >"$work/effects"
python3 - "$work" <<'EOF'
import json, sys
names = [effect["name"] for effect in json.load(open(sys.argv[1] + "/effects"))["effects"]]
with open(sys.argv[1] + "/cycle.yaml", "w") as show:
    print("size: 160x90\nfps: 12\nfonts: builtin\naudio: {synth: {bpm: 120, bars: 4}}\nscenes:", file=show)
    for i, name in enumerate(names):
        # Every other one goes over from the one before it.
        over = ", transition: {crossfade: {length: 250ms}}" if i % 2 else ""
        print("  - {name: %s, length: 1s%s, layers: [{name: f, field: %s}]}" % (name, over, name), file=show)
EOF
effects=$(python3 -c "import json; print(len(json.load(open('$work/effects'))['effects']))")
check "there are effects" [ "$effects" -ge 40 ]

for workers in 1 2 5; do
  expect 0 "by $workers workers" "$glyphreel" render "$work/cycle.yaml" -o "$work/$workers.mp4" --quiet -j $workers
  check "by $workers workers: the same file" cmp -s "$work/1.mp4" "$work/$workers.mp4"
done
expect 0 "its checksums" "$glyphreel" render "$work/cycle.yaml" -o "hash:$work/all" --quiet
frames=$((effects * 12))
check "a line for each of $frames frames" [ "$(grep -c . "$work/all")" -eq "$frames" ]

# In the file every frame is there once, a 12th of a second after the last.
ffprobe -v error -select_streams v -show_entries packet=pts_time -of csv=p=0 "$work/5.mp4" | tr -d ',' | sort -n >"$work/times"
check "$frames even steps" awk -v frames=$frames '{ if ($1 < (NR - 1) / 12 - 0.001 || $1 > (NR - 1) / 12 + 0.001) exit 1 }
  END { exit NR != frames }' "$work/times"

# Both sides of the joints between scenes, and the middle of some.
for frame in 0 11 12 $((frames / 2 - 1)) $((frames / 2)) $((frames / 3 + 5)) $((frames - 13)) $((frames - 12)) $((frames - 1)); do
  expect 0 "frame $frame alone" "$glyphreel" render "$work/cycle.yaml" -o "hash:$work/one" -y --quiet --from "${frame}f" --to "$((frame + 1))f"
  check "frame $frame: the same" sh -c "grep -qxF \"\$(cat '$work/one')\" '$work/all'"
done

# No scene stands still or stays dark: what would follow from frames that were left out.
check "each frame is one of its own" [ "$(awk '{ print $3 }' "$work/all" | sort -u | wc -l)" -ge $((frames - effects)) ]
finish
