# SPDX-License-Identifier: GPL-2.0
"""The folder of headers over which the kernel's VT is compiled as part of a program.

A header of the kernel that is for programs, too, is taken from its source; so are those that
say what the VT itself consists of (OWN). All others are empty: kernel/stub.h, which is included
before everything, has what they would have declared.
"""
import re

INCLUDE = re.compile(r'^\s*#\s*include\s+[<"]([^>"]+)[>"]', re.M)
OWN = ("console_struct", "console", "consolemap", "kbd_diacr", "kbd_kern", "keyboard",
       "selection", "vt", "vt_buffer", "vt_kern")
# The C library's headers are made of these: they stay this machine's.
LIBRARY = ("linux/types.h", "linux/errno.h", "linux/limits.h", "linux/posix_types.h",
           "linux/stddef.h", "linux/ioctl.h", "asm/types.h", "asm/errno.h", "asm/ioctl.h")
SOURCES = ("keyboard.c", "vt.c", "consolemap.c", "defkeymap.c_shipped", "ucs.c")
FOLDER = "drivers/tty/vt"


def parts(tree, name):
    """The files of the kernel that a header's stands for."""
    top, _, rest = name.partition("/")
    found = []
    if top == "uapi":
        found.append(tree / "include/uapi" / rest)
    elif top == "linux":
        found.append(tree / "include/uapi" / name)
        if rest.removesuffix(".h") in OWN:
            found.append(tree / "include" / name)
    return [path for path in found if path.exists()]


def included(path):
    return {name for name in INCLUDE.findall(path.read_text(errors="replace"))
            if "/" in name and name not in LIBRARY}


def make(tree, target):
    """Write the folder."""
    files = [tree / FOLDER / name for name in SOURCES]
    for table in (tree / FOLDER).glob("*.h_shipped"):
        (target / table.stem).with_suffix(".h").write_text(f'#include "{table}"\n')
    todo = set().union(*(included(path) for path in files if path.exists()))
    made = set()
    while todo:
        name = todo.pop()
        made.add(name)
        stands_for = parts(tree, name)
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(f'#include "{part}"\n' for part in stands_for))
        for part in stands_for:
            todo |= included(part) - made
