# SPDX-License-Identifier: GPL-2.0
"""A system VM's consoles as vtkbdctl shows them, and waiting for their states."""
import json

from vm import build
from vm.errors import NoAnswer

TEXT = "unicode text auto"
OWNED = "off graphics process"
SLOW = 120      # for operations that take seconds on an idle machine


class Consoles:
    """options: "--vt" for the kernel's own consoles; otherwise vtkbd's."""

    def __init__(self, vm, options=""):
        self.vm = vm
        self.options = options
        vm.install(build.tool(), "vtkbdctl")

    def sh(self, text, timeout=SLOW):
        return self.vm.sh(text, timeout)

    def ctl(self, text):
        """vtkbdctl on these consoles, the kernel's or vtkbd's."""
        return self.sh(f"vtkbdctl {text} {self.options}")

    def wait(self, condition, what, timeout=SLOW):
        """Wait until a shell condition is true; it is tested in the guest, not too often."""
        try:
            self.sh(f"until {condition}; do sleep 0.3; done", timeout)
        except NoAnswer:
            now = self.vm.run(f"{self._list()}; systemctl --failed --no-legend; "
                              "journalctl -b -q -n 25 -o short-monotonic", SLOW)
            raise NoAnswer(f"{what}: not in {timeout} s\n{now.text}") from None

    def _list(self):
        return f"vtkbdctl list --all {self.options}"

    def console(self, number):
        return json.loads(self.ctl(f"get {number} --json"))["consoles"][0]

    def state(self, number):
        console = self.console(number)
        return " ".join(console[name] for name in ("kbdmode", "kdmode", "vtmode"))

    def wait_state(self, number, state):
        pattern = " +".join([rf"^{number}\*?", *state.split()])
        self.wait(f"{self._list()} | grep -qE '{pattern}'", f"console {number}: {state}")
