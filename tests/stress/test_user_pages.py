# SPDX-License-Identifier: GPL-2.0
"""User memory that ends where nothing is mapped: a call takes what is there to its last byte,
and fails at one byte less with nothing changed."""
import re
from pathlib import Path

import ioctl_names

HERE = Path(__file__).parent


def _run(vm, command):
    said = vm.sh(command, timeout=120)
    assert said.endswith("end\n")
    return said.splitlines()


def _left_out(said, names):
    """Which of these were not called."""
    return sorted(names - set(re.findall(r"^((?:TIOCLINUX )?[A-Z]\w+)[ ,]", "\n".join(said), re.M)))


def test_the_edge_of_memory_is_where_the_real_vt_has_it(stock_vm):
    """Results, what a failed call changed, and the bytes written up to the fault."""
    stock_vm.insmod("vtkbd")
    stock_vm.compile(HERE / "userpages.c")
    real = _run(stock_vm, "userpages /dev/tty 1")
    ours = _run(stock_vm, "userpages /dev/vtkbd 1")
    assert len(real) > 80 and any("EFAULT" in line for line in real)
    assert ours == real
    assert _left_out(ours, ioctl_names.with_memory() - ioctl_names.in_header()) == []


def _nested(said):
    """What a structure has the address of, and its size; a device's name has the size that it
    says."""
    (name,) = re.findall(r"^a name of (0x\w+) bytes$", "\n".join(said), re.M)
    return [("VTKBD_GET_CONSOLE last", 40), ("VTKBD_GET_HISTORY change", 40),
            ("VTKBD_GET_DEVICE name", int(name, 16)),
            ("VTKBD_SET_FAULT fault", 24), ("VTKBD_GET_FAULTS fault", 24)]


def test_our_own_structures_end_at_the_edge(stock_vm):
    """All but the last byte is EFAULT; all of it is not. A reader loses nothing to its buffer."""
    stock_vm.insmod("vtkbd")
    stock_vm.compile(HERE / "userpages.c")
    said = _run(stock_vm, "userpages /dev/vtkbd 1 own")
    calls = re.findall(r"^(VTKBD_\w+) \w+\.\.(0x\w+) -> -1 EFAULT, bytes", "\n".join(said),
                       re.M)
    sizes = {"VTKBD_GET_SEAT": 80, "VTKBD_GET_CONSOLE": 56, "VTKBD_GET_HISTORY": 40,
             "VTKBD_GET_DEVICE": 64, "VTKBD_ATTACH": 8, "VTKBD_SEND_KEY": 8,
             "VTKBD_GET_OUTPUT": 32, "VTKBD_SET_FAULT": 24, "VTKBD_GET_FAULTS": 24}
    assert {call: int(last, 16) for call, last in calls} == \
        {call: size - 1 for call, size in sizes.items()}, said
    assert sizes.keys() == ioctl_names.in_header()
    for name, size in [("TIOCGWINSZ", 8), ("TIOCSWINSZ", 8), *_nested(said)]:
        assert re.search(rf"^{name} \w+\.\.{size - 1:#x} -> -1 EFAULT", "\n".join(said), re.M), said
    assert "attached: 4, 0123 then 6, 456789" in said
    assert "attached write: -1 EFAULT" in said
