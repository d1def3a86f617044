# SPDX-License-Identifier: GPL-2.0
"""The files in sysfs are those that Documentation/ABI describes."""
import pytest

from build import abi

# A node of the tty core itself: what it has, every tty has.
PLAIN = "/sys/class/tty/tty"
PARAMETERS = "/sys/module/vtkbd/parameters"


def files(vm, folder):
    return set(vm.sh(f"cd {folder}/ && find . -type f").split())


def present(vm, base):
    """The module's own files, by the names of Documentation/ABI."""
    plain = files(vm, PLAIN)
    found = {f"{PARAMETERS}/{path[2:]}" for path in files(vm, PARAMETERS)}
    found |= {f"/sys/class/tty/vtkbd0/{path[2:]}" for path in files(vm, f"{base}0") - plain}
    for number in range(1, 64):
        own = files(vm, f"{base}{number}") - plain
        found |= {f"/sys/class/tty/vtkbd<N>/{path[2:]}" for path in own}
    return found


@pytest.mark.parametrize("machine, base", [("stock_vm", "/sys/class/tty/vtkbd"),
                                           ("novt_vm", "/sys/class/tty/tty")])
def test_each_file_is_described_and_each_description_has_a_file(request, machine, base):
    vm = request.getfixturevalue(machine)
    vm.insmod("vtkbd")
    assert present(vm, base) == abi.described()


def test_what_may_be_written_is_said(stock_vm):
    stock_vm.insmod("vtkbd")
    for entry in abi.entries(abi.PATH.read_text()):
        path = entry.what.replace("<N>", "1")
        writable = stock_vm.run(f"find {path} -perm -200 | grep -q .").status == 0
        assert entry.tags["Description"].startswith("(RW)" if writable else "(RO)"), path
