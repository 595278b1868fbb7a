#!/bin/sh
# Becomes one service of the lab: enter-tree.sh PIDFILE TREE STATE CACHE PROGRAM [ARGUMENT...]
# Runs in a mount namespace of its own. The tree becomes the root, read-only; STATE is /lab and CACHE is /cache in it.
# The old root is let go, else this namespace would keep the disks of machines mounted that were destroyed meanwhile.
set -eu
pidfile=$1 tree=$2 state=$3 cache=$4
shift 4

# The process keeps its number and start time through every exec below, so the file is right from its first moment.
printf '%s %s\n' "$$" "$(cut -d ' ' -f 22 "/proc/$$/stat")" >"$pidfile"

mount --bind "$tree" "$tree"
mount -o remount,bind,ro "$tree"
mount --bind /dev "$tree/dev"
mount -t proc proc "$tree/proc"
mount -t tmpfs -o mode=1777 tmpfs "$tree/tmp"
mount -t tmpfs tmpfs "$tree/run"
mount --bind "$state" "$tree/lab"
mount --bind "$cache" "$tree/cache"

cd "$tree"
pivot_root . mnt
cd /
umount -l /mnt
exec "$@"
