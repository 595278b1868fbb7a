#!/bin/sh
# Keeps one volume on one container: a loop device of its file, whose node is there in the guest's /dev as the cloud has
# it, after each of its starts too. Ends with its group; the loop device ends with the last who has it open.
# usage: hold-volume.sh CGROUP ID FILE LABEL
set -eu
mkdir -p "$1/volume-$2"
echo $$ >"$1/volume-$2/cgroup.procs"
box=$1/box
file=$3
link=dev/disk/by-id/scsi-0Linode_Volume_$4

loop=$(losetup --find --show "$file")
exec 4<>"$loop"
# The kernel notes it, and lets the device go when nobody has it open.
losetup --detach "$loop"
minor=${loop#/dev/loop}

# The process that is number 1 in the guest.
init_of_guest() {
    find "$box" -name cgroup.procs -exec cat {} + 2>/dev/null | while read -r pid; do
        ids=$(sed -n 's/^NSpid:[[:space:]]*//p' "/proc/$pid/status" 2>/dev/null || true)
        case $ids in *[!0-9]1) echo "$pid" && break ;; esac
    done
}

init=
while :; do
    [ -n "$init" ] && [ -d "/proc/$init" ] || init=$(init_of_guest)
    # Its /dev is its own from the moment at which it has a root of its own.
    if [ -n "$init" ] && [ -e "/proc/$init/root/run/systemd/private" ] && [ ! -b "/proc/$init/root/$link" ]; then
        mkdir -p "/proc/$init/root/${link%/*}"
        mknod -m 0660 "/proc/$init/root/$link" b 7 "$minor" || true
    fi
    sleep 0.5
done
