#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Numbered pictures in shows: the same frames however they are asked for, and what is wrong with them
# is told with its place.
. "$(dirname "$0")/lib.sh"
cd "$work" || exit 1

mkdir frames
film -f lavfi -i testsrc2=s=320x180:r=24 -frames:v 48 frames/shot_%04d.png
film -framerate 24 -i frames/shot_%04d.png -c:v png same.mov
film -framerate 12 -i frames/shot_%04d.png -c:v png slow.mov

cat >show.yaml <<'YAML'
size: 320x180
fps: 24
fonts: builtin
scenes:
  - name: one
    length: 3s
    layers: [{grid: lg, field: {footage: {file: "frames/shot_%04d.png", start: 0.5, loop: mirror, speed: 2}}, hue: source, palette: blocks}]
  - name: two
    length: 2s
    transition: {dissolve: {length: 500ms}}
    layers:
      - {grid: lg, field: {footage: {file: "frames/shot_%04d.png", speed: -1, start: 2}}, palette: blocks}
      - {grid: xl, field: plasma, palette: blocks, opacity: 0.5, mask: {field: {of: {mix: {b: {footage: {file: "frames/shot_%04d.png", first: 13, fps: 12}}}}}}}
YAML
expect 0 "a show with numbered pictures" "$glyphreel" check show.yaml --strict
expect 0 "one worker" "$glyphreel" render show.yaml -o hash:one.txt -j 1 --quiet
expect 0 "two workers" "$glyphreel" render show.yaml -o hash:two.txt -j 2 --quiet
check "two workers draw what one draws" cmp -s one.txt two.txt
expect 0 "no SIMD" "$glyphreel" render show.yaml -o hash:none.txt --cpu none --quiet
check "--cpu none draws the same" cmp -s one.txt none.txt
expect 0 "two threads" "$glyphreel" render show.yaml -o hash:threads.txt -j 1 --threads 2 --quiet
check "two threads draw the same" cmp -s one.txt threads.txt
expect 0 "a part of it" "$glyphreel" render show.yaml -o hash:part.txt --from 70f --to 80f --quiet
check "a part is as in the whole" cmp -s <(sed -n 71,80p one.txt) part.txt
check "pictures move" test "$(awk '{print $3}' one.txt | sort -u | wc -l)" -gt 90
expect 0 "resolved" "$glyphreel" check show.yaml --resolved
cp "$work/out" resolved.yaml
expect 0 "what is resolved" "$glyphreel" render resolved.yaml -o hash:resolved.txt --quiet
check "what is resolved draws the same" cmp -s one.txt resolved.txt

one() { # one FILE [MORE]: a show of one layer
  printf 'size: 320x180\nfps: 24\nfonts: builtin\nscenes:\n  - length: 2s\n    layers: [{field: {footage: {file: %s%s}}, hue: source, palette: blocks}]\n' "$1" "${2:-}" >one.yaml
}
sums() { "$glyphreel" render one.yaml -o "hash:$1" -y --quiet >/dev/null 2>&1; }
one same.mov && sums film.txt
one frames/shot_%04d.png && sums pictures.txt
check "numbered pictures are the film of them" cmp -s film.txt pictures.txt
for file in same.mov frames/shot_%04d.png; do
  sed "s#frames/shot_%04d.png\"#$file\"#; s/, first: 13, fps: 12//" show.yaml >one.yaml
  sums "$(basename $file).txt"
done
check "so are they backwards, to and fro and within fields" cmp -s same.mov.txt shot_%04d.png.txt
one slow.mov && sums film.txt
one frames/shot_%04d.png ', fps: 12' && sums pictures.txt
check "so are they at a rate of their own" cmp -s film.txt pictures.txt
one slow.mov && sed -i 's/^fps: 24/fps: 12/' one.yaml && sums film.txt
one frames/shot_%04d.png && sed -i 's/^fps: 24/fps: 12/' one.yaml && sums pictures.txt
check "they follow the show's own rate" cmp -s film.txt pictures.txt
expect 0 "at another rate of the output" "$glyphreel" render one.yaml -o hash:faster.txt --fps 24 --quiet
check "a faster output shows the same" cmp -s <(awk '{print $2, $3}' pictures.txt) <(awk 'NR % 2 {print $2, $3}' faster.txt)
film -ss 0.5 -i same.mov -c copy late.mov
one late.mov && sums film.txt
one frames/shot_%04d.png ', first: 13' && sums pictures.txt
check "they begin with the first" cmp -s <(head -n 30 film.txt) <(head -n 30 pictures.txt)

plan_hash() { "$glyphreel" plan "$1" --json | grep -m 1 '"plan_hash"\|"hash"'; }
before=$(plan_hash show.yaml)
cp frames/shot_0030.png kept.png
printf x >>frames/shot_0030.png
check "another picture is another plan" test -n "$before" -a "$(plan_hash show.yaml)" != "$before"
cp kept.png frames/shot_0030.png
check "the same pictures are the same plan" test "$(plan_hash show.yaml)" = "$before"
cp kept.png frames/shot_0049.png
check "one more is another plan" test "$(plan_hash show.yaml)" != "$before"
rm frames/shot_0049.png

# What is wrong with them, each with its place.
wrong() { # wrong CODE FILE MORE WORDS
  one "$2" "$3"
  expect "$1" "$4" "$glyphreel" check one.yaml
  says out "one.yaml:6:$5$4" "$4"
}
for folder in gap size cut; do cp -r frames $folder; done
rm gap/shot_0017.png
film -f lavfi -i testsrc2=s=160x90 -frames:v 1 size/shot_0020.png
head -c 3000 frames/shot_0020.png >cut/shot_0020.png
wrong 4 gap/shot_%04d.png '' 'gap/shot_0017.png is missing, in a sequence from 1 to 48' '39: .*'
wrong 4 size/shot_%04d.png '' 'size/shot_0020.png has 160 x 90 pixels, size/shot_0001.png 320 x 180' '39: .*'
wrong 4 cut/shot_%04d.png '' 'cut/shot_0020.png: is cut short' '39: .*'
wrong 4 nowhere/shot_%04d.png '' 'the folder nowhere: No such file' '39: .*'
wrong 4 frames/shot_%05d.png '' "no file has such a name; 'shot_0001.png' has its number written otherwise" '39: .*'
wrong 4 frames/shot_%04d.png ', first: 60' 'no number from 60 on: the last is 48' '39: .*'
wrong 3 frames/shot_%04d_%d.png '' 'has more than one place for a number' '39: .*'
wrong 3 frames/shot_%4d.png '' 'pads a number with blanks: write %04d' '39: .*'
wrong 3 frames/shot_%04d.png ', fps: 0' 'a rate of 0 is outside 1..240' '66: .*footage.fps: '
wrong 3 frames/shot_%04d.png ', fps: fast' "'fast' is not a frame rate" '66: .*footage.fps: '
wrong 3 frames/shot_%04d.png ', first: -2' '-2 is outside -1..999999' '68: .*footage.first: '
wrong 4 fr%d/shot.png '' "'fr%d/shot.png': No such file" '39: .*'
wrong 0 frames/shot_%04d.png ', fps: 29.97' '29.97 is taken as it stands; the broadcast rate is 30000/1001' '66: warning: .*footage.fps: '
wrong 0 same.mov ', fps: 12' 'counts for numbered pictures' '54: warning: .*footage.fps: '
wrong 0 same.mov ', first: 3' 'counts for numbered pictures' '56: warning: .*footage.first: '
if [ "$(id -u)" != 0 ]; then
  cp -r frames closed && chmod 0 closed/shot_0005.png
  wrong 4 closed/shot_%04d.png '' 'closed/shot_0005.png: Permission denied' '39: .*'
fi

printf 'size: 320x180\nfps: 24\nfonts: builtin\nscenes:\n  - length: 2s\n    layers: [{picture: frames/shot_%%04d.png}]\n' >one.yaml
expect 3 "as a picture" "$glyphreel" check one.yaml
says out "one.yaml:6:24: .*numbered pictures are a film" "as a picture"

# Where the reader is lenient, the picture before stays.
for folder in gap cut; do
  one $folder/shot_%04d.png
  expect 0 "$folder, leniently" "$glyphreel" check one.yaml --lenient
  says out "one.yaml:6:39: warning: .*$folder/shot_%04d.png lacks 1 of 48 pictures" "$folder, leniently"
  expect 0 "$folder is drawn" "$glyphreel" render one.yaml -o hash:$folder.txt --lenient --quiet
done
cp -r frames stood
cp frames/shot_0016.png stood/shot_0017.png
one stood/shot_%04d.png && sums stood.txt
check "the one before stands in the gap" cmp -s gap.txt stood.txt
one size/shot_%04d.png
expect 4 "another size, leniently" "$glyphreel" check one.yaml --lenient

# A `%` need not mean a number.
cp same.mov '100%d.mov' && cp same.mov '50%.mov' && cp -r frames '20%d'
for file in 100%d.mov 50%.mov 20%d/shot_%04d.png; do
  one "$file"
  expect 0 "$file" "$glyphreel" check one.yaml --strict
done

printf 'size: 320x180\nfonts: builtin\nscenes: [{length: 1s, layers: [{field: {image: {file: 20%%d/shot_0003.png}}}, {picture: "20%%d/shot_0004.png"}]}]\n' >image.yaml
expect 0 "a picture in such a folder" "$glyphreel" check image.yaml --strict
mv '20%d/shot_0005.png' '20%d/50%d.png' && sed -i 's#20%d/shot_0003#20%d/50%d#' image.yaml
expect 0 "a picture of such a name" "$glyphreel" check image.yaml --strict

# None of them is written over.
one frames/shot_%04d.png
expect 2 "a picture is not overwritten" "$glyphreel" frame one.yaml --at 1s -o frames/shot_0003.png -y
says err "is the film of scene 1, layer 1: it will not be overwritten" "a picture is not overwritten"
ln -s frames/shot_0004.png link.png
expect 2 "nor by another name" "$glyphreel" frame one.yaml --at 1s -o link.png -y
# And none is added, where a still would be taken for one the next time.
for target in frames/shot_1030.png frames/../frames/shot_9999.png "$PWD/frames/shot_12345.png"; do
  expect 2 "no picture is added: $target" "$glyphreel" frame one.yaml --at 1s -o "$target"
  says err "would be one more picture of the film of scene 1, layer 1 .shot_%04d.png.: give it" "$target"
  expect 2 "no sheet is added: $target" "$glyphreel" sheet one.yaml -o "$target"
done
for target in frames/shot_1030.jpg frames/shot_103.png frames/shot_x.png; do
  expect 0 "no picture of the sequence: $target" "$glyphreel" frame one.yaml --at 1s -o "$target"
  rm "$target"
done

# Broken inside: told once by the render for each file, and in its report.
cp -r frames broken
python3 - broken/shot_0020.png broken/shot_0021.png broken/shot_0030.png <<'EOF2'
import sys
for name in sys.argv[1:]:
    data = bytearray(open(name, "rb").read())
    start = data.rindex(b"IDAT") + 8
    for i in range(start, start + 100):
        data[i] = (i * 37 + 11) % 256
    open(name, "wb").write(data)
EOF2
one broken/shot_%04d.png
expect 0 "broken pictures are drawn" "$glyphreel" render one.yaml -o hash:broken.txt --progress none --json
for number in 0020 0021 0030; do
  says err "warning: broken/shot_$number.png: cannot be read as a picture: the picture before stays" "$number is told"
  says out "\"words\": \"broken/shot_$number.png: cannot be read" "$number is in the report"
done
expect 0 "by two workers" "$glyphreel" render one.yaml -o hash:broken2.txt -j 2 --quiet
check "broken pictures are the same for two" cmp -s broken.txt broken2.txt

# A picture that goes away or changes while it is rendered ends the render.
for change in 'rm frames/shot_0048.png' 'cp frames/shot_0001.png frames/shot_0048.png'; do
  printf 'size: 640x360\nfps: 24\nfonts: builtin\nscenes:\n  - length: 30s\n    layers: [{field: {footage: {file: frames/shot_%%04d.png}}, hue: source, palette: blocks}]\n' >fleeting.yaml
  "$glyphreel" render fleeting.yaml -o fleeting.mkv -j 1 --progress none >/dev/null 2>"$work/err" &
  pid=$!
  until ls .fleeting.mkv.glyphreel/seg-*.grs >/dev/null 2>&1 || ! kill -0 $pid 2>/dev/null; do sleep 0.05; done
  $change
  wait $pid
  check "$change ends the render" test $? -eq 4
  says err "frames/shot_0048.png: (No such file|has changed since)" "$change is told"
  check "$change makes no video" test ! -e fleeting.mkv
  rm -r .fleeting.mkv.glyphreel
  film -i same.mov frames/shot_%04d.png
done

# Many, read from where nothing can be written.
mkdir many
for number in $(seq 1 3000); do ln frames/shot_0001.png "many/$number.png"; done
printf 'size: 320x180\nfonts: builtin\nscenes: [{length: 125s, layers: [{field: {footage: {file: many/%%d.png}}}]}]\n' >many.yaml
chmod a-w many
expect 0 "three thousand pictures" "$glyphreel" frame many.yaml --at 120s -o "$work/many.jpg"
finish
