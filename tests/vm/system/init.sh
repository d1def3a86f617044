#!/bin/busybox sh
# SPDX-License-Identifier: GPL-2.0
#
# Before systemd: put a writable layer over the root image, copy the tests' files into it, and
# start systemd. Any failure ends PID 1, and so the machine: the log says where.

set -eu
bb=/bin/busybox
$bb mkdir -p /proc /sys /dev /image /layer /new
$bb mount -t devtmpfs none /dev || [ -c /dev/null ]	# the kernel may have done it
$bb mount -t proc none /proc
$bb mount -t sysfs none /sys

while read -r module; do
	$bb insmod "$module"
done </etc/modules

$bb mount -t squashfs -o ro /dev/vda /image
$bb mount -t tmpfs -o mode=755 none /layer
$bb mkdir /layer/upper /layer/work
$bb mount -t overlay -o lowerdir=/image,upperdir=/layer/upper,workdir=/layer/work none /new
$bb cp -a /files/. /new/
while read -r link; do
	$bb rm -f "/new/$link"
done </disabled

for folder in proc sys dev; do
	$bb mount -o move /$folder /new/$folder
done
exec $bb switch_root /new /usr/lib/systemd/systemd
