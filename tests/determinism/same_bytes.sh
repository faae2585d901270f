#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The same bytes always: workers, threads, SIMD level, the libraries' SIMD levels, runs.
source "$(dirname "${BASH_SOURCE[0]}")/../cli/lib.sh"
tiny_show "$work/tiny.yaml"

"$glyphreel" render "$work/tiny.yaml" -o "$work/first.mp4" --quiet -j 2 >/dev/null || fail "the first render"
same_file() { # same_file NAME OPTION...
  local name=$1
  shift
  expect 0 "$name" "$glyphreel" render "$work/tiny.yaml" -o "$work/again.mp4" -y --quiet "$@"
  check "$name: the same file" cmp -s "$work/first.mp4" "$work/again.mp4"
}
for workers in 1 2 5; do same_file "$workers workers" -j $workers; done
for threads in 1 2; do same_file "$threads threads" -j 1 --threads $threads; done
same_file "another work folder" --work-dir "$work/elsewhere"

"$glyphreel" info --json >"$work/info"
levels=$(python3 -c "import json; print(*json.load(open('$work/info'))['simd_usable'])")
for level in $levels; do same_file "SIMD level $level" --cpu "$level"; done
# x264 picks its own level; asm= holds it back. The plan differs, so only the file's end may count:
# compare decoded frames and packets rather than the tool's tags.
packets() { ffmpeg -v error -i "$1" -map 0:v -c copy -f framemd5 - | grep -v '^#'; }
packets "$work/first.mp4" >"$work/packets"
for level in 0 SSE2 AVX2; do
  expect 0 "x264 asm=$level" "$glyphreel" render "$work/tiny.yaml" -o "$work/x.mp4" -y --quiet --encoder-options "asm=$level"
  packets "$work/x.mp4" >"$work/x"
  check "x264 asm=$level: the same packets" cmp -s "$work/packets" "$work/x"
done

# All effects of the catalogue, a second of each.
gallery=$(dirname "${BASH_SOURCE[0]}")/../../scenes/gallery/effects.yaml
for workers in 1 5; do
  expect 0 "the gallery by $workers workers" "$glyphreel" render "$gallery" -o "hash:$work/gallery$workers" --quiet -j $workers \
    --size 320x180 --fps 12 --set style.scene.length=1s --set audio.synth.bars=8
done
check "the gallery: the same by any number of workers" cmp -s "$work/gallery1" "$work/gallery5"

# A frame by itself equals the frame in sequence.
"$glyphreel" render "$work/tiny.yaml" -o "hash:$work/all" --quiet >/dev/null
for number in 59 0 30 47 25 12; do
  time=$(awk -v n=$number '$1 == n { print $2 }' "$work/all")
  expect 0 "frame $number alone" "$glyphreel" render "$work/tiny.yaml" -o "hash:$work/one" -y --quiet --from "${number}f" --to "$((number + 1))f"
  check "frame $number at $time: the same" sh -c "grep -qxF \"\$(cat '$work/one')\" '$work/all'"
done

# One scene edited: the others keep their frames.
sed 's/field: tunnel/field: fbm/' "$work/tiny.yaml" >"$work/edited.yaml"
"$glyphreel" render "$work/edited.yaml" -o "hash:$work/edited" --quiet >/dev/null
check "unedited scenes stay" sh -c "head -n 48 '$work/all' >'$work/h1'; head -n 48 '$work/edited' | cmp -s - '$work/h1'"
check "the edited scene changed" sh -c "! cmp -s '$work/all' '$work/edited'"

# Another seed is another video; the same seed is not.
"$glyphreel" render "$work/tiny.yaml" -o "hash:$work/seed1" --seed 1 --quiet >/dev/null
"$glyphreel" render "$work/tiny.yaml" -o "hash:$work/seed2" --seed 1 --quiet >/dev/null
check "a seed is a seed" cmp -s "$work/seed1" "$work/seed2"
check "another seed differs" sh -c "! cmp -s '$work/all' '$work/seed1'"

# The same motion at any rate: equal times are equal frames.
for rate in 12 48 60; do
  "$glyphreel" render "$work/tiny.yaml" -o "hash:$work/rate" -y --fps $rate --quiet >/dev/null
  check "$rate fps agrees with 24 at equal times" python3 - "$work/all" "$work/rate" <<'EOF'
import sys
read = lambda path: {line.split()[1]: line.split()[2] for line in open(path)}
a, b = map(read, sys.argv[1:])
common = set(a) & set(b)
sys.exit(len(common) < 20 or any(a[t] != b[t] for t in common))
EOF
done

# Two scenes at once: every transition, one of them longer than a segment, so that segments start
# inside of it. And every simulation: segments start from what was kept of them.
golden=$(dirname "${BASH_SOURCE[0]}")/../golden
same_hashes() { # same_hashes SHOW NAME OPTION...
  local show=$1 name=$2
  shift 2
  expect 0 "$show, $name" "$glyphreel" render "$golden/$show.yaml" -o "hash:$work/again" -y --quiet "$@"
  check "$show, $name: the same frames" cmp -s "$work/all" "$work/again"
}
same_show() { # same_show SHOW FRAME...
  local show=$1 number
  shift
  "$glyphreel" render "$golden/$show.yaml" -o "hash:$work/all" -y --quiet -j 1 >/dev/null || fail "the $show"
  for workers in 2 5; do same_hashes "$show" "$workers workers" -j $workers; done
  same_hashes "$show" "2 threads" -j 1 --threads 2
  for level in $levels; do same_hashes "$show" "SIMD level $level" --cpu "$level"; done
  for number in "$@"; do
    expect 0 "$show, frame $number alone" "$glyphreel" render "$golden/$show.yaml" -o "hash:$work/one" -y --quiet --from "${number}f" --to "$((number + 1))f"
    check "$show, frame $number: the same" sh -c "grep -qxF \"\$(cat '$work/one')\" '$work/all'"
  done
}
same_show transitions 6 9 27 58 64 89 104 155 170
same_show simulations 0 47 48 60 107 110 125 140 152 167
finish
