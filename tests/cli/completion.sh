#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Completion scripts: each shell loads its own and completes with it.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
for shell in bash zsh fish; do
  expect 0 "completion $shell" "$glyphreel" completion "$shell"
  cp "$work/out" "$work/$shell"
done
expect 2 "completion of no shell" "$glyphreel" completion fihs
says err "did you mean 'fish'" "completion of no shell"
expect 2 "completion of nothing" "$glyphreel" completion
expect 1 "stdout closed" sh -c "'$glyphreel' completion bash >&-"

check "bash reads its script" bash -n "$work/bash"
source "$work/bash"
mkdir "$work/files" "$work/files/songs"
touch "$work/files/my show.yaml" "$work/files/other.yml" "$work/files/song.ogg"
cd "$work/files" || exit 1

# completes NAME WORDS... :: EXPECTED...: the last word is the one being typed.
completes() {
  local name=$1 want
  shift
  COMP_WORDS=(glyphreel)
  while [ "$1" != :: ]; do COMP_WORDS+=("$1"); shift; done
  shift
  COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
  _glyphreel
  want=$(printf '%s\n' "$@" | sort -u)
  checks=$((checks + 1))
  [ "$(printf '%s\n' "${COMPREPLY[@]}" | sort -u)" = "$want" ] ||
    fail "$name: completes to '${COMPREPLY[*]}', not '$*'"
}
completes "a command" re :: render
completes "a command among several" s :: schema sheet
completes "a long option" render --progr :: --progress
completes "an option of every command" list --ver :: --verbose
completes "its choices" render --progress j :: json
completes "choices behind =" render --cpu = avx :: avx2 avx512
completes "nothing typed behind =" completion --cpu = :: auto avx2 avx512 none sse2 vbmi
completes "a catalogue's names" render x.yaml -q pre :: preview
completes "a catalogue's names, long" frame --aspect por :: portrait
completes "shows and songs" render "" :: "my show.yaml" other.yml song.ogg songs
completes "shows and folders" check "" :: "my show.yaml" other.yml songs
completes "any file" render x.yaml -o so :: song.ogg songs
completes "folders" render --work-dir "" :: songs
completes "a free value" render --size "" :: ""
completes "a kind" list eff :: effects
completes "an entry" describe plas :: plasma
completes "an entry of a kind" describe shader/bloo :: shader/bloom
completes "words of a command" bench work :: workers
completes "one that is measured when nothing is named" bench para :: parameters
completes "shells" completion f :: fish
completes "help" help comp :: completion
completes "no arguments" info "" :: ""
# Everything that there is can be completed.
for kind in effects shaders palettes; do
  while read -r name _; do
    COMP_WORDS=(glyphreel describe "${kind%s}/$name") COMP_CWORD=2
    _glyphreel
    check "${kind%s}/$name completes" test "${COMPREPLY[0]:-}" = "${kind%s}/$name"
  done < <("$glyphreel" list "$kind")
done
"$glyphreel" --help | sed -n '/^commands:/,/^$/s/^  \([a-z-]*\) .*/\1/p' >"$work/commands"
check "there are commands" test "$(wc -l <"$work/commands")" -ge 11
while read -r command; do
  for long in $("$glyphreel" "$command" --help | grep -oE '^  (-[a-z:]+, |    )--[a-z-]+' | grep -oE -- '--[a-z-]+'); do
    COMP_WORDS=(glyphreel "$command" "$long") COMP_CWORD=2
    _glyphreel
    check "$command $long completes" grep -qx -- "$long" <(printf '%s\n' "${COMPREPLY[@]}")
    check "zsh knows $command $long" grep -q -- "$long" "$work/zsh"
    check "fish knows $command $long" grep -q "from $command'.* -l ${long#--} " "$work/fish"
  done
done <"$work/commands"

if command -v zsh >/dev/null; then
  check "zsh reads its script" zsh -n "$work/zsh"
  zsh_completes() { # zsh_completes LINE EXPECTED
    check "zsh, completing '$1'" zsh -f "$here/completes.zsh" "$work/zsh" "$1" "$2"
  }
  zsh_completes "glyphreel schem" "glyphreel schema"
  zsh_completes "glyphreel render --progre" "--progress"
  zsh_completes "glyphreel render -q prev" "-q preview"
  zsh_completes "glyphreel describe shader/bloo" "shader/bloom"
  zsh_completes "glyphreel check othe" "other.yml"
else
  skip "no such shell"
fi
if command -v fish >/dev/null; then
  check "fish reads its script" fish -n "$work/fish"
  fish_completes() { # fish_completes LINE EXPECTED
    HOME=$work fish --no-config -c "source '$work/fish'; complete -C '$1'" >"$work/out"
    says out "^$2(\$|[[:space:]])" "fish, completing '$1'"
  }
  fish_completes "glyphreel re" render
  fish_completes "glyphreel render -q " preview
  fish_completes "glyphreel render --progress=" "--progress=json"
  fish_completes "glyphreel describe shader/bloo" shader/bloom
  fish_completes "glyphreel check oth" other.yml
  fish_completes "glyphreel render x.yaml -o so" song.ogg
else
  skip "no such shell"
fi
finish
