# SPDX-License-Identifier: GPL-2.0
"""A seat for display servers: which keyboard it uses, its consoles, the signals PID 1 got.

The same programs and the same checks for each keyboard; the built-in one is the reference.

built-in   the kernel's consoles. vtkbd is loaded but only listens: it counts the keys.
vtkbd      the same kernel; vtkbd's nodes are /dev/ttyN for every process, PID 1
           and logind included, and it may grab the keyboard.
stand-in   a kernel without CONFIG_VT: vtkbd's nodes are /dev/ttyN by themselves.
"""
import json
import re
from pathlib import Path

from . import standin
from .consoles import SLOW, Consoles

PROGRAMS = Path(__file__).with_name("programs")
KEYBOARDS = ("built-in", "vtkbd", "stand-in")
# mount --bind puts the first over the second, which logind polls.
ACTIVE = "/sys/class/tty/vtkbd0/active_tty /sys/class/tty/tty0/active"
CHORD = ("ctrl", "alt", "delete")
DEADLINE = 900
# Debian's kernel, when the machine restarts while the text console is drawn; vtkbd or not.
VIRTIO_GPU = r"WARNING: .* drivers/gpu/drm/virtio/virtgpu_vq\.c"


class Seat(Consoles):
    """first: the lowest /dev/ttyN that is vtkbd's. Xorg does not accept a /dev/tty0 with
    another major as a VT, and uses its own console for everything else.
    grab: beside the kernel's consoles, whether vtkbd withholds the keys; programs that read
    evdev get none then."""

    def __init__(self, run_system, keyboard, first=0, grab=True):
        self.keyboard = keyboard
        self._grab = grab
        kernel = standin.KERNEL if keyboard == "stand-in" else "stock"
        options = standin.options("modules-load.d") if keyboard == "stand-in" else {}
        super().__init__(run_system(kernel, deadline=DEADLINE, **options),
                         "--vt" if keyboard == "built-in" else "")
        {"built-in": self._listen, "vtkbd": self._replace,
         "stand-in": lambda _: None}[keyboard](first)

    def _listen(self, _):
        self.vm.insmod("vtkbd")

    def _replace(self, first):
        """systemctl set-property: logind may open what is in its unit's DeviceAllow=."""
        self.compile("ttynodes")
        self.sh("systemctl stop getty@tty1 systemd-logind")
        self.vm.insmod("vtkbd", f"grab={self._grab:d}")
        self.sh(f"ttynodes {first} && mount --bind {ACTIVE} && "
                "systemctl set-property --runtime systemd-logind 'DeviceAllow=char-vtkbd rw' && "
                "systemctl start getty@tty1 systemd-logind")

    def compile(self, program):
        self.vm.compile(PROGRAMS / f"{program}.c")

    def switch(self, number):
        """As from another console: any console of the seat can be used, here the getty's."""
        self.sh(f"chvt {number} </dev/tty1")

    # -- keys -----------------------------------------------------------------------------

    def keys(self):
        return json.loads(self.sh("vtkbdctl list --json"))["seat"]["keys"]

    def press(self, *chord):
        """Return when vtkbd has received every press and release."""
        before = self.keys()
        self.vm.keyboard.press(*chord)
        heard = f'"keys":{before + 2 * len(chord)},'
        self.wait(f"vtkbdctl list --json | grep -q '{heard}'", f"{chord}: {heard}")

    def signals(self):
        """SIGINTs that PID 1 received so far: once it answered systemctl, it has read them."""
        return int(self.sh("systemctl show -P Version >/dev/null && journalctl --sync && "
                           "journalctl -b -q -o cat _PID=1 --grep '^Received SIGINT' | wc -l"))

    def restarts(self):
        """Press Ctrl-Alt-Del; return whether systemd then restarts the machine."""
        self.vm.keyboard.press(*CHORD)
        how = self.vm.wait_end(SLOW)
        if re.search(VIRTIO_GPU, self.vm.log):
            self.vm.allow += [VIRTIO_GPU, "Call Trace:"]
        return how == "ended: guest-reset"

    def history(self, number):
        """[cause, command, pid, from, to] of each change of mode that vtkbd remembers."""
        self.compile("history")
        return [line.split("\t") for line in self.sh(f"history {number}").splitlines()]

    # -- programs -------------------------------------------------------------------------

    def kill(self, program):
        """SIGKILL to the one process of a program; return when it is gone."""
        pid = int(self.sh(f"pgrep -x {program}"))
        self.sh(f"kill -KILL {pid} && while [ -d /proc/{pid} ]; do sleep 0.2; done")
