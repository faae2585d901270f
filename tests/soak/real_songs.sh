#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# How well beats are heard in real songs: eight of rock and metal, 95 to 190 beats a minute, that come
# with a game and with the tempo they were made at. Two Debian packages are fetched into a temporary
# folder and unpacked there; nothing is installed, nothing is kept.
#   real_songs.sh GLYPHREEL [FOLDER]    (FOLDER: where they are unpacked already)
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
glyphreel=$(realpath "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
songs=${2:-$work/songs}
if [ $# -lt 2 ]; then
  cd "$work"
  if ! apt-get download -q fretsonfire-songs-muldjord fretsonfire-songs-sectoid; then
    echo "real_songs.sh: apt-get cannot fetch the songs" >&2
    exit 1
  fi
  for package in ./*.deb; do dpkg-deb -x "$package" "$songs"; done
fi
python3 "$here/real_songs.py" "$glyphreel" "$songs" "$work"
