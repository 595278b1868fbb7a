#!/bin/sh
# Gives each link of a machine's namespace a tap for QEMU, through a bridge: what the lab does with the links (rules, cuts,
# limits) is the same for all machines, and the namespace itself has no address.
# usage: tap.sh NAMESPACE
set -eu
# shellcheck disable=SC2016
exec nsenter --net="/run/netns/$1" sh -c '
    number=0
    while ip link show "eth$number" >/dev/null 2>&1; do
        ip link add "br$number" type bridge mcast_snooping 0
        ip tuntap add dev "tap$number" mode tap
        for link in "br$number" "tap$number" "eth$number"; do
            [ ! -d "/proc/sys/net/ipv6/conf/$link" ] || echo 1 >"/proc/sys/net/ipv6/conf/$link/disable_ipv6"
            [ "$link" = "br$number" ] || ip link set "$link" master "br$number"
            ip link set "$link" up
        done
        number=$((number + 1))
    done
'
