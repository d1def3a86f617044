# SPDX-License-Identifier: GPL-2.0
"""The ioctls that the module knows, by its own tables: what a test that claims all must have."""
import re

from vm.sources import TREE

IOCTL = TREE / "drivers/tty/vtkbd/ioctl"
HEADER = TREE / "include/uapi/linux/vtkbd.h"


def _rows():
    """(name, handler and flags) of table.c."""
    text = (IOCTL / "table.c").read_text()
    return re.findall(r"^\t(?:ROW\(|\{ )([A-Z]\w+), (.*?)\)?(?: \})?,$", text, re.M)


def in_header():
    """Of <linux/vtkbd.h>, those of the descriptors that some return among them."""
    return set(re.findall(r"^#define (VTKBD_\w+)\s+_IO", HEADER.read_text(), re.M))


def subcodes():
    """Of TIOCLINUX, as "TIOCLINUX TIOCL_...": the others are refused unread."""
    text = (IOCTL / "tioclinux.c").read_text()
    return {f"TIOCLINUX {name}" for name in re.findall(r"^\t\[(TIOCL_\w+)\]", text, re.M)}


def every():
    """TIOCLINUX by its subcodes only."""
    return {name for name, _ in _rows()} - {"TIOCLINUX"} | in_header() | subcodes()


def with_memory():
    """Those whose argument is an address."""
    numbers = {name for name, rest in _rows() if "VTKBD_NUMBER" in rest}
    return every() - numbers
