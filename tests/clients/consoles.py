# SPDX-License-Identifier: GPL-2.0
"""A system VM's consoles as vtkbdctl shows them, and waiting for what they become."""
import json

from vm import build
from vm.errors import NoAnswer

TEXT = "unicode text auto"
OWNED = "off graphics process"
SLOW = 120      # what takes seconds on a machine that has nothing else to do


class Consoles:
    """options: "--vt" for the kernel's own; else they are vtkbd's."""

    def __init__(self, vm, options=""):
        self.vm = vm
        self.options = options
        vm.install(build.tool(), "vtkbdctl")

    def sh(self, text, timeout=SLOW):
        return self.vm.sh(text, timeout)

    def ctl(self, text):
        """vtkbdctl on these consoles, whosever they are."""
        return self.sh(f"vtkbdctl {text} {self.options}")

    def wait(self, condition, what, timeout=SLOW):
        """Until a shell condition holds, asked in the guest and not too often."""
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
