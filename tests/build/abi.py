# SPDX-License-Identifier: GPL-2.0
"""Documentation/ABI: the description of each file in sysfs, in the kernel's format."""
import re
from typing import NamedTuple

from vm.build import TREE

FOLDER = TREE / "Documentation/ABI"
PATH = FOLDER / "testing/sysfs-class-tty-vtkbd"
TAGS = ("What", "Date", "KernelVersion", "Contact", "Description")


class Entry(NamedTuple):
    what: str
    tags: dict


def entries(text):
    """The entries of a file, in its order."""
    found = []
    for block in re.split(r"^(?=What:)", text, flags=re.M)[1:]:
        pairs = re.findall(r"^(\w+):[ \t]*(.*(?:\n(?!\w+:).*)*)", block, re.M)
        found.append(Entry(pairs[0][1].strip(), {tag: value.strip() for tag, value in pairs}))
    return found


def described(path=PATH):
    """Paths in /sys, with <N> for the number of a console."""
    return {entry.what for entry in entries(path.read_text(encoding="utf-8"))}
