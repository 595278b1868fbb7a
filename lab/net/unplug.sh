#!/bin/sh
# Cuts a machine off and deletes its namespace. May run again at any time.
# usage: unplug.sh SLOT ID
set -eu
slot=$1 id=$2
lab=/run/netns/standby-$slot
machine=standby-$slot-$id

# The link first: a dead machine must not answer pings, even while some process still holds its namespace.
[ ! -e "$lab" ] || nsenter --net="$lab" ip link delete "m$id" 2>/dev/null || true
[ ! -e "/run/netns/$machine" ] || ip netns delete "$machine" 2>/dev/null || rm -f "/run/netns/$machine"
