#!/bin/sh
# Cuts a machine off and deletes its namespace. May run again at any time.
# usage: unplug.sh SLOT ID
set -eu
slot=$1 id=$2
lab=/run/netns/standby-$slot
machine=standby-$slot-$id

# The link first: a dead machine must not answer pings, even while some process still holds its namespace.
for link in "m$id" "v${id}e1" "v${id}e2"; do
    [ ! -e "$lab" ] || nsenter --net="$lab" ip link delete "$link" 2>/dev/null || true
done
[ ! -e "/run/netns/$machine" ] || ip netns delete "$machine" 2>/dev/null || rm -f "/run/netns/$machine"
