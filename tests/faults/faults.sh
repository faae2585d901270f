#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What goes wrong on real machines: killed workers, interruption, full disks, truncated inputs. A
# clear error, the documented exit code, nothing lost. (Places that cannot be written: places.sh.)
source "$(dirname "${BASH_SOURCE[0]}")/../cli/lib.sh"
export GLYPHREEL_CACHE= # what is interrupted must not be done at once
tiny_show "$work/tiny.yaml"
longer_show "$work/long.yaml" 20

# A zombie that nobody has reaped yet is gone all the same; what is stopped is not.
gone() { ! grep -qs '^[0-9]* (.*) [^ZX] ' "/proc/$1/stat"; }
# await NAME COMMAND...: until it succeeds, for as long as only something that hangs takes.
await() {
  local name=$1
  shift
  for _ in $(seq 6000); do
    "$@" && return 0
    sleep 0.05
  done
  fail "$name: waited in vain"
  return 1
}
has_worker() { worker=$(pgrep -P "$master" | tail -n 1) && [ -n "$worker" ] && ! gone "$worker"; }
has_segment() { ls "$(dirname "$target")/.$(basename "$target").glyphreel"/seg-*.grs >/dev/null 2>&1; }
or_done() { "$@" || gone "$master"; }
# at_work STATE TARGET ARGUMENT...: a render in the background as $master, caught and stopped in a
# state (has_worker, has_segment), so that it stays in it, whatever time we need; its workers as they
# are. One that was done before we got there is run again.
at_work() {
  local state=$1
  target=$2
  shift 2
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    rm -rf "$target" "$(dirname "$target")/.$(basename "$target").glyphreel"
    # A background job of a script has SIGINT ignored, which glyphreel would respect.
    env --default-signal=INT "$glyphreel" render "$@" -o "$target" >"$work/report" 2>"$work/err" &
    master=$!
    await "$target at work" or_done "$state"
    kill -STOP $master 2>/dev/null
    "$state" && [ ! -e "$target" ] && return 0
    kill -CONT $master 2>/dev/null
    wait $master
  done
  fail "$target: always done before it was caught"
  return 1
}
retried() { python3 -c "
import json, sys; sys.exit(json.load(open('$work/report'))['retries'] < 1)"; }

# A killed worker is retried, and the file is the same.
"$glyphreel" render "$work/long.yaml" -o "$work/calm.mp4" --quiet >/dev/null || fail "the calm render"
at_work has_worker "$work/killed.mp4" "$work/long.yaml" --json
kill -KILL "$worker"
kill -CONT $master
wait $master
check "a killed worker: exit 0" test $? -eq 0
check "a killed worker: it was retried" retried
check "a killed worker: the same file" cmp -s "$work/calm.mp4" "$work/killed.mp4"

# Whoever runs ahead of the workers may be killed too: what it had kept by then serves the next try.
cat >"$work/grown.yaml" <<'EOF'
size: 192x108
fonts: builtin
audio: {tempo: 120}
scenes: [{name: grown, length: 400s, exposure: off, layers: [{grid: lg, field: reaction, palette: classic}]}]
EOF
last=(--from 395s -j 1)
"$glyphreel" render "$work/grown.yaml" -o "hash:$work/calm" "${last[@]}" --quiet >/dev/null || fail "the calm render"
for moment in 0.2 0.1 0.05 0; do # how far it has come by then is the machine's affair
  "$glyphreel" render "$work/grown.yaml" -o "hash:$work/killed" -y "${last[@]}" --json >"$work/report" 2>"$work/err" &
  master=$!
  await "running ahead" or_done has_worker
  sleep $moment
  kill -KILL "$worker"
  wait $master
  check "running ahead was killed: exit 0" test $? -eq 0
  ! grep -q "running ahead: its worker" "$work/err" || break
done
says err "running ahead: its worker" "running ahead was killed: the master says so"
check "running ahead was killed: it was retried" retried
check "running ahead was killed: the same frames" cmp -s "$work/calm" "$work/killed"

# Interrupted: exit 75, the segments stay, a second run finishes with the same bytes.
for signal in INT TERM; do
  at_work has_segment "$work/stop.mp4" "$work/long.yaml" -j 1 --quiet
  has_worker
  kill -$signal $master
  kill -CONT $master
  wait $master
  code=$?
  check "SIG$signal: exit 75, not $code" test $code -eq 75
  check "SIG$signal: no target" test ! -e "$work/stop.mp4"
  check "SIG$signal: no worker is left" gone "$worker"
  expect 0 "SIG$signal: the second run" "$glyphreel" render "$work/long.yaml" -o "$work/stop.mp4" --json
  check "SIG$signal: finished segments were reused" python3 -c "
import json, sys; sys.exit(json.load(open('$work/out'))['segments_reused'] < 1)"
  check "SIG$signal: the same file" cmp -s "$work/calm.mp4" "$work/stop.mp4"
done

# What hears an hour of sound, or replays an hour of a simulation, stops at once as well.
python3 - "$work/hour.wav" <<'EOF'
import struct, sys
rate, size = 48000, 48000 * 2 * 3600
with open(sys.argv[1], 'wb') as file:  # silence, and no room taken on the disk
    file.write(struct.pack('<4sI8sIHHIIHH4sI', b'RIFF', 36 + size, b'WAVEfmt ', 16, 1, 1, rate,
                           rate * 2, 2, 16, b'data', size))
    file.truncate(44 + size)
EOF
hour_show() { # hour_show FILE AUDIO
  cat >"$1" <<EOF
size: 192x108
fonts: builtin
audio: {$2}
scenes: [{name: hour, length: 3600s, layers: [{grid: lg, field: reaction, palette: classic}]}]
EOF
}
hour_show "$work/heard.yaml" "file: hour.wav"
hour_show "$work/replayed.yaml" "tempo: 120"
interrupted=$tests/faults/interrupted.py
read -r code calm < <("$interrupted" none "$glyphreel" plan "$work/heard.yaml" 2>"$work/err")
stops() { # stops SIGNAL NAME COMMAND...
  local signal=$1 name=$2 code took
  shift 2
  read -r code took < <("$interrupted" $signal "$glyphreel" "$@" 2>"$work/err")
  check "SIG$signal, $name: exit 75, not $code" test "$code" -eq 75
  check "SIG$signal, $name: at once, not after $took of $calm ms" test "$took" -lt $((calm / 2))
  says err interrupted "SIG$signal, $name"
}
check "an hour's plan: exit 0, not $code" test "$code" -eq 0
for signal in INT TERM; do
  stops $signal "plan hears" plan "$work/heard.yaml"
  stops $signal "frame hears" frame "$work/heard.yaml" -o "$work/stop.png"
  stops $signal "sheet hears" sheet "$work/heard.yaml" -o "$work/stop.png"
  stops $signal "frame replays" frame "$work/replayed.yaml" --at 3599s -o "$work/stop.png"
done
check "interrupted stills: no picture" test ! -e "$work/stop.png"

# The master dies: its workers go with it.
at_work has_worker "$work/orphan.mp4" "$work/long.yaml" --quiet
kill -KILL $master
wait $master 2>/dev/null
await "a killed master leaves no worker" gone "$worker"
expect 0 "and the render can be run again" "$glyphreel" render "$work/long.yaml" -o "$work/orphan.mp4" --quiet

# What a bench measures in a process of its own is lost with that one, and goes with the bench.
bench_at_work() { # its process is stopped, so that it is not done before we get there
  "$glyphreel" bench w1 --frames 200 --rounds 99 >"$work/out" 2>"$work/err" &
  master=$!
  await "a bench at work" or_done has_worker
  kill -STOP "$worker"
}
bench_at_work
kill -KILL "$worker"
wait $master
code=$?
check "a killed bench process: exit 8, not $code" test $code -eq 8
says err 'the process of w1 died' "a killed bench process"
bench_at_work
kill -KILL $master
wait $master 2>/dev/null
await "a killed bench leaves no process" gone "$worker"

# Two renders of one target: the second is refused.
at_work has_worker "$work/twice.mp4" "$work/long.yaml" --quiet
"$glyphreel" render "$work/long.yaml" -o "$work/twice.mp4" --quiet 2>"$work/err"
check "the second render of a target is refused" test $? -ne 0
says err 'another render' "the second render says why"
kill -CONT $master
kill -TERM $master
wait $master

# A truncated sound file is used as far as it goes; one that is no sound is refused.
ffmpeg -v error -f lavfi -i "sine=330:duration=4" -c:a libmp3lame "$work/whole.mp3"
head -c 20000 "$work/whole.mp3" >"$work/cut.mp3"
expect 0 "truncated sound" "$glyphreel" render "$work/tiny.yaml" -o "$work/cut.mp4" --audio "$work/cut.mp3"
head -c 3000 /dev/urandom >"$work/noise.ogg"
expect 4 "no sound at all" "$glyphreel" render "$work/tiny.yaml" -o "$work/x.mp4" --audio "$work/noise.ogg"
: >"$work/empty.wav"
expect 4 "empty sound" "$glyphreel" render "$work/tiny.yaml" -o "$work/x.mp4" --audio "$work/empty.wav"

# A disk that is too small from the start, and one that fills up on the way: exit 7, no target, and
# the message says so.
mkdir "$work/small"
if mount -t tmpfs -o size=300k tmpfs "$work/small" 2>/dev/null; then
  expect 7 "small disk" "$glyphreel" render "$work/long.yaml" -o "$work/small/x.mp4"
  says err 'are free, and this render takes' "small disk says so"
  mount -o remount,size=200m "$work/small"
  at_work has_worker "$work/small/x.mp4" "$work/long.yaml" --crf 0 -j 1 --quiet
  head -c 199m /dev/zero >"$work/small/filler" 2>/dev/null
  kill -CONT $master
  wait $master
  code=$?
  check "full disk: exit 7, not $code" test $code -eq 7
  check "full disk: no target" test ! -e "$work/small/x.mp4"
  says err 'No space left' "full disk says so"
  rm "$work/small/filler"
  expect 0 "with room again it finishes" "$glyphreel" render "$work/long.yaml" -o "$work/small/x.mp4" --crf 0 -j 1 --quiet
  umount "$work/small"
else
  skip "no right to mount"
fi

# Show files that are none.
for bad in "" "[" "scenes: []" "{a: 1}" "scenes: 5"; do
  printf '%s' "$bad" >"$work/bad.yaml"
  expect 3 "bad show '$bad'" "$glyphreel" render "$work/bad.yaml" -o "$work/x.mp4"
done
expect 4 "a folder" "$glyphreel" render "$work" -o "$work/x.mp4"
check "nothing was written" test ! -e "$work/x.mp4"
finish
