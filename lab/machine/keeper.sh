#!/bin/sh
# Keeps one container running: mounts its disk in a mount namespace of its own, starts it, starts it again when it
# reboots itself. When the last process of the machine is gone, so are the mounts.
# usage: unshare --mount --propagation slave keeper.sh FOLDER 3</proc/self/ns/mnt
set -eu
cd "$1"
# shellcheck source=/dev/null
. ./keeper.env # SLOT ID IPV4 IPV6 VLANS NAME IMAGE CGROUP MEMORY_MB NET_SCRIPTS
REBOOT=133     # what systemd-nspawn answers when the guest wants to be started again

# From its first moment on everything is inside CGROUP, where it can be frozen and killed as one.
mkdir -p "$CGROUP/keeper" "$CGROUP/box"
echo $$ >"$CGROUP/keeper/cgroup.procs"
read -r stat </proc/$$/stat
# shellcheck disable=SC2086
set -- ${stat##*)}
echo "$$ ${20}" >keeper.pid

limit_memory() {
    bytes=$((MEMORY_MB * 1024 * 1024))
    v1=/sys/fs/cgroup/memory
    if [ -e "$v1/memory.limit_in_bytes" ]; then
        mkdir -p "$v1/$NAME"
        echo "$bytes" >"$v1/$NAME/memory.limit_in_bytes"
        echo $$ >"$v1/$NAME/cgroup.procs"
    elif [ -e "$CGROUP/memory.max" ]; then
        echo "$bytes" >"$CGROUP/memory.max"
    fi
}

# Network namespaces are named where everyone sees the names: outside of our own mounts.
outside() { nsenter --mount=/proc/self/fd/3 sh "$@"; }

start() {
    # shellcheck disable=SC2016
    SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 SYSTEMD_NSPAWN_TMPFS_TMP=0 SYSTEMD_NSPAWN_API_VFS_WRITABLE=network \
        sh -c 'echo $$ >"$1/box/cgroup.procs" && shift && exec "$@" 3<&-' start "$CGROUP" \
        systemd-nspawn --quiet --boot --directory="$PWD/root" --machine="$NAME" --settings=no \
        --network-namespace-path="/run/netns/$NAME" --capability=CAP_NET_ADMIN \
        --register=no --keep-unit --resolv-conf=off --timezone=off --link-journal=no
}

limit_memory || echo "keeper: no memory limit here" >&2
mkdir -p disk root
mount -o loop,noatime,discard disk.img disk
mount -t overlay overlay -o "lowerdir=$IMAGE,upperdir=$PWD/disk/upper,workdir=$PWD/disk/work" root
code=$REBOOT
while [ "$code" = "$REBOOT" ]; do
    # shellcheck source=/dev/null
    . ./keeper.env
    # shellcheck disable=SC2086
    outside "$NET_SCRIPTS/plug.sh" "$SLOT" "$ID" "$IPV4" "$IPV6" $VLANS
    code=0
    start || code=$?
    outside "$NET_SCRIPTS/unplug.sh" "$SLOT" "$ID"
done
rm -f keeper.pid
