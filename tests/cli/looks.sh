#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Looks: a song without a show, a show of three lines, and the show that `new` writes.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$work" || exit 1
python3 - <<'EOF'
import math, struct, wave
with wave.open("the band - a song.wav", "wb") as out: # twelve seconds, the middle ones loud
    out.setparams((1, 2, 8000, 0, "NONE", ""))
    out.writeframes(b"".join(
        struct.pack("<h", int((20000 if 32000 <= i < 64000 else 2000) * math.sin(i / 3) * max(0, 1 - i % 4000 / 1500)))
        for i in range(96000)))
EOF
song="the band - a song.wav"
small=(--size 160x90 --fps 12)

expect 0 "list looks" "$glyphreel" list looks
says out '^neon +[a-z]' "list looks"
expect 0 "describe a look" "$glyphreel" describe look/neon
says out 'intro' "describe a look"

expect 0 "a song alone" "$glyphreel" render "$song" -o song.mp4 "${small[@]}"
check "as long as the song" python3 - "$(ffprobe -v error -of csv=p=0 -show_entries format=duration song.mp4)" <<'EOF'
import sys
sys.exit(abs(float(sys.argv[1]) - 12) > 0.05)
EOF
tag() { ffprobe -v error -of csv=p=0 -show_entries "format_tags=$1" "$2"; }
check "called like the song" test "$(tag title song.mp4)" = "a song"
expect 0 "a part of a song with names" "$glyphreel" render "$song" -o part.mp4 "${small[@]}" --audio-start 2s \
  --set length=3s --set audio.fade_out=1s --set title="My song" --set artist=Me
check "as long as it was set" test "$(ffprobe -v error -of csv=p=0 -show_entries stream=duration -select_streams v part.mp4)" = 3.000000
check "called as it was set" test "$(tag title part.mp4)" = "My song"
check "by whom it was set" test "$(tag artist part.mp4)" = Me
check "by whom its name says" test "$(tag artist song.mp4)" = "the band"
printf '1\n00:00:01,000 --> 00:00:02,000\nwords\n' >words.srt
expect 0 "words over every scene" "$glyphreel" check "$song" --resolved \
  --set 'layers.words={lyrics: words.srt, above_shaders: yes}' --set 'on_top=[words]'
check "in each of them" test "$(grep -c '^        name: words' out)" = "$(grep -c '^  - name: ' out)"
expect 2 "it has no other argument" "$glyphreel" render "$song" other -o x.mp4
expect 3 "no such look" "$glyphreel" render "$song" -o x.mp4 --style neno
says err "^--style neno: style: there is no style 'neno'; did you mean 'neon'" "no such look"
: >empty.ogg
echo "no sound at all" >text.mp3
expect 4 "an empty song" "$glyphreel" check empty.ogg
says out 'is empty' "an empty song"
expect 4 "a text that is called a song" "$glyphreel" check text.mp3
says out '^text.mp3: is not a sound file' "nobody wrote a line of it"
printf 'x-look: {scenes: {"a: b #1": {as: drop}}}\ntemplates: {"a: b #1": {layers: [{field: plasma}]}}\n' >"my #1: look.yaml"
expect 0 "a look with a name that YAML would mistake" \
  "$glyphreel" render "$song" -o hash:mine "${small[@]}" --to 2f --style "my #1: look.yaml"
cat >drops.yaml <<'EOF'
x-look: {scenes: {one: {as: drop}, two: {as: drop}, three: {as: drop}}}
templates: {one: {layers: [{field: plasma}]}, two: {layers: [{field: rings}]}, three: {layers: [{field: fbm}]}}
EOF
printf 'audio: {tempo: 120}\nlength: 60s\nstyle: drops.yaml\n' >all.yaml
expect 0 "a look with scenes for one role" "$glyphreel" check all.yaml --resolved
for name in one two three; do
  says out "name: \"?$name" "each of them plays: $name"
done
printf 'audio: {tempo: 120}\nscenes: [{length: 1s, layers: [{field: plasma}]}]\n' >piped.yaml
mkfifo pipe
cat piped.yaml >pipe &
expect 0 "a show through a pipe" timeout 120 "$glyphreel" check pipe

expect 0 "new" "$glyphreel" new "$song" --seed 4
cp out show.yaml
says out '^title: "a song"' "new"
says out '^artist: "the band"' "new"
says out '^  artist: "the band"' "new"
says out '^seed: 4' "new"
says out 'start: bar' "new"
says out 'fade_out:' "new"
check "new says nothing beside" test ! -s err
expect 0 "what new wrote" "$glyphreel" check show.yaml
check "without a warning" sh -c '! grep -q warning err out'
expect 0 "new again" "$glyphreel" new "$song" --seed 4
check "the same" cmp -s out show.yaml
expect 0 "upright" "$glyphreel" new "$song" --aspect portrait
says out '^size: 1080x1920' "upright"
expect 2 "new with no such look" "$glyphreel" new "$song" --style neno
says err "did you mean 'neon'" "new with no such look"
expect 4 "new of nothing" "$glyphreel" new none.ogg
expect 4 "new of a song that is mistyped" "$glyphreel" new "the band - a sogn.wav"
says err "did you mean 'the band - a song.wav'" "new of a song that is mistyped"
expect 4 "new of what is no sound" "$glyphreel" new show.yaml

mkdir -p shows
expect 0 "new into a file" "$glyphreel" new "$song" --seed 4 -o shows/mine.yaml
says out '^shows/mine.yaml$' "new into a file"
check "names the song as it is seen from there" grep -qx "audio: \"../$song\"" shows/mine.yaml
check "and itself" grep -q 'glyphreel sheet mine.yaml -o' shows/mine.yaml
expect 0 "the file" "$glyphreel" check shows/mine.yaml
expect 2 "new over a file" "$glyphreel" new "$song" -o shows/mine.yaml
says err 'shows/mine.yaml exists; -y replaces it' "new over a file"
expect 0 "new over a file, wanted" "$glyphreel" new "$song" -y -o shows/mine.yaml
expect 2 "new over its song" "$glyphreel" new "$song" -y -o "$song"
expect 2 "new into no folder" "$glyphreel" new "$song" -o none/show.yaml

printf 'audio: "%s"\nstyle: neon\nseed: 4\n' "$song" >three.yaml
"$glyphreel" render three.yaml -o hash:three "${small[@]}" --quiet >/dev/null
"$glyphreel" render show.yaml -o hash:new "${small[@]}" --quiet >/dev/null
"$glyphreel" render "$song" -o hash:alone "${small[@]}" --seed 4 --quiet >/dev/null
"$glyphreel" render "$song" -o hash:other "${small[@]}" --seed 5 --quiet >/dev/null
check "three lines are what new wrote" cmp -s three new
check "and what the song alone gives" cmp -s three alone
check "another seed is another video" sh -c '! cmp -s alone other'
expect 0 "resolved" "$glyphreel" check three.yaml --resolved
cp out resolved.yaml
"$glyphreel" render resolved.yaml -o hash:resolved "${small[@]}" --quiet >/dev/null
check "resolved is the same show" cmp -s three resolved
expect 0 "another sound" "$glyphreel" check three.yaml --audio "$song"
for look in $("$glyphreel" list looks | cut -d " " -f 1); do
  expect 0 "$look is drawn" "$glyphreel" render "$song" -o "hash:$look" "${small[@]}" --style "$look" --quiet
  expect 0 "$look is drawn upright" "$glyphreel" sheet "$song" -o "$look.png" --size 90x160 --style "$look" -n 6 --quiet
done
printf 'style: neon\n' >silent.yaml
expect 0 "no sound" "$glyphreel" check silent.yaml

# Tags of any kind make a show that is in order, and what no font has is left out with a word.
tagged() { # tagged NAME TITLE: checks the show and draws its title
  ffmpeg -v error -y -i "$song" -metadata title="$2" -metadata artist="Some: \"one\" # else" tagged.flac
  expect 0 "$1: new" "$glyphreel" new tagged.flac
  cp out tagged.yaml
  expect 0 "$1: check" "$glyphreel" check tagged.yaml
  expect 0 "$1: a frame" "$glyphreel" frame tagged.yaml --at 2s --size 320x180 -o tagged.png -y
}
private=$(printf '\xf4\x8f\xbf\xbd') # U+10FFFD, in any locale
tagged "a character that no font has" "Song $private of ${private}many"
check "what is left out is told" grep -q '^# Left out .*U+10FFFD' tagged.yaml
check "what is left" grep -q '^  song: "Song  of many"' tagged.yaml
tagged "nothing that a font has" "$private$private"
check "nothing is left" grep -q '^  song: ""' tagged.yaml
tagged "quotes, colons and a hash" "a: 'b' \"c\" # d \${e} \\ {f} [g]"
tagged "two lines" "one
two"
tagged "long" "$(printf 'wordwordword %.0s' $(seq 60))"
tagged "one long word" "$(printf 'word%.0s' $(seq 60))"
tagged "several of one name" "one;two; three"
check "a list of them" grep -q '^  song: "one, two; three"' tagged.yaml
tagged "right to left" "שלום עולם - مرحبا"
tagged "empty" ""
ffmpeg -v error -y -i "$song" -metadata title="Zu@@lang" tagged.wav && python3 - <<'EOF'
data = open("tagged.wav", "rb").read()
assert b"Zu@@lang" in data
open("tagged.wav", "wb").write(data.replace(b"Zu@@lang", b"Zu\xff\xfelang"))
EOF
expect 0 "no UTF-8: new" "$glyphreel" new tagged.wav
cp out tagged.yaml
expect 0 "no UTF-8: check" "$glyphreel" check tagged.yaml
finish
