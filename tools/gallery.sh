#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Draws docs/gallery from the shows of scenes/gallery: a still of every effect and shader (the
# middle of the scene that is named as it), one picture of all of them, and sheets: one frame with
# every shader and mood, and the shows that are sheets themselves; and docs/images: demo.jpg, a frame
# of every scene of the demo, looks.jpg, two scenes of every look, and examples.jpg, a frame of every
# example. Names (of effects, shaders or sheets, or `demo`, `looks`, `examples`) draw those alone, and
# whatever has no picture yet.
#   gallery.sh GLYPHREEL SHOWS-FOLDER GALLERY-FOLDER [NAME...]
set -euo pipefail
glyphreel=$1 shows=$2 gallery=$3
asked=" ${*:4} "
most_bytes=30000
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

wanted() { # wanted NAME PICTURE
  [[ "$asked" =~ ^\ *$ || "$asked" == *" $1 "* || ! -f "$2" ]]
}

# Drawn large and made small in linear light, so that glyphs melt as they do from afar; then the
# best quality that keeps the file small.
power() { local e="'maxval*pow(val/maxval,$1)'"; echo "lutrgb=r=$e:g=$e:b=$e"; }
to_light=format=gbrp16le,$(power 2.2)
to_code=$(power 1/2.2),format=rgb24
melt() { ffmpeg -v error -y -i "$1" -vf "$to_light,scale=${3:-480:270}:flags=area,format=gbrp16le,$to_code" "$2" </dev/null; }
shrink() { # shrink PICTURE OUTPUT
  local quality small=$work/small.png
  melt "$1" "$small"
  for quality in 2 3 4 5 6 8 10 13 16 20; do
    ffmpeg -v error -y -i "$small" -q:v $quality -pix_fmt yuvj420p "$2" </dev/null
    [ "$(stat -c %s "$2")" -gt $most_bytes ] || return 0
  done
  echo "gallery: $2 is over $most_bytes bytes" >&2
  return 1
}
to_jpeg() { ffmpeg -v error -y -i "$1" -frames:v 1 -update 1 -pix_fmt yuvj420p -q:v "${3:-5}" "$2" </dev/null; echo "$2"; }
names_of() { "$glyphreel" list "$1" | awk '{print $1}'; }
scenes_of() { # scenes_of SHOW: names and middle frames
  "$glyphreel" plan "$1" --json | python3 -c '
import json, sys
for scene in json.load(sys.stdin)["scenes"]:
    print(scene["name"], scene["first_frame"] + scene["frames"] // 2)'
}

# A shader that is named as an effect has another file.
names_of effects >"$work/effects.names"
still_of() { # still_of KIND NAME
  if [ "$1" = shaders ] && grep -qx "$2" "$work/effects.names"; then echo "$2-shader.jpg"; else echo "$2.jpg"; fi
}

mkdir -p "$gallery"
stills=()
for kind in effects shaders; do
  show=$shows/$kind.yaml
  scenes_of "$show" >"$work/$kind"
  for name in $(names_of $kind); do
    still=$gallery/$(still_of $kind "$name")
    stills+=("$still")
    wanted "$name" "$still" || continue
    at=$(awk -v name="$name" '$1 == name {print $2}' "$work/$kind")
    [ -n "$at" ] || { echo "gallery: $show has no scene '$name'" >&2; exit 1; }
    "$glyphreel" frame "$show" --at "${at}f" --size 1920x1080 -o "$work/$name.png" --quiet -y >/dev/null
    shrink "$work/$name.png" "$still"
    echo "$still"
  done
done

# The page that shows them, from the program's own words.
sheet_section() { # sheet_section TITLE PICTURE
  printf '\n## %s\n\n![%s](%s)\n\n' "$1" "$1" "$2"
}
rows_of() { printf '| | |\n|---|---|\n'; "$glyphreel" list "$1" | sed -E 's/^([^ ]+) +(.*)$/| **\1** | \2 |/'; }
{
  printf '# Gallery\n\nMade by `tools/dev gallery` from the shows of [scenes/gallery](../../scenes/gallery): change those, not this.\n'
  for kind in effects shaders; do
    printf '\n## %s\n' "${kind^}"
    [ $kind = effects ] || printf '\n[One frame with every shader](shaders.jpg).\n'
    printf '\n| | |\n|---|---|\n'
    "$glyphreel" list $kind | while read -r name summary; do
      echo "| ![$name]($(still_of $kind "$name")) | **$name**: $summary |"
    done
  done
  for kind in moods blends masks transitions; do
    sheet_section "${kind^}" "$kind.jpg"
    rows_of $kind
  done
  sheet_section Feedback feedback.jpg
  printf '`feedback: tunnel` and the other presets, each over three pictures ([feedback.yaml](../../scenes/gallery/feedback.yaml)).\n'
} >"$gallery/README.md"

columns=4 many=7
rows=$(((${#stills[@]} + many - 1) / many))
for i in "${!stills[@]}"; do cp "${stills[$i]}" "$work/$(printf 'still-%03d.jpg' "$i")"; done
ffmpeg -v error -y -i "$work/still-%03d.jpg" -frames:v 1 -update 1 -pix_fmt yuvj420p -q:v 5 \
  -vf "scale=240:135:flags=area,tile=${many}x$rows:padding=6:margin=6:color=0x111111" "$gallery/all.jpg" </dev/null
echo "$gallery/all.jpg"

# Shows that are sheets themselves: the middle of every scene, or several moments of it.
draw_sheet() { # draw_sheet NAME COLUMNS WIDTH [MOMENTS]; a scene `before` has no row of its own
  wanted "$1" "$gallery/$1.jpg" || return 0
  local count
  count=$(($(scenes_of "$shows/$1.yaml" | grep -cv '^before ') * ${4:-1}))
  "$glyphreel" sheet "$shows/$1.yaml" -n "$count" --columns "$2" --thumb "$3" --size 1920x1080 -o "$work/$1.png" --quiet -y >/dev/null
  to_jpeg "$work/$1.png" "$gallery/$1.jpg"
}
draw_sheet blends 4 400
draw_sheet masks 3 400
draw_sheet feedback 3 400
draw_sheet transitions 5 280 5

# One frame with every shader, and with every mood, from sheet.yaml.
sheet=$shows/sheet.yaml
for kind in shaders moods; do
  wanted $kind "$gallery/$kind.jpg" || continue
  rm -f "$work"/tile-*.png
  number=0 wide=$columns
  [ $kind = shaders ] || wide=3
  for name in none $(names_of $kind); do
    chain=$name
    [ "$name" != none ] || chain=
    ! grep -q "^  show_$name:" "$sheet" || chain=show_$name
    "$glyphreel" frame "$sheet" --at 4s --size 1920x1080 --set "scenes.base.shaders=[$chain]" --set "vars.caption=$name" \
      -o "$work/one.png" --quiet -y >/dev/null
    melt "$work/one.png" "$work/$(printf 'tile-%03d.png' $number)"
    number=$((number + 1))
  done
  ffmpeg -v error -y -i "$work/tile-%03d.png" -frames:v 1 -update 1 -pix_fmt yuvj420p -q:v 7 \
    -vf "tile=${wide}x$(((number + wide - 1) / wide)):padding=6:margin=6:color=0x111111" "$gallery/$kind.jpg" </dev/null
  echo "$gallery/$kind.jpg"
done

# A frame of every scene of the demo.
demo=${gallery%/*}/images/demo.jpg
if wanted demo "$demo"; then
  rm -f "$work"/tile-*.png
  number=0
  for at in 2.6s 8s 13.3s 20.4s 24s 29.3s; do
    "$glyphreel" frame "$shows/../demo.yaml" --at $at --size 1920x1080 -o "$work/one.png" --quiet -y >/dev/null
    melt "$work/one.png" "$work/$(printf 'tile-%03d.png' $number)" 640:360
    number=$((number + 1))
  done
  ffmpeg -v error -y -i "$work/tile-%03d.png" -frames:v 1 -update 1 -pix_fmt yuvj420p -q:v 4 -vf tile=3x2 "$demo" </dev/null
  echo "$demo"
fi

# Two scenes of every look side by side, with its name on the first: of these, else of its first two.
scenes_of_look() {
  case $1 in
    cathedral) echo nave glory ;;
    deep_sea) echo whale storm ;;
    ember) echo forge corona ;;
    glitch) echo testcard mosh ;;
    ink) echo koi splash_night ;;
    neon) echo puddle highway ;;
    paper) echo halftone_eye burst ;;
    terminal) echo globe count ;;
    *) sed -n 's/^    \([a-z_]*\): {as: .*/\1/p' "$shows/../looks/$1.yaml" | head -2 ;;
  esac
}
look_show() { # look_show LOOK SCENE CAPTION
  printf 'style: %s\naudio: {synth: {bpm: 122, bars: 4, style: drive, seed: 3}}\nscenes:\n' "$1"
  printf '  - name: %s\n    extends: %s\n    length: 4 bars\n' "$2" "$2"
  [ -z "$3" ] || printf '    layers:\n      - {name: caption, text: "%s", at: [-1.64, -0.86], anchor: top, align: start, size: 120, font: modern, colour: ffffff, glow: no, plate: {opacity: 0.85, colour: "000000", padding: 0.25, blur: 0, radius: 0}, above_shaders: yes}\n' "$3"
}
looks=${gallery%/*}/images/looks.jpg
if wanted looks "$looks"; then
  rm -f "$work"/tile-*.png
  number=0
  for name in $(names_of looks); do
    caption=$name
    for scene in $(scenes_of_look "$name"); do
      look_show "$name" "$scene" "$caption" >"$work/look.yaml"
      "$glyphreel" frame "$work/look.yaml" --at 5.1s --size 1920x1080 -o "$work/one.png" --quiet -y >/dev/null
      melt "$work/one.png" "$work/$(printf 'tile-%03d.png' $number)"
      number=$((number + 1))
      caption=
    done
  done
  ffmpeg -v error -y -i "$work/tile-%03d.png" -frames:v 1 -update 1 -pix_fmt yuvj420p -q:v 5 \
    -vf "tile=4x$(((number + 3) / 4)):padding=6:margin=6:color=0x111111" "$looks" </dev/null
  echo "$looks"
fi

# A frame of every example at its best moment (else after 8 s), in the order of their README, in
# three columns. One that is upright is shown at three moments; one for many songs with two.
moments_of_example() { # lines of: moment, vars
  case $1 in
    breathing_plasma) echo 11.3s ;;
    cathedral) echo 18.3s ;;
    cuts) echo 8.5s ;;
    glasshouse) echo 21s ;;
    journey) echo 23s ;;
    karaoke) echo 15.6s ;;
    moonrise) echo 9.3s ;;
    moth) echo 11.2s ;;
    night_shift) echo 30s ;;
    one_word) echo 36.3s ;;
    rain) printf '%s\n' 3s 7s 11s ;;
    three_songs) printf '%s\n' "8.3s night_drive" "9s lanterns" ;;
    titles) echo 5.2s ;;
    tunnel_through_noise) echo 15s ;;
    *) echo 8s ;;
  esac
}
examples=${gallery%/*}/images/examples.jpg
if wanted examples "$examples"; then
  rm -f "$work"/tile-*.png
  number=0
  folder=$shows/../examples
  for name in $(sed -n 's/^| \[\([a-z_]*\)\].*/\1/p' "$folder/README.md"); do
    number_upright=0
    rm -f "$work"/upright-*.png
    while read -r at song; do
      song_vars=()
      [ -z "$song" ] || song_vars=(--vars "$folder/songs/$song.yaml")
      "$glyphreel" frame "$folder/$name.yaml" --at "$at" "${song_vars[@]}" -q production -o "$work/one.png" --quiet -y >/dev/null </dev/null
      if [ "$name" = rain ]; then
        ffmpeg -v error -y -i "$work/one.png" -vf "$to_light,scale=156:270:force_original_aspect_ratio=increase:flags=area,crop=156:270,format=gbrp16le,$to_code" \
          "$work/upright-$number_upright.png" </dev/null
        number_upright=$((number_upright + 1))
        continue
      fi
      melt "$work/one.png" "$work/$(printf 'tile-%03d.png' $number)"
      number=$((number + 1))
    done < <(moments_of_example "$name")
    [ $number_upright -eq 0 ] && continue
    ffmpeg -v error -y -i "$work/upright-%d.png" -frames:v 1 -update 1 -vf "tile=3x1:padding=6:color=0x111111" \
      "$work/$(printf 'tile-%03d.png' $number)" </dev/null
    number=$((number + 1))
  done
  ffmpeg -v error -y -i "$work/tile-%03d.png" -frames:v 1 -update 1 -pix_fmt yuvj420p -q:v 6 \
    -vf "tile=3x$(((number + 2) / 3)):padding=6:margin=6:color=0x111111" "$examples" </dev/null
  echo "$examples"
fi
