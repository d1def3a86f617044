# SPDX-License-Identifier: GPL-2.0
"""The calls of a console's owner: strace on the server, or on the program that acts for it."""
import contextlib

from . import calls
from .world import Outcome

LOG = "/run/display.trace"
STRACE = f"strace -f -y -e trace=ioctl,openat -e signal=none -o {LOG}"


class Log:
    """under: for display_servers.start()."""

    def __init__(self, seat, under=""):
        self._seat = seat
        self.under = under

    def outcome(self, command):
        """For golden.py; the output of a server is not about its console."""
        return Outcome(command, calls.parse(self._seat.sh(f"cat {LOG}")), 0, "", "")


@contextlib.contextmanager
def traced(seat, server):
    """Trace the unit that acts for the server; it is detached from at the end."""
    if not server.agent:
        yield Log(seat, under=f"{STRACE} --seccomp-bpf")
        return
    seat.sh(f"systemctl start {server.agent}")
    pid = seat.sh(f"systemctl show -P MainPID {server.agent}").strip()
    strace = seat.vm.spawn(f"exec {STRACE} -p {pid}")
    strace.wait_for(rb"attached", 60, "err")
    yield Log(seat)
    seat.sh(f"pkill -INT -x strace && while [ -n \"$(pgrep -x strace)\" ]; do sleep 0.2; done")
