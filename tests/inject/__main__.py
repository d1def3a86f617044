#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Every key from every sender: python3 -m inject [--cells FILE] [monitor|libvirt|vnc]...

A line for each sender and mode; every cell of the matrix in FILE, as CSV. Ends with 1 if
a cell is wrong, or is a limit that limits.py does not know of.
"""
import argparse
import contextlib
import csv
import sys
import tempfile
from collections import Counter
from pathlib import Path

from vm.errors import VmError
from vm.machine import Machine

from . import domain, libvirt, limits, matrix, monitor, vnc
from .receiver import MODES, Receiver

SECONDS = 3000
# (client, server's -k or None, guest): three keymaps, as different as they come.
KEYMAPS = (("fr", None, "es"), ("de", None, "fr-latin1"), ("fr", "fr", "de"))


@contextlib.contextmanager
def _monitor():
    with Machine("stock", deadline=SECONDS) as vm:
        yield Receiver(vm), monitor.senders(vm)
        vm.check_log()


@contextlib.contextmanager
def _libvirt():
    with Machine("stock", deadline=SECONDS, start=domain.Domain) as vm:
        yield Receiver(vm), libvirt.senders(vm)


@contextlib.contextmanager
def _vnc(client, server, guest):
    with contextlib.ExitStack() as stack:
        work = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="vtkbd-vnc-")))
        screen = stack.enter_context(vnc.display(client))
        # Without a display QEMU's VNC server has nobody to give keys to.
        vm = stack.enter_context(Machine("stock", deadline=SECONDS, extra=("-vga", "std"),
                                         outside=vnc.outside(work, server)))
        receiver = Receiver(vm, guest)
        name = f"vnc {f'-k {server} ' if server else ''}({client} to {guest})"
        viewer = vnc.Viewer(name, work, screen, traced=not server)
        stack.callback(viewer.close)
        yield receiver, [viewer]
        vm.check_log()


KINDS = {"monitor": [_monitor], "libvirt": [_libvirt],
         "vnc": [lambda maps=maps: _vnc(*maps) for maps in KEYMAPS]}


def _tell(cells):
    """A line for a sender and a mode; the cells that make a failure."""
    count = Counter(cell.verdict for cell in cells)
    bad = [cell for cell in cells if cell.verdict == matrix.WRONG or
           cell.verdict == matrix.LIMIT and not limits.reason(cell)]
    print(f"{cells[0].sender:26}{cells[0].mode:10} {len(cells):3} keys: "
          f"{count[matrix.RIGHT]:3} right, {count[matrix.LIMIT]:3} the sender's limit, "
          f"{count[matrix.WRONG]:3} wrong", flush=True)
    for cell in bad:
        print(f"  {cell.key}: {cell.verdict}: {cell.got.hex(' ')}, meant {cell.meant.hex(' ')}")
    return bad


def run(kinds):
    """(all cells, those that make a failure)."""
    cells, bad = [], []
    for kind in kinds:
        for setting in KINDS[kind]:
            with setting() as (receiver, senders):
                for sender in senders:
                    for mode in MODES:
                        column = matrix.column(receiver, sender, mode)
                        bad += _tell(column)
                        cells += column
    return cells, bad


def _save(path, cells):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("sender", "mode", "key", "verdict", "got", "meant", "reason"))
        writer.writerows((c.sender, c.mode, c.key, c.verdict, c.got.hex(), c.meant.hex(),
                          limits.reason(c) if c.verdict == matrix.LIMIT else "") for c in cells)


def main(argv):
    parser = argparse.ArgumentParser(prog="inject", description=__doc__.splitlines()[0])
    parser.add_argument("--cells", help="write every cell there")
    parser.add_argument("kinds", nargs="*", choices=[*KINDS, []])
    options = parser.parse_args(argv)
    try:
        cells, bad = run(options.kinds or KINDS)
    except VmError as error:
        print(f"inject: {error}", file=sys.stderr)
        return 1
    if options.cells:
        _save(options.cells, cells)
    print(f"inject: {len(cells)} cells, {len(bad)} failures")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
