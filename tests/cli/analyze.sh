#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What is heard of a song, as text, JSON, a beats file that shows can use, and a picture.
. "$(dirname "$0")/lib.sh"
cd "$work" || exit 1
# Clicks at 120 a minute, every fourth higher; after 16 s a tone besides.
ffmpeg -v error -f lavfi -i "aevalsrc='0.6*sin((700+500*lt(mod(t,2),0.5))*2*PI*t)*exp(-40*mod(t,0.5))+0.3*gt(t,16)*sin(220*2*PI*t)':d=32" \
  -metadata title='Ünfug' -metadata artist='Nobody' -ar 44100 song.flac

expect 0 "a summary" "$glyphreel" analyze song.flac
says out "^Ünfug, Nobody" "title and artist"
says out "length +0:32\.00, 44100 Hz, mono" "length"
says out "tempo +(119\.[5-9]|120\.[0-4]).* beats a minute, confidence [01]\.[0-9]+; or (60|240)" "tempo"
says out "^loudness +-[0-9.]+ LUFS, range [0-9.]+ LU; at most -[0-9.]+ for 3 s, -[0-9.]+ for 0\.4 s$" "loudness"
says out "^peak +-[0-9.]+ dBTP$" "peak"
check "80 columns do" python3 -c "
import sys; sys.exit(max(len(line.rstrip('\n')) for line in open('out', encoding='utf-8')) > 80)"
says out "^ +1 +0:00\.00 - .*bar 1-[0-9]+ .* 0\.[0-9]+ " "sections"
expect 0 "a tempo that is known" "$glyphreel" analyze song.flac --tempo 60
says out "tempo +(59\.[5-9]|60\.[0-4])" "a tempo that is known"

ffmpeg -hide_banner -nostats -i song.flac -af pan='stereo|c0=c0|c1=c0',ebur128 -f null - 2>&1 |
  sed -n '/Summary/,$ s/^ *I: *\(.*\) LUFS/\1/p' >meter
expect 0 "JSON" "$glyphreel" analyze song.flac --json --rate 25 --beats song.json
cp out all.json
expect 0 "lines" "$glyphreel" analyze song.flac --beats song.txt
check "JSON says what it should" python3 - <<'PY'
import json
all_ = json.load(open('all.json'))
file = json.load(open('song.json'))
assert all_['version'] == 2 and all_['title'] == 'Ünfug' and all_['channels'] == 1
assert abs(all_['tempo'] - 120) < 0.6
assert 0 < all_['tempo_confidence'] <= 1 and len(all_['tempo_alternatives']) >= 2
loudness = all_['loudness']
assert loudness['integrated_lufs'] <= loudness['short_term_max_lufs'] <= loudness['momentary_max_lufs'] < loudness['true_peak_dbtp']
meter = float(open('meter').read())
assert abs(loudness['integrated_lufs'] - meter) <= 0.11, (loudness, meter)
assert abs(all_['duration_s'] - 32) < 1e-3
assert 62 <= len(all_['beats']) <= 65 and all_['beats'] == sorted(all_['beats'])
assert len(all_['downbeats']) == 16 and set(all_['downbeats']) <= set(all_['beats'])
features = all_['features']
assert features['rate'] == 25 and features['count'] == 800
names = [name for name in features if name not in ('rate', 'count')]
assert 'rms' in names and 'onset' in names and 'beat' in names
assert all(len(features[n]) == 800 and all(0 <= v <= 1 for v in features[n]) for n in names)
sections = all_['sections']
assert sections[0]['time'] == 0 and abs(sections[-1]['end'] - 32) < 1e-3
assert sections[-1]['energy'] > sections[0]['energy']
assert all((s['guess'] is None) == (s['reason'] is None) for s in sections) and sections[0]['guess']
assert file['beats'] == all_['beats'] and file['downbeats'] == all_['downbeats']
lines = [line.split() for line in open('song.txt') if not line.startswith('#')]
assert all(abs(float(line[0]) - beat) < 2e-6 for line, beat in zip(lines, all_['beats']))
assert [abs(float(line[0])) for line in lines if line[1:] == ['*']][3] - all_['downbeats'][3] < 2e-6
PY

# A show reads both files and stands on their beats.
for file in song.json song.txt; do
  printf 'fps: 100\naudio: {file: song.flac, beats: %s}\nscenes: [{length: 5 bars, layers: [{field: rings}]}]\n' $file >show.yaml
  expect 0 "$file in a show" "$glyphreel" plan show.yaml --json
  check "$file in a show: five bars" python3 -c "
import json
beats = json.load(open('song.json')); plan = json.load(open('out'))
assert abs(plan['frames'] - (beats['downbeats'][5] - beats['downbeats'][0]) * 100) <= 2, plan['frames']"
done

expect 2 "a file that is there" "$glyphreel" analyze song.flac --beats song.txt
says err "song.txt exists; -y replaces it" "a file that is there"
expect 0 "replaced" "$glyphreel" analyze song.flac --beats song.txt -y
for size in 1920x1080 640x360 1000x1400; do
  expect 0 "a picture of $size" "$glyphreel" analyze song.flac --plot $size.png --size $size
  check "a picture of $size" python3 -c "
import struct, sys
head = open('$size.png', 'rb').read(24)
sys.exit(struct.unpack('>II', head[16:24]) != tuple(map(int, '$size'.split('x'))))"
done
expect 2 "too small a picture" "$glyphreel" analyze song.flac --plot no.png --size 100x100
expect 2 "no picture" "$glyphreel" analyze song.flac --plot no.txt
expect 0 "silence" sh -c "ffmpeg -v error -f lavfi -i anullsrc=d=0.5 silence.wav && '$glyphreel' analyze silence.wav --json --plot silence.png"
says out '"sections":\[\{"time":0,' "silence has one section"
says out '"integrated_lufs":null' "silence has no loudness"
expect 4 "nothing" "$glyphreel" analyze missing.ogg
says err "missing.ogg" "nothing"
ffmpeg -v error -f lavfi -i color=red:s=64x64:d=1 -pix_fmt yuv420p mute.mp4
expect 4 "a video without sound" "$glyphreel" analyze mute.mp4
says err "mute.mp4: .*sound" "a video without sound"
cp song.flac named.mp3
expect 0 "a wrong extension" "$glyphreel" analyze named.mp3
says out "length +0:32\.00" "a wrong extension"
finish
