# SPDX-License-Identifier: GPL-2.0
"""A VM with vtkbd loaded, and the consoles of both keyboards.

The built-in keyboard's /dev/tty1 is the judge: a test expects from vtkbd the bytes that the
real console got for the same keys, never bytes written in the test.
"""
import json
from pathlib import Path

from vm import build
from vm.errors import NoAnswer
from vm.patience import until

MODES = ("xlate", "unicode", "mediumraw", "raw", "off")
SENTINEL = {"xlate": b"1", "unicode": b"1", "mediumraw": b"\x02\x82", "raw": b"\x02\x82"}


def poll(what, ready, timeout=10):
    """Return ready() as soon as it is true; at the deadline raise NoAnswer with `what`."""
    value = until(ready, timeout)
    if not value:
        raise NoAnswer(f"{what}: not in {timeout:g} s")
    return value


class Desk:
    def __init__(self, vm, params=""):
        self.vm = vm
        vm.insmod("vtkbd", params)
        vm.install(build.tool(vm.kernel), "vtkbdctl")
        vm.compile(Path(__file__).with_name("keys.c"))

    def _listed(self, *args):
        return json.loads(self.vm.sh(" ".join(["vtkbdctl list --json", *args])))

    def listing(self, *args):
        return self._listed("--all", *args)

    def seat(self, *args):
        """Without all consoles, which take the longer: tests ask for it at each key."""
        return self._listed(*args)["seat"]

    def console(self, num):
        return self.listing()["consoles"][num - 1]

    def set_mode(self, num, mode):
        """Both consoles of that number, through the tool that the README shows."""
        self.vm.sh(f"vtkbdctl set {num} {mode} --force && "
                   f"vtkbdctl set {num} {mode} --force --vt")

    def wait_keys(self, count, timeout=20):
        """Wait until vtkbd has received so many key events since load."""
        try:
            poll(f"{count} key events", lambda: self.seat()["keys"] >= count, timeout)
        except NoAnswer as late:
            raise NoAnswer(f"{late}; heard {self.seat()['keys']}") from None

    def press(self, *chords):
        """Play chords; return when vtkbd has received every press and release."""
        heard = self.seat()["keys"]
        for chord in chords:
            self.vm.keyboard.press(*chord)
        self.wait_keys(heard + 2 * sum(len(chord) for chord in chords))

    def readers(self, num=1):
        """(real, ours): what arrives on the two consoles of that number."""
        return (self.vm.reader(f"/dev/tty{num}"), self.vm.reader(f"/dev/vtkbd{num}"))

    def both(self, readers, *chords, mode="unicode"):
        """Play chords and a final 1; the bytes each console got for them."""
        start = [len(r.out) for r in readers]
        self.press(*chords, ("1",))
        for reader, begin in zip(readers, start):
            poll("the final 1",
                 lambda r=reader, b=begin: r.out[b:].endswith(SENTINEL[mode]))
        return tuple(r.out[b:] for r, b in zip(readers, start))
