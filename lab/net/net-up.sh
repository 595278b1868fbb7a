#!/bin/sh
# Makes the network of one lab: its namespace (the lab's router) and a link to it. May run again at any time.
# usage: net-up.sh SLOT PREFIX6
set -eu
slot=$1 prefix6=$2
netns=standby-$slot
link=sb$slot
subnet=10.213.$slot

inside() { nsenter --net="/run/netns/$netns" "$@"; }

# A name without a namespace behind it is what a crash between the two steps of `ip netns add` leaves.
if [ -e "/run/netns/$netns" ] && [ "$(stat -f -c %T "/run/netns/$netns")" != nsfs ]; then
    rm -f "/run/netns/$netns"
fi
[ -e "/run/netns/$netns" ] || ip netns add "$netns"

if ! inside ip link show up0 >/dev/null 2>&1; then
    ip link delete "$link" 2>/dev/null || true
    ip link add "$link" type veth peer name up0 netns "$netns"
fi

# Routed, no bridge. A connection keeps working over a cut or a rule change, so conntrack must not be strict
# about packets that it did not see.
# shellcheck disable=SC2016
inside sh -c '
    cd /proc/sys/net
    echo 1 >ipv4/ip_forward
    echo 1 >ipv6/conf/all/forwarding
    echo 0 >ipv4/conf/all/send_redirects
    echo 0 >ipv4/conf/default/send_redirects
    echo 1 >netfilter/nf_conntrack_tcp_be_liberal
    ip link set lo up
    ip link set up0 up
    ip address replace "$1.1/32" dev lo
    ip address replace "$1.2/32" dev lo
    ip route replace "$1.254/32" dev up0 src "$1.1"
    [ -d ipv6/conf/up0 ] || exit 0
    ip address replace "$2::1/128" dev lo nodad
    ip address replace "$2::2/128" dev lo nodad
    ip address replace fe80::1/64 dev up0 nodad
    ip route replace "$2::254/128" via fe80::2 dev up0 src "$2::1"
' inside "$subnet" "$prefix6"

ip link set "$link" up
ip address replace "$subnet.254/32" dev "$link"
ip route replace "$subnet.0/24" via "$subnet.1" dev "$link" onlink src "$subnet.254"
if [ -d "/proc/sys/net/ipv6/conf/$link" ]; then
    ip address replace fe80::2/64 dev "$link" nodad
    ip address replace "$prefix6::254/128" dev "$link" nodad
    ip route replace "$prefix6::/64" via fe80::1 dev "$link" src "$prefix6::254"
fi
