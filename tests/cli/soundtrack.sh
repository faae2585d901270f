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

# The command line beats the show.
expect 0 "--loudness" "$glyphreel" render loud.yaml -o louder.mp4 --progress none --loudness -20 --peak -2
check "--loudness" near louder.mp4 -20 -2

# Where nothing can be heard, a check tells it with its place, like all mistakes.
printf 'words, no sound\n' >words.ogg && : >empty.ogg
ffmpeg -v error -f lavfi -i color=s=32x32:d=0.5 -c:v ffv1 mute.mkv
for case in "words.ogg:is not a sound file" "empty.ogg:is empty" "mute.mkv:has no sound in it"; do
  printf 'audio: %s\nscenes: [{length: 1s, layers: [{field: fbm}]}]\n' "${case%%:*}" >deaf.yaml
  for command in "check deaf.yaml" "render deaf.yaml -o deaf.mp4" "frame deaf.yaml --at 0s -o deaf.png"; do
    # shellcheck disable=SC2086
    expect 4 "${case%%:*}: $command" "$glyphreel" $command
    cat out >>err # a check says to stdout what is wrong
    says err "^deaf.yaml:1:8: audio: ${case%%:*}: .*${case#*:}" "${case%%:*}: $command"
  done
done

# Copied: the samples that come out are those of the file, at their time, to the sample in MP4.
cat >aligned.py <<'PY'
import array, subprocess, sys
def decode(name):
    pcm = subprocess.run(['ffmpeg', '-v', 'error', '-threads', '1', '-i', name, '-map', '0:a', '-f', 's16le',
                          '-ac', '1', '-ar', '44100', '-'], capture_output=True, check=True).stdout
    return array.array('h', pcm)
video, song, start = decode(sys.argv[1]), decode(sys.argv[2]), round(float(sys.argv[3]) * 44100)
length = float(sys.argv[4])
assert abs(len(video) / 44100 - length) < 0.11, len(video) / 44100
for at in (2000, 44100, int(44100 * (length - 0.5))):
    off = max(abs(a - b) for a, b in zip(video[at:at + 3000], song[start + at:start + at + 3000]))
    assert off < 200, (at, off)
PY
ffmpeg -v error -i song.wav -ar 44100 -b:a 160k c.m4a -ar 44100 -b:a 128k c.mp3 -ar 44100 c.flac \
  -ar 48000 -c:a libopus c.opus -c:a libvorbis c.ogg -ar 44100 -f adts c.aac
copied() { # copied KEYS
  printf 'size: 64x36\nfps: 30000/1001\naudio: {file: c.m4a, codec: copy%s}\nscenes: [{length: 5s, layers: [{grid: xxl, field: rings}]}]\n' "$1"
}
copied "" >copy.yaml
copied ", start: 2.345s" >later.yaml
for name in c.m4a c.mp3 c.flac; do
  expect 0 "copied $name" "$glyphreel" render copy.yaml -o $name.mp4 --progress none --audio $name
  check "copied $name" python3 aligned.py $name.mp4 $name 0 5.005
  expect 0 "copied $name from its middle" "$glyphreel" render copy.yaml -o late-$name.mp4 --progress none \
    --audio $name --audio-start 2.345s
  check "copied $name from its middle" python3 aligned.py late-$name.mp4 $name 2.345 5.005
done
expect 0 "a show's start" "$glyphreel" render later.yaml -o later.mp4 --progress none -j 2
packets() { ffmpeg -v error -i "$1" -map 0 -c copy -f md5 -; }
check "a show's start is the option's" test "$(packets later.mp4)" = "$(packets late-c.m4a.mp4)"
expect 0 "a part, copied" "$glyphreel" render later.yaml -o part-copy.mp4 --progress none --from 60f --to 120f
check "a part, copied" python3 aligned.py part-copy.mp4 c.m4a 4.347 2.002
for pair in c.opus:webm c.ogg:webm c.ogg:mkv c.mp3:mkv c.mp3:mov; do
  expect 0 "copied $pair" "$glyphreel" render copy.yaml -o "x.${pair##*:}" -y --progress none \
    --audio "${pair%%:*}" --audio-start 1s
done
expect 0 "silence first" "$glyphreel" render copy.yaml -o silence.mp4 --progress none --audio-start -2s
check "silence first" sh -c "ffprobe -v error -select_streams a -show_entries stream=start_time -of csv=p=0 silence.mp4 | grep -q '^1\.9'"
for wrong in c.ogg:"vorbis.* into mkv or webm" c.aac:"no header" song.wav:"pcm_s16le"; do
  expect 2 "does not fit: $wrong" "$glyphreel" render copy.yaml -o no.mp4 --audio "${wrong%%:*}" --progress none
  says err "${wrong#*:}" "does not fit: $wrong"
done
for option in "--loudness=-14" "--peak=-1"; do
  expect 3 "copied with $option" "$glyphreel" render copy.yaml -o no.mp4 $option --progress none
  says err "copied .* encoded again" "copied with $option"
done
expect 0 "encoded after all" "$glyphreel" render copy.yaml -o yes.mp4 -c:a encode --loudness -20 --progress none
printf 'audio: {synth: {bars: 1}, codec: copy}\nscenes: [{length: 1s, layers: [{field: rings}]}]\n' >wrong.yaml
expect 3 "the synth" "$glyphreel" check wrong.yaml
# What has no effect is told with its place.
printf 'scenes: [{length: 1s, layers: [{field: rings}]}]\n' >mute.yaml
printf 'audio: {synth: {bars: 1}}\nscenes: [{length: 1s, layers: [{field: rings}]}]\n' >synth.yaml
for option in --audio-start=2s -c:a=copy --loudness=-14 --peak=-1; do
  name=${option%%=*}
  [ $name = -c:a ] && name=--audio-encoder
  expect 0 "$option without a sound" "$glyphreel" render mute.yaml -o null: --size 64x36 --progress none "${option%%=*}" "${option#*=}"
  says err "^$name: warning: does nothing: the show has no sound" "$option without a sound"
done
expect 0 "a start of the synth" "$glyphreel" render synth.yaml -o null: --size 64x36 --progress none --audio-start 2s
says err "^--audio-start: warning: does nothing: the show has no sound file" "a start of the synth"
expect 3 "the synth, copied" "$glyphreel" render synth.yaml -o null: --size 64x36 --progress none -c:a copy
says err "the synth plays" "the synth, copied"
expect 0 "nothing in vain" "$glyphreel" render synth.yaml -o null: --size 64x36 --progress none --loudness -20 -c:a encode
check "nothing in vain: no warnings" sh -c "! grep warning '$work/err'"
expect 0 "nothing in vain with a file" "$glyphreel" render mute.yaml -o null: --size 64x36 --progress none --audio song.wav --audio-start 1s
check "nothing in vain with a file: no warnings" sh -c "! grep warning '$work/err'"
expect 4 "behind the end" "$glyphreel" render plain.yaml -o no.mp4 --audio-start 20s --progress none
says err "ends at 14.00 s, before the show would begin" "behind the end"

# Where a sound starts is where everything begins: what is heard is the file from there on.
ffmpeg -v error -ss 3 -i song.wav tail.wav
check "a start is a shorter file" sh -c "
'$glyphreel' render plain.yaml -y -o hash:one --quiet --audio tail.wav >/dev/null &&
'$glyphreel' render plain.yaml -y -o hash:two --quiet --audio-start 3s >/dev/null && cmp one two"
seq 0 0.5 13 >song.txt
printf 'fps: 100\naudio: {file: song.wav, start: 1.25s, beats: song.txt}\nscenes: [{layers: [{field: rings}]}, {start: bar 2, length: 1s, layers: [{field: rings}]}]\n' >beats.yaml
expect 0 "a beats file" "$glyphreel" plan beats.yaml --json
check "a beats file moves along" python3 -c "
import json; scenes = json.load(open('out'))['scenes']; assert scenes[1]['first_frame'] == 275, scenes"

for wrong in "start: 1 bar" "codec: mp3" "loudness: 3" "loudness: -80" "peak: 1" "fade_in: -1s" "loudness: loud"; do
  show ", $wrong" >wrong.yaml
  expect 3 "$wrong" "$glyphreel" check wrong.yaml
  says out "audio\.${wrong%%:*}" "$wrong"
done
show ", loudness: -16, peak: -1, fade_in: 1s, fade_out: 2500ms" >all.yaml
expect 0 "resolved" "$glyphreel" check all.yaml --resolved
says out "loudness: -16" "resolved"
says out "fade_out: 2" "resolved"
finish
