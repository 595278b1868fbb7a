#!/bin/sh
# Runs a command in the tree of a machine that is off. Nothing stays mounted.
# usage: unshare --mount --propagation slave offline.sh FOLDER COMMAND...
set -eu
cd "$1"
shift
# shellcheck source=/dev/null
. ./keeper.env
mkdir -p disk root
mount -o loop,noatime disk.img disk
mount -t overlay overlay -o "lowerdir=$IMAGE,upperdir=$PWD/disk/upper,workdir=$PWD/disk/work" root
exec chroot root "$@"
