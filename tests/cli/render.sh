#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `render` from end to end: the file, its sound, its tags, its parts, and what is refused.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
tiny_show "$work/tiny.yaml"
probe() { ffprobe -v error -of default=nw=1:nk=1 "$@"; }

expect 0 "render" "$glyphreel" render "$work/tiny.yaml" -o "$work/a.mp4"
says out 'a.mp4$' "render names the file"
check "60 frames" test "$(probe -count_packets -select_streams v -show_entries stream=nb_read_packets "$work/a.mp4")" = 60
check "tags" test "$(probe -select_streams v -show_entries stream=color_range,color_space,color_transfer,color_primaries "$work/a.mp4" | sort | uniq | tr '\n' ' ')" = "bt709 tv "
check "audio and video lengths agree" python3 - "$(probe -select_streams v -show_entries stream=duration "$work/a.mp4")" \
  "$(probe -select_streams a -show_entries stream=duration "$work/a.mp4")" <<'EOF'
import sys
video, audio = map(float, sys.argv[1:])
sys.exit(abs(video - 2.5) > 1e-3 or abs(video - audio) > 1024 / 48000)
EOF
check "no work folder stays" test ! -e "$work/.a.mp4.glyphreel"
check "moov comes first" python3 - "$work/a.mp4" <<'EOF'
import struct, sys
data = open(sys.argv[1], 'rb').read()
order, at = [], 0
while at + 8 <= len(data):
    size, kind = struct.unpack('>I4s', data[at:at + 8])
    order.append(kind)
    at += size if size > 1 else struct.unpack('>Q', data[at + 8:at + 16])[0]
sys.exit(order.index(b'moov') > order.index(b'mdat'))
EOF
expect 2 "target exists" "$glyphreel" render "$work/tiny.yaml" -o "$work/a.mp4"
expect 0 "target replaced" "$glyphreel" render "$work/tiny.yaml" -o "$work/a.mp4" -y --quiet
check "quiet is quiet" test ! -s "$work/err"
expect 0 "keep" "$glyphreel" render "$work/tiny.yaml" -o "$work/k.mp4" --keep --only three
cp -r "$work/.k.mp4.glyphreel" "$work/.l.mp4.glyphreel"
expect 0 "what is kept of other settings" "$glyphreel" render "$work/tiny.yaml" -o "$work/l.mp4" --only three --crf 40
says err '1 finished segment of an earlier run is of another show or other settings' "what is kept of other settings"
check "the work folder stays" test -d "$work/.k.mp4.glyphreel"
check "one scene alone" test "$(probe -count_packets -select_streams v -show_entries stream=nb_read_packets "$work/k.mp4")" = 12

# Parts are the whole's own frames.
"$glyphreel" render "$work/tiny.yaml" -o "hash:$work/all" --quiet >/dev/null
expect 0 "a part" "$glyphreel" render "$work/tiny.yaml" -o "hash:$work/part" --from 1.25s --to 60f
check "a part equals the whole" sh -c "sed -n 31,60p '$work/all' | cmp -s - '$work/part'"
expect 0 "a scene" "$glyphreel" render "$work/tiny.yaml" -o "hash:$work/scene" --only two
check "a scene equals the whole" sh -c "sed -n 25,48p '$work/all' | cmp -s - '$work/scene'"
expect 0 "nothing" "$glyphreel" render "$work/tiny.yaml" -o null: --json
check "--json is JSON" python3 -m json.tool "$work/out" /dev/null

# Profiles, sizes, rates, containers, encoders.
expect 0 "draft" "$glyphreel" render "$work/tiny.yaml" -o "$work/d.mp4" -q draft --only three
check "draft size and rate" test "$(probe -select_streams v -show_entries stream=width,height,r_frame_rate "$work/d.mp4" | tr '\n' ' ')" = "960 540 12/1 "
expect 2 "two ways to say how large" "$glyphreel" render "$work/tiny.yaml" -o "$work/p.mp4" --crf 20 --bitrate 2M
says err '--crf and --bitrate exclude each other' "two ways to say how large"
expect 0 "a rate as it is spoken" "$glyphreel" render "$work/tiny.yaml" -o null: --to 2f --size 160x90 --fps 29.97
says err '--fps: 29.97 is taken as it stands; the broadcast rate is 30000/1001' "a rate as it is spoken"
expect 0 "portrait at 30000/1001" "$glyphreel" render "$work/tiny.yaml" -o "$work/p.mkv" --size 90x160 --fps 30000/1001
check "its 75 frames" test "$(probe -count_packets -select_streams v -show_entries stream=nb_read_packets "$work/p.mkv")" = 75
expect 0 "another encoder" "$glyphreel" render "$work/tiny.yaml" -o "$work/m.mov" -c:v mpeg4 --bitrate 800k --only three
expect 2 "odd size" "$glyphreel" render "$work/tiny.yaml" -o "$work/o.mp4" --size 101x57
says err '(100|102)x(56|58)' "odd size names an even one"
expect 2 "no such encoder" "$glyphreel" render "$work/tiny.yaml" -o "$work/o.mp4" -c:v x265x
expect 2 "no such container" "$glyphreel" render "$work/tiny.yaml" -o "$work/o.xyz"
expect 2 "no such scene" "$glyphreel" render "$work/tiny.yaml" -o "$work/o.mp4" --only thre
says err "did you mean 'three'" "no such scene"
expect 2 "from after to" "$glyphreel" render "$work/tiny.yaml" -o "$work/o.mp4" --from 2s --to 1s
expect 2 "target is the show" "$glyphreel" render "$work/tiny.yaml" -o "$work/tiny.yaml" -y
check "the show is still there" grep -q scenes "$work/tiny.yaml"
expect 2 "no folder there" "$glyphreel" render "$work/tiny.yaml" -o "$work/no/such/o.mp4"
expect 4 "no such sound" "$glyphreel" render "$work/tiny.yaml" -o "$work/o.mp4" --audio "$work/none.ogg"
check "nothing half-written" sh -c "! ls '$work'/o.* 2>/dev/null"

# A sound file of another kind, and a show without any.
ffmpeg -v error -f lavfi -i "sine=440:duration=3" -c:a libmp3lame "$work/tone.mp3"
expect 0 "mp3" "$glyphreel" render "$work/tiny.yaml" -o "$work/t.mp4" --audio "$work/tone.mp3" --only one
check "it has sound" test "$(probe -select_streams a -show_entries stream=codec_name "$work/t.mp4")" = aac
sed 's/^audio:.*/audio: {tempo: 90}/' "$work/tiny.yaml" >"$work/mute.yaml"
expect 0 "no sound" "$glyphreel" render "$work/mute.yaml" -o "$work/n.mp4"
check "it has none" test -z "$(probe -select_streams a -show_entries stream=codec_name "$work/n.mp4")"

# A resumed render uses the sound that is there, but not that of a song that changed meanwhile, even
# if nothing on screen shows it.
ffmpeg -v error -f lavfi -i "aevalsrc=0.4*sin(880*t)|0:d=3" "$work/song.wav"
song() { expect 0 "$1" "$glyphreel" render "$work/tiny.yaml" -o "$work/s.mp4" -y --keep --audio "$work/song.wav"; }
sound_file() { stat -c '%i %y' "$work/.s.mp4.glyphreel/sound.grs"; }
song "a song"
first=$(sound_file)
song "the same song"
says err '1 of 1 segments are there' "its segments are used"
check "its sound is used" test "$(sound_file)" = "$first"
ffmpeg -v error -y -f lavfi -i "aevalsrc=0|0.4*sin(880*t):d=3" "$work/song.wav"
song "from the other side"
check "the sound is not" test "$(sound_file)" != "$first"
loud() { ffmpeg -v error -i "$work/s.mp4" -af "pan=mono|c0=c$1" -f s16le - | od -An -td2 -v | awk '{for (i = 1; i <= NF; i++) if ($i > m) m = $i} END {print m + 0}'; }
check "it is heard on the right" test "$(loud 1)" -gt 5000
check "and not on the left" test "$(loud 0)" -lt 500

# What was asked for in colour is what a player shows.
for colour in ff0000 00ff00 0000ff; do
  cat >"$work/c.yaml" <<EOF
size: 64x64
fps: 24
fonts: builtin
background: "$colour"
scenes: [{name: c, length: 250ms, exposure: off, layers: [{grid: xxl, field: plasma, palette: blocks, opacity: 0}]}]
EOF
  expect 0 "render $colour" "$glyphreel" render "$work/c.yaml" -o "$work/c.mp4" -y
  ffmpeg -v error -y -i "$work/c.mp4" -frames:v 1 -vf "scale=in_color_matrix=bt709:in_range=tv:flags=accurate_rnd,format=rgb24" -f rawvideo "$work/c.rgb"
  check "$colour decodes to itself" python3 - "$work/c.rgb" $colour <<'EOF'
import sys
data = open(sys.argv[1], 'rb').read()
want = bytes.fromhex(sys.argv[2])
middle = (32 * 64 + 32) * 3
sys.exit(any(abs(data[middle + i] - want[i]) > 3 for i in range(3)))
EOF
done

for mode in line plain json openjd none; do
  expect 0 "progress $mode" "$glyphreel" render "$work/tiny.yaml" -o null: --progress $mode --only three
done
expect 0 "progress json" "$glyphreel" render "$work/tiny.yaml" -o null: --progress json
says err '"share":1.0000' "100 % is reached"

# Looking back: brightness and flashes.
cat >"$work/strobe.yaml" <<'EOF'
size: 128x72
fonts: builtin
scenes:
  - {name: night, length: 2s, exposure: off, layers: [{grid: xl, field: plasma, gain: 0.03}]}
  - {name: strobe, length: 2s, exposure: off, background: ffffff,
     gain: 'if(mod(t * 6, 1) < 0.5, 1, 0.2)', layers: [{grid: xl, field: plasma}]}
EOF
expect 0 "flashes are reported" "$glyphreel" render "$work/strobe.yaml" -o "$work/strobe.mp4"
says err "scene 'strobe' \(0:0[12].*-0:04\): up to [56].* flashes a second" "flashes are reported"
says err "scene 'night' \(0:00-0:02\) is very dark, mean brightness [0-7] of 255: set exposure: auto" "darkness is reported"
expect 0 "findings in JSON" "$glyphreel" render "$work/strobe.yaml" -o null: --json
check "findings in JSON" python3 - "$work/out" <<'EOF'
import json, sys
kinds = {finding["kind"]: finding for finding in json.load(open(sys.argv[1]))["findings"]}
assert set(kinds) == {"dark", "flashes"}, kinds
assert kinds["dark"]["mean"] < 8 and kinds["dark"]["scene"] == "night"
assert 5 < kinds["flashes"]["rate"] < 7 and kinds["flashes"]["area"] > 0.9
EOF
expect 11 "flashes fail" "$glyphreel" render "$work/strobe.yaml" -o "$work/flash.mp4" --flash-limit fail
check "no file" test ! -e "$work/flash.mp4"
check "its segments stay" test -d "$work/.flash.mp4.glyphreel"
expect 0 "joined all the same" "$glyphreel" render "$work/strobe.yaml" -o "$work/flash.mp4" --flash-limit report
says err "segments are there from an earlier run" "joined all the same"
expect 0 "attenuated" "$glyphreel" render "$work/strobe.yaml" -o "$work/dim.mp4" --flash-limit attenuate
check "no flashes are left" sh -c "! grep -q flashes '$work/err'"
expect 2 "no such limit" "$glyphreel" render "$work/strobe.yaml" -o "$work/u.mp4" --flash-limit ban
expect 0 "a dark frame" "$glyphreel" frame "$work/strobe.yaml" --at 1s -o "$work/dark.png"
says err "scene 'night' \(0:01\) is very dark, mean brightness [0-7] of 255: set exposure: auto" "a dark frame"
expect 0 "a fine frame" "$glyphreel" frame "$work/tiny.yaml" --at 0s -o "$work/fine.png"
check "nothing to tell" sh -c "! grep -q 'mean brightness' '$work/err'"
expect 0 "a dark sheet" "$glyphreel" sheet "$work/strobe.yaml" -n 4 -o "$work/sheet.png"
says err "scene 'night' .*mean brightness" "a dark sheet"
cat >"$work/burn.yaml" <<'EOF'
scenes:
  - {name: before, length: 2s, layers: [{grid: xl, field: plasma}]}
  - {name: after, length: 2s, layers: [{grid: xl, field: plasma}], transition: {flash: {length: 1s}}}
  - {name: glare, length: 2s, exposure: off, shaders: [invert], layers: [{grid: xl, field: plasma, gain: 0.03}]}
EOF
expect 0 "in a flash" "$glyphreel" frame "$work/burn.yaml" --at 2.25s -o "$work/burn.png"
says out "scene 'after', mean brightness 2[0-9][0-9]" "in a flash"
check "a flash is meant to be bright" sh -c "! grep -q 'mean brightness' '$work/err'"
expect 0 "a bright frame" "$glyphreel" frame "$work/burn.yaml" --at 5s -o "$work/glare.png"
says err "scene 'glare' \\(0:05\\) is very bright, mean brightness 2[0-9][0-9] of 255" "a bright frame"
finish
