#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A place that cannot be written is exit 2 for whatever writes, before any work, and nothing is left
# there.
source "$(dirname "${BASH_SOURCE[0]}")/../cli/lib.sh"
tiny_show "$work/tiny.yaml"
ffmpeg -v error -f lavfi -i "sine=330:duration=4" "$work/song.wav"
program=("$glyphreel")

refused() { # refused NAME PATTERN FILE ARGUMENT...
  local name=$1 pattern=$2 file=$3
  shift 3
  expect 2 "$name" "${program[@]}" "$@"
  says err "$pattern" "$name"
  check "$name: nothing is left there" test ! -f "$file" -a ! -e "$file.part"
}
all_refused() { # all_refused NAME PATTERN STEM: nothing can be written to STEM.*
  refused "$1: render" "$2" "$3.mp4" render "$work/tiny.yaml" -o "$3.mp4"
  refused "$1: render hash:" "$2" "$3.txt" render "$work/tiny.yaml" -o "hash:$3.txt"
  refused "$1: frame" "$2" "$3.png" frame "$work/tiny.yaml" --at 0s -o "$3.png"
  refused "$1: sheet" "$2" "$3.png" sheet "$work/tiny.yaml" -n 2 -o "$3.png"
  refused "$1: analyze --plot" "$2" "$3.png" analyze "$work/song.wav" --plot "$3.png"
  refused "$1: analyze --beats" "$2" "$3.txt" analyze "$work/song.wav" --beats "$3.txt"
  refused "$1: describe font" "$2" "$3.png" describe font builtin -o "$3.png"
}

all_refused "no folder" "x.*: there is no folder $work/nowhere" "$work/nowhere/x"
all_refused "below a file" "there is no folder $work/tiny.yaml" "$work/tiny.yaml/x"
mkdir "$work/folder.mp4" "$work/folder.txt" "$work/folder.png"
all_refused "a folder itself" "folder.* is a folder" "$work/folder"
refused "a work folder below a file" "Not a directory" "$work/x.mp4" render "$work/tiny.yaml" -o "$work/x.mp4" \
  --work-dir "$work/tiny.yaml/work"
# Root may write here by the mode, but there is nothing to be made: told when it is tried.
if [ -w /proc ]; then
  refused "no file can be made" "/proc/x.png.part" /proc/x.png frame "$work/tiny.yaml" --at 0s -o /proc/x.png
  refused "no file can be made" "/proc/" /proc/x.mp4 render "$work/tiny.yaml" -o /proc/x.mp4
fi

# A folder without the right to write. Root has it all the same, so root becomes nobody.
mkdir -m 555 "$work/locked"
if [ "$(id -u)" -eq 0 ]; then
  chmod 755 "$work"
  cp "$glyphreel" "$work/program" # the build may lie where nobody may not look
  program=(env GLYPHREEL_CACHE= setpriv --reuid=65534 --regid=65534 --clear-groups "$work/program")
fi
expect 0 "the program starts" "${program[@]}" --version
all_refused "a locked folder" "the folder $work/locked cannot be written: Permission denied" "$work/locked/x"
refused "a work folder in a locked folder" "$work/locked/work: Permission denied" /dev/null/x render \
  "$work/tiny.yaml" -o null: --work-dir "$work/locked/work"

# A read-only mount, where there is the right to make one.
program=("$glyphreel")
mkdir "$work/ro"
if [ "$(id -u)" -eq 0 ] && mount --bind "$work/ro" "$work/ro" 2>/dev/null && mount -o remount,ro,bind "$work/ro" 2>/dev/null; then
  all_refused "a read-only mount" "the folder $work/ro cannot be written: Read-only file system" "$work/ro/x"
  umount "$work/ro"
elif [ "$(id -u)" -eq 0 ]; then
  skip "no right to mount"
fi
finish
