#!/bin/sh
# Makes the namespace of one machine anew, with eth0 linked to the lab's router; the machine sets its addresses itself.
# usage: plug.sh SLOT ID IPV4 IPV6
set -eu
slot=$1 id=$2 ipv4=$3 ipv6=$4
lab=standby-$slot
machine=standby-$slot-$id

sh "$(dirname "$0")/unplug.sh" "$slot" "$id"
ip netns add "$machine"
nsenter --net="/run/netns/$lab" ip link add "m$id" type veth peer name eth0 netns "$machine"

# Strict reverse path filter: a machine cannot send from an address that is not routed to it.
# shellcheck disable=SC2016
nsenter --net="/run/netns/$lab" sh -c '
    echo 1 >"/proc/sys/net/ipv4/conf/$1/rp_filter"
    ip link set "$1" up
    ip route replace "$2/32" dev "$1" src "$4"
    [ -d "/proc/sys/net/ipv6/conf/$1" ] || exit 0
    ip address replace fe80::1/64 dev "$1" nodad
    ip route replace "$3/128" dev "$1"
' plug "m$id" "$ipv4" "$ipv6" "10.213.$slot.1"
