#!/usr/bin/env zsh
# SPDX-License-Identifier: MIT
# completes.zsh SCRIPT LINE EXPECTED: types the line and a tab in a zsh of its own that has loaded the
# script; fails when it does not become what is expected within a minute.
zmodload zsh/zpty || exit 1
script=$1 line=$2 expected=$3 seen=

await() { # await TEXT
  local more end=$((SECONDS + 60))
  until [[ $seen == *$1* ]]; do
    if zpty -r -t shell more; then
      seen+=$more
    elif ((SECONDS > end)); then
      print -r -- "typed '$line', wanted '$expected', saw: ${(V)seen}" >&2
      exit 1
    else
      sleep 0.1
    fi
  done
}

zpty -b shell zsh -f -i
zpty -w shell "PS1='> '; autoload -Uz compinit; compinit -u -D; source ${(q)script}; echo REA''DY"
await READY
seen=
zpty -w -n shell "$line"$'\t'
await "$expected"
zpty -d shell
