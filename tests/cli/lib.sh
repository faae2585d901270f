# SPDX-License-Identifier: MIT
# Helpers for the shell tests: each test script sources this with the program as its first argument.
set -uo pipefail
glyphreel=$1
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
tests=$(dirname "$here")
work=$(mktemp -d)
export GLYPHREEL_CACHE=$work.cache
trap 'chmod -R u+w "$work" 2>/dev/null; rm -rf "$work" "$work.cache"' EXIT
checks=0 failures=0

fail() {
  printf 'FAIL: %s\n' "$*" >&2
  failures=$((failures + 1))
}

# expect EXIT-CODE NAME COMMAND...: output goes to $work/out and $work/err.
expect() {
  local want=$1 name=$2 got
  shift 2
  "$@" >"$work/out" 2>"$work/err" </dev/null
  got=$?
  checks=$((checks + 1))
  if [ "$got" -ne "$want" ]; then
    fail "$name: exit $got, not $want"
    sed 's/^/    /' "$work/err" | tail -n 12 >&2
  fi
}
# says FILE PATTERN NAME
says() {
  checks=$((checks + 1))
  grep -qE -- "$2" "$work/$1" || { fail "$3: $1 has no /$2/"; sed 's/^/    /' "$work/$1" | head -n 12 >&2; }
}
skip() { # said here, and noted for the list that tools/dev test prints
  echo "SKIP: $1"
  [ -z "${GR_SKIPS:-}" ] || echo "$(basename "$0"): $1" >>"$GR_SKIPS"
}
check() { # check NAME COMMAND...
  local name=$1
  shift
  checks=$((checks + 1))
  "$@" || fail "$name"
}
finish() {
  printf '%d checks, %d failed\n' "$checks" "$failures"
  [ "$failures" -eq 0 ] && [ "$checks" -gt 0 ]
  exit $?
}

film() { ffmpeg -v error -nostdin -y "$@"; }

tiny_show() { # a show of 2.5 s in three scenes, quick to render
  cat >"$1" <<'EOF'
size: 192x108
fps: 24
fonts: builtin
audio: {synth: {bpm: 120, bars: 2}}
scenes:
  - name: one
    length: 1s
    layers: [{grid: lg, field: plasma, palette: classic, hue: angle}]
    shaders: [bloom, vignette]
  - name: two
    length: 1s
    layers:
      - {grid: lg, field: reaction, palette: blocks, colours: ember, hue: value}
      - {grid: xl, field: rings, palette: dots, hue: 0.6, blend: screen}
    feedback: {zoom: 0.02, decay: 0.85, blend: screen, opacity: 0.6}
  - name: three
    length: 500ms
    layers: [{grid: lg, field: tunnel, palette: shades, hue: distance}]
EOF
}
# longer_show FILE SECONDS: one scene that takes a while
longer_show() {
  cat >"$1" <<EOF
size: 640x360
fps: 24
fonts: builtin
audio: {tempo: 120}
scenes:
  - name: long
    length: ${2}s
    layers: [{grid: md, field: tunnel, palette: classic, hue: angle}]
    feedback: {zoom: 0.02, decay: 0.85, blend: screen, opacity: 0.6}
    shaders: [bloom, grain: {amount: 12}]
EOF
}
