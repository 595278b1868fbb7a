#!/bin/sh
# Makes the namespace of one machine anew, with eth0 linked to the lab's router; the machine sets its addresses itself.
# Each VLAN becomes eth1, eth2, with its address set: what the cloud's Network Helper does at each boot.
# usage: plug.sh SLOT ID IPV4 IPV6 [BRIDGE,ADDRESS]...
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

# A VLAN is a bridge without a router: it has no address, answers no ARP and takes no packet. It stays until net-down.sh;
# another machine may be about to join it. The MAC address of a machine's port is the same after each boot.
join_vlan() {
    number=$1 bridge=$2 address=$3
    mac=$(printf '02:5b:%02x:%02x:%02x:%02x' "$slot" $((id / 256 % 256)) $((id % 256)) "$number")
    # shellcheck disable=SC2016
    nsenter --net="/run/netns/$lab" sh -c '
        ip link add "$1" type bridge mcast_snooping 0 2>/dev/null || ip link show "$1" >/dev/null
        ip link add "$2" type veth peer name "$3" address "$4" netns "$5"
        echo 1 >"/proc/sys/net/ipv4/conf/$1/rp_filter"
        echo 8 >"/proc/sys/net/ipv4/conf/$1/arp_ignore"
        for link in "$1" "$2"; do
            [ ! -d "/proc/sys/net/ipv6/conf/$link" ] || echo 1 >"/proc/sys/net/ipv6/conf/$link/disable_ipv6"
        done
        ip link set "$2" master "$1"
        ip link set "$1" up
        ip link set "$2" up
    ' join "$bridge" "v${id}e$number" "eth$number" "$mac" "$machine"
    [ -z "$address" ] || nsenter --net="/run/netns/$machine" ip address add "$address" dev "eth$number"
    nsenter --net="/run/netns/$machine" ip link set "eth$number" up
}

shift 4
number=1
for vlan in "$@"; do
    join_vlan "$number" "${vlan%%,*}" "${vlan#*,}"
    number=$((number + 1))
done
