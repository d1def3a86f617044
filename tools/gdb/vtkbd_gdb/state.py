# SPDX-License-Identifier: GPL-2.0
"""Where vtkbd's state is: the one pointer of main.c, and what hangs on it."""
import gdb

POINTER = "vtkbd_seat"


def seat():
    symbol = gdb.lookup_static_symbol(POINTER)
    if symbol is None:
        raise gdb.error("no symbols of vtkbd: give the guest's vtkbd.ko to vtkbd-symbols")
    pointer = symbol.value()
    if int(pointer) == 0:
        raise gdb.error("vtkbd has no seat: it is not loaded to the end, or not any more")
    return pointer.dereference()


def array(value):
    """The elements of a C array."""
    first, last = value.type.range()
    return [value[index] for index in range(first, last + 1)]


def consoles():
    return [pointer.dereference() for pointer in array(seat()["con"])]


def set_bits(bitmap):
    """Numbers of the bits that are set in a DECLARE_BITMAP()."""
    width = bitmap.type.target().sizeof * 8
    return [index * width + bit for index, word in enumerate(array(bitmap))
            for bit in range(width) if int(word) >> bit & 1]


def pid_number(pid):
    """What pid_nr() gives: the number in the initial namespace."""
    return int(pid["numbers"][0]["nr"]) if int(pid) else 0
