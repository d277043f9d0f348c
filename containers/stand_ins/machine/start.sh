#!/bin/sh
# The first process of the machine, with a control group of its own that alone it sees.
set -eu
mount -t cgroup2 none /mnt
mkdir -p /mnt/tawasul-machine
echo $$ > /mnt/tawasul-machine/cgroup.procs
umount /mnt
# What systemd mounts for a service is seen by it, as on a machine.
mount --make-rshared /
exec unshare --cgroup sh -c 'mount -t cgroup2 none /sys/fs/cgroup && exec /lib/systemd/systemd --log-target=console'
