#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The sound of the finished file: its loudness, its peaks, its fades.
. "$(dirname "$0")/lib.sh"
cd "$work" || exit 1
ffmpeg -v error -f lavfi -i "aevalsrc='(0.05+0.8*exp(-30*mod(t,0.5)))*sin(330*2*PI*t)':d=14" -ar 48000 song.wav

show() { # show KEYS...
  printf 'size: 64x36\nfps: 12\naudio: {file: song.wav%s}\nscenes: [{length: 12s, layers: [{grid: xxl, field: rings}]}]\n' "$1"
}
measure() { # measure FILE: "LUFS dBTP", as ffmpeg has it
  ffmpeg -hide_banner -nostats -i "$1" -filter_complex ebur128=peak=true -f null - 2>&1 |
    sed -n '/Summary/,$ { s/^ *I: *\(.*\) LUFS/\1/p; s/^ *Peak: *\(.*\) dBFS/\1/p }' | tail -n 2 | tr '\n' ' '
}
near() { # near FILE LUFS PEAK: within 0.3 LU, below the peak and what AAC adds
  measure "$1" | python3 -c "
import sys
lufs, peak = map(float, sys.stdin.read().split())
sys.exit(not (abs(lufs - $2) <= 0.3 and peak <= $3 + 0.4))"
}
volume() { # volume FILE FROM LENGTH: mean, dB
  ffmpeg -hide_banner -nostats -ss "$2" -t "$3" -i "$1" -af volumedetect -f null - 2>&1 |
    sed -n 's/.*mean_volume: \(.*\) dB/\1/p'
}

show ", loudness: -23" >calm.yaml
show ", loudness: -12, peak: -3" >loud.yaml
show ", fade_in: 3s, fade_out: 4s" >fades.yaml
show "" >plain.yaml
for name in calm loud fades plain; do
  expect 0 "$name" "$glyphreel" render $name.yaml -o $name.mp4 --progress none
done
check "-23 LUFS" near calm.mp4 -23 -1
check "-12 LUFS below -3 dBTP" near loud.mp4 -12 -3
check "fades" python3 -c "
import sys
start, middle, end, whole = $(volume fades.mp4 0.2 0.5), $(volume fades.mp4 5 1), $(volume fades.mp4 11.4 0.5), $(volume plain.mp4 5 1)
sys.exit(not (start < middle - 12 and end < middle - 12 and abs(middle - whole) < 0.2))"
expect 0 "--set" "$glyphreel" render plain.yaml -o set.mp4 --progress none --set audio.loudness=-23
check "--set" near set.mp4 -23 -1
# A part is as loud as it is in the whole, which hears the same.
expect 0 "a part" "$glyphreel" render loud.yaml -o part.mp4 --progress none --from 5s --to 8s
check "a part" python3 -c "
import sys; sys.exit(abs($(volume part.mp4 0.5 2) - $(volume loud.mp4 5.5 2)) > 0.3)"
check "pictures do not depend on it" sh -c "
'$glyphreel' render plain.yaml -o hash:one --quiet >/dev/null && '$glyphreel' render loud.yaml -o hash:two --quiet >/dev/null && cmp one two"

for wrong in "loudness: 3" "loudness: -80" "peak: 1" "fade_in: -1s" "loudness: loud"; do
  show ", $wrong" >wrong.yaml
  expect 3 "$wrong" "$glyphreel" check wrong.yaml
  says out "audio\.${wrong%%:*}" "$wrong"
done
show ", loudness: -16, peak: -1, fade_in: 1s, fade_out: 2500ms" >all.yaml
expect 0 "resolved" "$glyphreel" check all.yaml --resolved
says out "loudness: -16" "resolved"
says out "fade_out: 2" "resolved"
finish
