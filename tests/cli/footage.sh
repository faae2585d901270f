#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Films in shows: the same pictures however they are asked for, and what is wrong with a file is
# told with its place.
. "$(dirname "$0")/lib.sh"
cd "$work" || exit 1

film -f lavfi -i testsrc2=s=320x180:r=24:d=4 -f lavfi -i sine=f=300:d=4 -c:v libx264 -g 30 -bf 2 \
  -pix_fmt yuv420p -c:a aac -movflags +faststart clip.mp4
film -f lavfi -i sine=d=1 song.wav
head -c 60000 clip.mp4 >short.mp4
film -i clip.mp4 -c copy plain.mp4
head -c 20000 plain.mp4 >headless.mp4
echo "no film" >text.mp4

cat >show.yaml <<'EOF'
size: 320x180
fps: 24
fonts: builtin
scenes:
  - name: one
    length: 3s
    layers: [{grid: lg, field: {footage: {file: clip.mp4, start: 0.5, loop: mirror, speed: 2}}, hue: source, palette: blocks}]
  - name: two
    length: 2s
    transition: {dissolve: {length: 500ms}}
    layers:
      - {grid: lg, field: {footage: {file: clip.mp4, speed: -1, start: 2}}, palette: blocks}
      - {grid: xl, field: {footage: {file: clip.mp4}}, palette: blocks, hue: source, opacity: 0.5}
EOF
expect 0 "a show with films" "$glyphreel" check show.yaml
expect 0 "one worker" "$glyphreel" render show.yaml -o hash:one.txt -j 1 --quiet
expect 0 "two workers" "$glyphreel" render show.yaml -o hash:two.txt -j 2 --quiet
check "two workers draw what one draws" cmp -s one.txt two.txt
expect 0 "no SIMD" "$glyphreel" render show.yaml -o hash:none.txt --cpu none --quiet
check "--cpu none draws the same" cmp -s one.txt none.txt
expect 0 "a part of it" "$glyphreel" render show.yaml -o hash:part.txt --from 70f --to 80f --quiet
check "a part is as in the whole" cmp -s <(sed -n 71,80p one.txt) part.txt
check "pictures move" test "$(awk '{print $3}' one.txt | sort -u | wc -l)" -gt 90

plan_hash() { "$glyphreel" plan "$1" --json | grep -m 1 '"plan_hash"\|"hash"'; }
before=$(plan_hash show.yaml)
cp clip.mp4 kept.mp4
printf x >>clip.mp4
check "another film is another plan" test -n "$before" -a "$(plan_hash show.yaml)" != "$before"
cp kept.mp4 clip.mp4
check "the same film is the same plan" test "$(plan_hash show.yaml)" = "$before"

one() { # one FILE: a show of one layer
  printf 'size: 320x180\nfonts: builtin\nscenes:\n  - length: 1s\n    layers: [{field: {footage: {file: %s}}, palette: blocks}]\n' "$1" >one.yaml
}
for file in nowhere.mp4 text.mp4 headless.mp4; do
  one $file
  expect 4 "$file" "$glyphreel" check one.yaml
  says out "one.yaml:5:39: .*$file" "$file is told with its place"
done
one song.wav
expect 4 "a song as a film" "$glyphreel" check one.yaml
says out "one.yaml:5:39: .*song.wav: .*no moving picture" "a song as a film"
one short.mp4
expect 0 "a film that is cut short" "$glyphreel" check one.yaml
says out "one.yaml:5:39: warning: .*cut short" "a film that is cut short"
expect 0 "a film that is cut short is drawn" "$glyphreel" render one.yaml -o hash:short.txt --quiet

printf 'scenes:\n  - length: 1s\n    layers: [{field: plasma, hue: source}]\n' >hue.yaml
expect 3 "the rule source without one" "$glyphreel" check hue.yaml
says out "hue.yaml:3:35: .*the rule source takes" "the rule source without one"

printf 'audio: clip.mp4\nsize: 320x180\nfonts: builtin\nscenes:\n  - length: 2s\n    layers: [{field: {footage: {file: clip.mp4}}, hue: source, palette: blocks}]\n' >heard.yaml
expect 0 "a film and its sound" "$glyphreel" render heard.yaml -o heard.mp4 --quiet
check "its sound is there" grep -q audio <(ffprobe -v error -show_entries stream=codec_type heard.mp4)
expect 2 "a film is not overwritten" "$glyphreel" render heard.yaml -o clip.mp4 -y --quiet
printf 'size: 320x180\nscenes:\n  - length: 1s\n    layers: [{field: {mix: {b: {footage: {file: clip.mp4}}}}}]\n' >mixed.yaml
expect 2 "nor one within a field" "$glyphreel" render mixed.yaml -o clip.mp4 -y --quiet
says err "the film of scene 1, layer 1, mix.b" "nor one within a field"
printf 'size: 320x180\nfonts: builtin\nscenes:\n  - length: 1s\n    layers: [{field: plasma}]\n    shaders: [{gamma: {where: {field: {of: {footage: {file: clip.mp4}}}}}}]\n' >masked.yaml
expect 2 "nor one in a shader's mask" "$glyphreel" render masked.yaml -o clip.mp4 -y --quiet
says err "the film of scene 1, shader 1, field.of" "nor one in a shader's mask"
expect 0 "a film in a shader's mask" "$glyphreel" render masked.yaml -o hash:masked.txt --quiet
check "it is seen there" test "$(awk '{print $3}' masked.txt | sort -u | wc -l)" -gt 5

# Nothing that a show names is ever written over, wherever it stands: films and pictures of masks, grades, beats.
ffmpeg -v error -i clip.mp4 -frames:v 1 still.png
printf 'LUT_3D_SIZE 2\n0 0 0\n1 0 0\n0 1 0\n1 1 0\n0 0 1\n1 0 1\n0 1 1\n1 1 1\n' >grade.cube
seq 0 0.5 4 >heard.beats
cat >guarded.yaml <<'YAML'
audio: {file: clip.mp4, beats: heard.beats}
size: 320x180
fonts: builtin
scenes:
  - {length: 1s, layers: [{field: rings}], shaders: [{lut: {file: grade.cube}}]}
  - length: 1s
    transition: {mask: {of: [[circle], {field: {of: {footage: {file: other.mkv}}}}]}}
    layers: [{field: rings}]
    shaders: [{bloom: {where: {image: {file: still.png}}}}]
YAML
ffmpeg -v error -i clip.mp4 -an -c copy other.mkv
sums=$(sha256sum still.png grade.cube heard.beats other.mkv guarded.yaml clip.mp4)
while IFS=: read -r file role; do
  target=$([[ $file == *.m* ]] && echo "$file" || echo "hash:$file")
  expect 2 "$file is not overwritten" "$glyphreel" render guarded.yaml -o "$target" -y --quiet
  says err "$file is the $role: it will not be overwritten" "$file is not overwritten"
done <<'FILES'
other.mkv:film of scene 2, mask.of 2, field.of
clip.mp4:show's sound
grade.cube:table of colours of scene 1, shader 1
heard.beats:show's beats
still.png:picture of scene 2, shader 1
guarded.yaml:show file
FILES
for command in frame sheet; do
  expect 2 "$command over a picture" "$glyphreel" $command guarded.yaml $([ $command = frame ] && echo --at 0s) -o still.png -y
  says err "will not be overwritten" "$command over a picture"
done
expect 2 "analyze over the song" "$glyphreel" analyze clip.mp4 --beats clip.mp4 -y
says err "is the song" "analyze over the song"
check "all of it is as it was" test "$sums" = "$(sha256sum still.png grade.cube heard.beats other.mkv guarded.yaml clip.mp4)"

# What a worker warns of is told once by the render, and stands in its report with how often.
python3 - <<'EOF'
data = bytearray(open("plain.mp4", "rb").read())
for i in range(len(data) * 3 // 10, len(data) * 4 // 10):
    data[i] = (i * 37 + 11) % 256
open("broken.mp4", "wb").write(data)
EOF
{
  printf 'size: 320x180\nfonts: builtin\nscenes:\n'
  for _ in 1 2 3; do printf '  - {length: 4s, layers: [{field: {footage: {file: broken.mp4}}, palette: blocks}]}\n'; done
} >broken.yaml
expect 0 "a damaged film is drawn" "$glyphreel" render broken.yaml -o hash:broken.txt --progress none --json
check "its damage is told once, with how often" python3 - "$work/out" "$work/err" <<'EOF'
import json, re, sys
report = json.load(open(sys.argv[1]))
told = [line for line in open(sys.argv[2]) if "broken.mp4: is damaged at" in line]
assert report["version"] == 1 and report["warnings_left_out"] == 0
warnings = {warning["words"]: warning["times"] for warning in report["warnings"]}
assert 1 <= len(warnings) == len(report["warnings"]) < 4, warnings # each scene shows the same
assert 3 <= sum(warnings.values()) <= report["segments"] and max(warnings.values()) >= 3, warnings
# What the planning before the fork met already was told at once, without how often.
assert len(told) == len(warnings) and len(set(told)) == len(told), told
for line, (words, times) in zip(told, warnings.items()):
    assert re.fullmatch(r"glyphreel: warning: %s( \(%d times\))?\n" % (re.escape(words), times), line), line
EOF
expect 0 "a damaged film, quietly" "$glyphreel" render broken.yaml -o hash:quiet.txt --quiet --json
check "nothing is told with --quiet" test ! -s "$work/err"
says out '"words": "broken.mp4: is damaged at' "but it is in the report"
expect 0 "a whole film" "$glyphreel" render heard.yaml -o hash:none.txt -y --quiet --json
says out '"warnings": \[\]' "a whole film warns of nothing"

# A film that goes away while it is rendered ends the render: no black pictures in its place.
cp clip.mp4 fleeting.mp4
printf 'size: 640x360\nfonts: builtin\nscenes:\n  - length: 120s\n    layers: [{field: {footage: {file: fleeting.mp4}}, hue: source, palette: blocks}]\n' >fleeting.yaml
"$glyphreel" render fleeting.yaml -o fleeting.mkv -j 1 --progress none >/dev/null 2>"$work/err" &
pid=$!
until ls .fleeting.mkv.glyphreel/seg-*.grs >/dev/null 2>&1 || ! kill -0 $pid 2>/dev/null; do sleep 0.05; done
rm fleeting.mp4
wait $pid
check "a film that went away ends the render" test $? -eq 4
says err "fleeting.mp4" "a film that went away is told"
check "a film that went away makes no video" test ! -e fleeting.mkv
finish
