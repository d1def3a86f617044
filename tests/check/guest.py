# SPDX-License-Identifier: GPL-2.0
"""What vtkbdctl check and the programs that it tries need in a system VM."""
from vm import build

# The VM is emulated; all of a large program is some minutes.
SLOW = 5
RUNTIME = "/run/display"
_ENV = f"XDG_RUNTIME_DIR={RUNTIME} WLR_RENDERER=pixman"
ROOT = f"env {_ENV}"
USER = ("setpriv --reuid user --regid user --init-groups env HOME=/home/user USER=user "
        f"{_ENV}")


def prepare(vm, owner):
    """The tool, a free foreground console, and the owner's folder for sockets."""
    vm.install(build.tool(vm.kernel), "vtkbdctl")
    vm.sh(f"systemctl stop getty@tty1; install -d -m 700 -o {owner} {RUNTIME}")
