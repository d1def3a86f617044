# SPDX-License-Identifier: GPL-2.0
"""Debian's stress-ng, in a /dev of its own that has nothing but our nodes."""
import re

import pytest

# Ours, and what any program needs; in a mount namespace that ends with the program.
ONLY_OURS = (
    "mkdir -p /run/dev && mount -t tmpfs none /run/dev && cd /sys/class/tty && "
    "for node in vtkbd*; do IFS=: read major minor <$node/dev; "
    "mknod -m 666 /run/dev/$node c $major $minor; done; "
    "mknod -m 666 /run/dev/null c 1 3; mknod -m 666 /run/dev/zero c 1 5; "
    "mount -o bind /run/dev /dev; cd /tmp; ")
# As root every node by itself; the illegal ioctls it leaves to who is not root.
STRESSORS = {
    "dev": "stress-ng --dev 2 --dev-file /dev/vtkbd5",
    "dev-foreground": "stress-ng --dev 2 --dev-file /dev/vtkbd0",
    "bad-ioctl": "other-user --reuid 65534 --clear-groups "
                 "stress-ng --temp-path /tmp --bad-ioctl 2 --pathological",
}


@pytest.mark.parametrize("name", STRESSORS)
def test_stress_ng(fire, long, name):
    fire.insmod("vtkbd")
    fire.install("/usr/bin/stress-ng")
    fire.install("/usr/bin/setpriv", "other-user")      # busybox has one of that name, and less
    seconds = 300 if long else 5
    command = f"{STRESSORS[name]} --timeout {seconds} --metrics-brief"
    said = fire.sh(f"unshare -m sh -c '{ONLY_OURS} {command}' 2>&1", timeout=seconds + 240)
    done = re.search(r"metrc: .* (?:dev|bad-ioctl) +(\d+) ", said)
    assert done and int(done[1]) > 0, said
    fire.rmmod()
