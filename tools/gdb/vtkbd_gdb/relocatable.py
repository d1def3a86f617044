# SPDX-License-Identifier: GPL-2.0
"""A module's file as gdb can place it.

The sections of a .ko all have the address 0, but on newer kernels (6.12 is one) the script that
links a module gives some of them small addresses of their own. Then gdb takes the file for one
that is placed already, and looks for a variable in whichever section has that address.
"""
from pathlib import Path

from .kallsyms import FOLDER, HEADER, SECTION

RELOCATABLE = 1
TYPE, SECTIONS_AT, COUNT = 1, 6, 12     # in HEADER
ADDRESS = 3                             # in SECTION


def without_addresses(path):
    """The file, or a copy of it in which no section has an address."""
    data = bytearray(Path(path).read_bytes())
    if len(data) < HEADER.size or data[:4] != b"\x7fELF":
        return path
    head = HEADER.unpack_from(data)
    if head[TYPE] != RELOCATABLE:
        return path
    found = False
    for at in range(head[SECTIONS_AT], head[SECTIONS_AT] + head[COUNT] * SECTION.size,
                    SECTION.size):
        row = list(SECTION.unpack_from(data, at))
        found = found or row[ADDRESS] != 0
        row[ADDRESS] = 0
        SECTION.pack_into(data, at, *row)
    if not found:
        return path
    copy = Path(FOLDER) / Path(path).name
    copy.write_bytes(data)
    return str(copy)
