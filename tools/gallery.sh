#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Stills of every effect and shader for docs/gallery, one sheet of all, and one of feedback. The shows of
# scenes/gallery have one scene of ten seconds for each, named as it; its middle is its still.
# With names only those are drawn anew, and whatever has no still yet.
#   gallery.sh GLYPHREEL SHOWS-FOLDER GALLERY-FOLDER [NAME...]
set -euo pipefail
glyphreel=$1 shows=$2 gallery=$3
wanted=" ${*:4} "
most_bytes=30000
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Drawn large and made small in linear light, so that glyphs melt as they do from afar; then the
# best quality that keeps the file small.
power() { local e="'maxval*pow(val/maxval,$1)'"; echo "lutrgb=r=$e:g=$e:b=$e"; }
to_light=format=gbrp16le,$(power 2.2)
to_code=$(power 1/2.2),format=rgb24
shrink() { # shrink PICTURE OUTPUT
  local quality small=$work/small.png
  ffmpeg -v error -y -i "$1" -vf "$to_light,scale=480:270:flags=area,format=gbrp16le,$to_code" "$small" </dev/null
  for quality in 2 3 4 5 6 8 10 13 16 20; do
    ffmpeg -v error -y -i "$small" -q:v $quality -pix_fmt yuvj420p "$2" </dev/null
    [ "$(stat -c %s "$2")" -gt $most_bytes ] || return 0
  done
  echo "gallery: $2 is over $most_bytes bytes" >&2
  return 1
}

wanted() { # wanted NAME NAMES...: whether it is among them, or there are none
  local name=$1 one
  shift
  [ $# -gt 0 ] || return 0
  for one; do [ "$one" != "$name" ] || return 0; done
  return 1
}

# A shader that is named as an effect has another file.
"$glyphreel" list effects | awk '{print $1}' >"$work/effects.names"
still_of() { # still_of KIND NAME
  if [ "$1" = shaders ] && grep -qx "$2" "$work/effects.names"; then echo "$2-shader.jpg"; else echo "$2.jpg"; fi
}

mkdir -p "$gallery"
stills=()
for kind in effects shaders; do
  show=$shows/$kind.yaml
  "$glyphreel" plan "$show" --json >"$work/plan.json"
  python3 - "$work/plan.json" >"$work/$kind" <<'END'
import json, sys
for scene in json.load(open(sys.argv[1]))["scenes"]:
    print(scene["name"], (scene["first_frame"] + scene["frames"] // 2))
END
  for name in $("$glyphreel" list $kind | awk '{print $1}'); do
    stills+=("$gallery/$name.jpg")
    [[ "$wanted" =~ ^\ *$ || "$wanted" == *" $name "* || ! -f "$gallery/$name.jpg" ]] || continue
    at=$(awk -v name="$name" '$1 == name {print $2}' "$work/$kind")
    [ -n "$at" ] || { echo "gallery: $show has no scene '$name'" >&2; exit 1; }
    "$glyphreel" frame "$show" --at "${at}f" --size 1920x1080 -o "$work/$name.png" --quiet >/dev/null
    shrink "$work/$name.png" "$gallery/$name.jpg"
    echo "$gallery/$name.jpg"
  done
done

for kind in blends masks; do
  scenes=$("$glyphreel" plan "$shows/$kind.yaml" --json | python3 -c 'import json, sys; print(len(json.load(sys.stdin)["scenes"]))')
  "$glyphreel" sheet "$shows/$kind.yaml" -n "$scenes" --columns 4 --thumb 400 --size 1920x1080 -o "$work/$kind.png" --quiet >/dev/null
  ffmpeg -v error -y -i "$work/$kind.png" -frames:v 1 -update 1 -pix_fmt yuvj420p -q:v 5 "$gallery/$kind.jpg" </dev/null
  echo "$gallery/$kind.jpg"
done

# The page that shows them, from the program's own words.
{
  printf '# Gallery\n\nMade by `tools/dev gallery` from the shows of [scenes/gallery](../../scenes/gallery): change those, not this.\n'
  for kind in effects shaders; do
    printf '\n## %s\n\n| | |\n|---|---|\n' "${kind^}"
    "$glyphreel" list $kind | while read -r name summary; do
      echo "| ![$name]($(still_of $kind "$name")) | **$name**: $summary |"
    done
  done
  for kind in blends masks; do
    printf '\n## %s\n\n![%s](%s.jpg)\n\n| | |\n|---|---|\n' "${kind^}" "$kind" "$kind"
    "$glyphreel" list $kind | sed -E 's/^([^ ]+) +(.*)$/| **\1** | \2 |/'
  done
} >"$gallery/README.md"

columns=4
rows=$(((${#stills[@]} + columns - 1) / columns))
for i in "${!stills[@]}"; do cp "${stills[$i]}" "$work/$(printf 'still-%03d.jpg' "$i")"; done
ffmpeg -v error -y -i "$work/still-%03d.jpg" -frames:v 1 -update 1 -pix_fmt yuvj420p -q:v 4 \
  -vf "scale=320:180:flags=area,tile=${columns}x$rows:padding=6:margin=6:color=0x111111" "$gallery/all.jpg" </dev/null
echo "$gallery/all.jpg"
