# SPDX-License-Identifier: GPL-2.0
"""For gdb: vtkbd's consoles, seat and keys, in a running QEMU guest or a dump of one.

    gdb -x tools/gdb/vtkbd-gdb.py
    (gdb) help vtkbd

Documentation/debugging.rst has a whole session. Nothing here changes the guest.
"""
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import vtkbd_gdb  # noqa: E402

vtkbd_gdb.register()
