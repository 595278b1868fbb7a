#!/bin/sh
# Last steps of the image: mmdebstrap calls it with the tree it has made.
# usage: image-customize.sh FILES TREE
set -eu
files=$1 tree=$2

cp -r --no-preserve=ownership "$files/." "$tree/"
systemctl --root="$tree" --quiet enable systemd-networkd.service ssh.service
# A static link is up when networkd says so; waiting for it costs 14 s.
systemctl --root="$tree" --quiet disable systemd-networkd-wait-online.service
systemctl --root="$tree" --quiet mask systemd-networkd-wait-online.service

# As on the cloud's images: root may log in, also with a password; closing that is what a pair's base phase does.
sed -i 's/^#PermitRootLogin .*/PermitRootLogin yes/' "$tree/etc/ssh/sshd_config"

# Each machine makes its own identity at its first boot.
rm -f "$tree"/etc/ssh/ssh_host_*
: >"$tree/etc/machine-id"
rm -f "$tree/var/lib/dbus/machine-id" "$tree/etc/hostname" "$tree/etc/resolv.conf"
mkdir -p "$tree/var/log/journal"
