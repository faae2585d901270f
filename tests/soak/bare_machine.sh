#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The README's two commands on a machine with nothing installed: a debootstrap folder of Debian 12
# and a fresh clone inside it. Needs root. The packages come from where this machine's own do.
#   bare_machine.sh [FOLDER]    (kept for another run when given)
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
[ "$(id -u)" -eq 0 ] || { echo "bare_machine.sh: needs root" >&2; exit 1; }
if [ $# -gt 0 ]; then
  bare=$1
else
  bare=$(mktemp -d)
fi
leave() { # also when something failed
  umount "$system/proc" "$system/dev" 2>/dev/null || true
  [ -n "$kept" ] || rm -rf --one-file-system "$bare"
}
kept=${1:-}
system=$bare/system
trap leave EXIT
mirror=$(apt-get indextargets --format '$(REPO_URI) $(CODENAME)' 2>/dev/null | awk '$2 == "bookworm" && $1 ~ /debian\/?$/ { print $1; exit }')
[ -n "$mirror" ] || { echo "bare_machine.sh: apt knows no mirror of bookworm" >&2; exit 1; }

if [ ! -x "$system/usr/bin/apt-get" ]; then
  debootstrap --variant=minbase bookworm "$system" "$mirror"
fi
cp /etc/resolv.conf "$system/etc/resolv.conf"
rm -rf "$system/root/clone"
git clone -q "$root" "$system/root/clone"
mountpoint -q "$system/proc" || mount -t proc proc "$system/proc"
mountpoint -q "$system/dev" || mount --bind /dev "$system/dev"
inside() { chroot "$system" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C "$@"; }

echo "== packages before: $(inside dpkg-query -W | wc -l)"
inside /root/clone/tools/dev demo
inside sh -c 'ls -l /root/clone/out/demo.mp4'
inside /root/clone/tools/dev test
echo "bare machine: fine"
