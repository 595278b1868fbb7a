#!/bin/sh
# Runs a command in the tree of a virtual machine that is off. Nothing stays mounted.
# usage: unshare --mount --propagation slave offline.sh FOLDER COMMAND...
set -eu
cd "$1"
shift
mkdir -p root
mount -o loop,noatime disk.img root
exec chroot root "$@"
