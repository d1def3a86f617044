# SPDX-License-Identifier: GPL-2.0
"""The commands that vtkbd-gdb.py adds to gdb, one file for each thing they look at."""
import gdb

from . import consoles, kallsyms, keys, module, orc, seat


class Help(gdb.Command):
    """What vtkbd knows, in a guest on QEMU's gdbstub or in a dump of its memory."""

    def __init__(self):
        super().__init__("vtkbd", gdb.COMMAND_DATA)

    def invoke(self, argument, from_tty):
        gdb.execute("help vtkbd")


def register():
    Help()
    for part in (kallsyms, module, consoles, seat, keys, orc):
        part.register()
