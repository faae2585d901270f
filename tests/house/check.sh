#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# House rules that a compiler does not see: rooms include one way only, effects and shaders keep
# no state and call no clock, nothing below src/cli prints or exits, every file says its licence.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 1
failures=0
complain() { printf 'house rule: %s\n' "$*" >&2; failures=$((failures + 1)); }

rank() { # where a room stands in the one direction of includes
  case $1 in
    base) echo 0 ;; model) echo 1 ;; media) echo 2 ;; audio | glyph) echo 3 ;; scene) echo 4 ;;
    effects | shaders) echo 5 ;; render) echo 6 ;; farm) echo 7 ;; cli) echo 8 ;; *) echo -1 ;;
  esac
}

check_include() { # check_include FILE ROOM INCLUDED-ROOM
  local from to
  from=$(rank "$2")
  to=$(rank "$3")
  [ "$to" -lt 0 ] && return
  if [ "$2" != "$3" ] && { [ "$to" -ge "$from" ] || [ "$to" -eq 5 ]; }; then
    complain "$1: $2 must not include $3"
  fi
}

while IFS=: read -r file included; do
  case $file in
    src/*) room=${file#src/}; room=${room%%/*} ;;
    *) room=${file%%/*} ;;
  esac
  [ "$(rank "$room")" -lt 0 ] && continue
  check_include "$file" "$room" "${included%%/*}"
done < <(grep -rHoE --include='*.[ch]' '^#include "[^"]+"' src effects shaders |
  sed -E 's/:#include "([^"]+)"/:\1/')

forbidden='\b(rand|srand|random|time|clock|gr_clock_[a-z_]+|gettimeofday|getenv|malloc|calloc|realloc|free|sinf?|cosf?|tanf?|expf?|logf?|powf?|atan2f?|sqrtf|fminf|fmaxf|floorf|rintf)\('
while read -r hit; do
  complain "effects and shaders are pure: $hit"
done < <(grep -rnE --include='*.[ch]' "(^|[^a-zA-Z_0-9.>])$forbidden" effects shaders |
  grep -vE '^[^:]+:[0-9]+: *(\*|/\*|")' | grep -vE 'gr_(sin|cos|exp|log|pow|atan2|sqrt|floor)')

while read -r hit; do
  complain "a changing static: $hit"
done < <(grep -rnE --include='*.c' '^ *static [^(]*[;=]' effects shaders |
  grep -vE 'static (inline )?const|static inline' | grep -v '(')

while read -r hit; do
  complain "below src/cli nothing prints or exits: $hit"
done < <(grep -rnE --include='*.c' '(^|[^a-z_])(printf|puts|perror|exit|abort)\(' src effects shaders |
  grep -vE '^src/cli/|snprintf|vsnprintf|_exit\(' )

# Found by folder, not by git: a machine that only builds has none.
for file in $(find src effects shaders fonts tests tools \( -name '*.[ch]' -o -name '*.sh' -o -name '*.py' \) ; echo tools/dev); do
  head -n 3 "$file" | grep -q 'SPDX-License-Identifier: MIT' || complain "$file: no SPDX line"
done
while read -r lines file; do
  if [ "$file" != total ] && [ "$lines" -gt 650 ]; then complain "$file: $lines lines (about 600 at most)"; fi
done < <(find src effects shaders -name '*.[ch]' | xargs wc -l)

for kind in effects shaders; do
  for file in $kind/*.c; do
    name=$(basename "$file" .c)
    grep -qE "^  - name: $name\$" scenes/gallery/$kind.yaml || complain "$file: no scene '$name' in scenes/gallery/$kind.yaml"
    still=docs/gallery/$name.jpg # of a shader that is named as an effect: NAME-shader.jpg
    [ $kind = effects ] || [ ! -f "effects/$name.c" ] || still=docs/gallery/$name-shader.jpg
    [ -f "$still" ] && [ "$(stat -c %s "$still")" -le 30000 ] || complain "$file: no $still of at most 30,000 bytes (tools/dev gallery)"
  done
done

[ "$(find src -name '*.c' | wc -l)" -gt 50 ] || complain "no sources found: is this the project's folder?"
if [ "$failures" -gt 0 ]; then
  printf '%d house rules broken\n' "$failures" >&2
  exit 1
fi
echo "house rules: fine"
