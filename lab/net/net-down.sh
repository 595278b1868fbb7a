#!/bin/sh
# Removes all that net-up.sh and plug.sh made in a slot, complete or not. May run again at any time.
# usage: net-down.sh SLOT
set -eu
slot=$1

drop_namespace() {
    ip netns delete "$1" 2>/dev/null || rm -f "/run/netns/$1"
}

# The links go first and by name: a namespace that some process still holds would keep them alive.
if [ -e "/run/netns/standby-$slot" ]; then
    nsenter --net="/run/netns/standby-$slot" ip -o link show 2>/dev/null |
        sed -n 's/^[0-9]*: \(m[0-9]*\|v[0-9]*e[0-9]\|vlan-[0-9a-f]*\)[@:].*/\1/p' |
        while read -r link; do
            nsenter --net="/run/netns/standby-$slot" ip link delete "$link" 2>/dev/null || true
        done
fi
for path in "/run/netns/standby-$slot-"*; do
    [ -e "$path" ] || continue
    drop_namespace "${path##*/}"
done
ip link delete "sb$slot" 2>/dev/null || true
[ ! -e "/run/netns/standby-$slot" ] || drop_namespace "standby-$slot"
