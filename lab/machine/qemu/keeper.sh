#!/bin/sh
# Keeps one virtual machine running: plugs it in, runs QEMU, unplugs it; starts it again when it reboots itself, with power
# off in between: a warm start of hardware that the guest has used may find no disk.
# usage: unshare --mount --propagation slave keeper.sh FOLDER 3</proc/self/ns/mnt
set -eu
cd "$1"
# shellcheck source=/dev/null
. ./keeper.env # SLOT ID IPV4 IPV6 VLANS NAME CGROUP NET_SCRIPTS

# From its first moment on everything is inside CGROUP, where it can be found and killed as one.
mkdir -p "$CGROUP/keeper" "$CGROUP/box"
echo $$ >"$CGROUP/keeper/cgroup.procs"
read -r stat </proc/$$/stat
# shellcheck disable=SC2086
set -- ${stat##*)}
echo "$$ ${20}" >keeper.pid

# Network namespaces are named where everyone sees the names.
outside() { nsenter --mount=/proc/self/fd/3 sh "$@"; }

run() {
    # The guest sets the addresses of its VLANs itself.
    bridges=
    for vlan in $VLANS; do bridges="$bridges ${vlan%%,*},"; done
    # shellcheck disable=SC2086
    outside "$NET_SCRIPTS/plug.sh" "$SLOT" "$ID" "$IPV4" "$IPV6" $bridges
    outside "$NET_SCRIPTS/tap.sh" "$NAME"
    set --
    while read -r argument; do set -- "$@" "$argument"; done <qemu.args
    # Both ends of it in one hand: QEMU must not see an end of its orders.
    [ -p events.in ] || mkfifo events.in
    exec 4<>events.in
    echo '{"execute":"qmp_capabilities"}' >&4
    code=0
    # shellcheck disable=SC2016
    sh -c 'echo $$ >"$1/box/cgroup.procs" && shift && exec "$@" 3<&- 4<&-' start "$CGROUP" \
        nsenter --net="/run/netns/$NAME" qemu-system-x86_64 "$@" <&4 >events.log || code=$?
    [ "$code" = 0 ] || echo "keeper: QEMU ended with exit code $code" >&2
    outside "$NET_SCRIPTS/unplug.sh" "$SLOT" "$ID"
}

# A watchdog's reset and a triple fault are resets by the guest, too.
run
while grep -q '"reason": "guest-reset"' events.log; do run; done
rm -f keeper.pid
