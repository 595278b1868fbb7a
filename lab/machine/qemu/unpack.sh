#!/bin/sh
# Brings packages into a virtual machine's image as far as they are alike on all machines: unpacked, not configured.
# mmdebstrap calls it with the tree it has made.
# usage: unpack.sh TREE PACKAGE...
set -eu
tree=$1
shift
answers=$tree/var/cache/debconf/config.dat
cp -p "$answers" "$answers.before"
export APT_CONFIG="$MMDEBSTRAP_APT_CONFIG" DEBIAN_FRONTEND=noninteractive
apt-get -qq -y --no-install-recommends -o DPkg::Chroot-Directory="$tree" -o DPkg::ConfigurePending=false install "$@"
# What their scripts have found out here, such as the name of the host, is that of no machine.
mv "$answers.before" "$answers"
