#!/bin/sh
# Puts files over the content of a disk. Nothing stays mounted.
# usage: unshare --mount --propagation slave seed.sh DISK FILES MOUNTPOINT
set -eu
mkdir -p "$3"
mount -o loop,noatime "$1" "$3"
cp -a "$2/." "$3/"
umount "$3"
rmdir "$3"
