# SPDX-License-Identifier: GPL-2.0
"""One stream of keys through one keyboard handler, and the result.

The VM's clock counts instructions: otherwise a busy host would make pauses in the typing.
"""
import json
from dataclasses import dataclass
from pathlib import Path

from e2e.desk import Desk, poll
from vm import build
from vm.machine import Machine

from .streams import CAPS, EACH, lost_letters

HERE = Path(__file__).parent
BUILTIN, VTKBD = "/dev/tty1", "/dev/vtkbd1"
SECONDS = 3000


@dataclass(frozen=True)
class Outcome:
    """keys_heard: presses and releases that vtkbd counted, None without it."""
    stream: object
    received: str
    lights: dict
    keys_heard: int | None

    @property
    def expected(self):
        """The text, converted as if Caps Lock had been off at the start."""
        on = self.lights["before"] & CAPS
        return self.stream.text.swapcase() if on else self.stream.text

    @property
    def lost(self):
        return lost_letters(self.stream, self.received)

    @property
    def lights_right(self):
        return self.lights["after"] == self.lights["before"] ^ self.stream.locks

    def __str__(self):
        return (f"{self.stream.keys} keys, {len(self.stream.text)} letters: {self.lost} lost; "
                f"lights set {self.lights['during']} times among them, "
                f"{'right' if self.lights_right else 'wrong'} "
                f"after {self.lights['late_ms']:.1f} ms")


def machine(kernel="stock"):
    return Machine(kernel, counted=True, deadline=SECONDS)


class Race:
    """A VM with the port in it. params: vtkbd's, or None for the built-in keyboard."""

    def __init__(self, vm, params="grab=1"):
        self.vm = vm
        self.node = BUILTIN if params is None else VTKBD
        self._port = build.modules(vm.kernel, tree=HERE / "port",
                                   tops=("Kbuild", "ps2port.c"))["ps2port"]
        self._desk = None if params is None else Desk(vm, params)
        vm.insmod_file(self._port)
        vm.compile(HERE / "ps2keyboard.c")

    def run(self, stream, ahead=EACH, gap_us=1000):
        """ahead: one of streams.py's manners; gap_us: time for a byte on the wire."""
        vm = self.vm
        (vm.share / "keys").write_bytes(stream.data)
        vm.sh(f"echo {int(stream.translated)} >/sys/module/ps2port/parameters/translated")
        heard = self._heard()
        reader = vm.reader(self.node)
        lights = json.loads(vm.sh(f"ps2keyboard /share/keys {ahead[0]} {ahead[1]} {gap_us}",
                                  SECONDS))
        poll(f"the mark on {self.node}", lambda: reader.out.endswith(b"2"))
        reader.kill()
        received = reader.out.rstrip(b"12").decode(errors="replace")
        return Outcome(stream, received, lights, self._desk and self._heard() - heard)

    def _heard(self):
        return self._desk and self._desk.seat()["keys"]
