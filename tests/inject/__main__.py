#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Every key from every sender: python3 -m inject [--cells FILE] [monitor|libvirt|vnc]...

A line for each sender and mode; every cell of the matrix in FILE, as CSV. Exit status 1 if a
cell is wrong, or is a limit that limits.py does not list.
"""
import argparse
import contextlib
import csv
import os
import statistics
import sys
import tempfile
from collections import Counter
from pathlib import Path

from vm.errors import VmError
from vm.machine import Machine

from . import domain, libvirt, limits, matrix, monitor, vnc
from .keys import keyboard
from .receiver import MODES, Receiver

SECONDS = 3000
HEAD = "sender,mode,key,verdict,got,meant,reason\r\n"
# (client, server's -k or None, guest): three keymaps, as different as they come.
KEYMAPS = (("fr", None, "es"), ("de", None, "fr-latin1"), ("fr", "fr", "de"),
           ("fr", "de", "es"))
# Times to hold a key for; they differ by more than the delay of a busy host. The median of
# several tries is used, as a busy host may stop the guest before either event.
HOLDS_MS, EARLY_MS, LATE_MS, TRIES = (60, 300, 800), 20, 200, 5


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
        # Without a display QEMU's VNC server has no receiver for keys.
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


def _save(file, cells):
    """Column by column: an interrupted run has printed its results so far."""
    csv.writer(file).writerows(
        (c.sender, c.mode, c.key, c.verdict, c.got.hex(), c.meant.hex(),
         limits.reason(c) if c.verdict == matrix.LIMIT else "") for c in cells)
    file.flush()


def _complain(text):
    print(f"inject: {text}", file=sys.stderr, flush=True)


def _tell(cells):
    """Print a line for a sender and a mode; return how many cells are failures."""
    count = Counter(cell.verdict for cell in cells)
    bad = [cell for cell in cells if cell.verdict == matrix.WRONG or
           cell.verdict == matrix.LIMIT and not limits.reason(cell)]
    print(f"{cells[0].sender:26}{cells[0].mode:10} {len(cells):3} cells: "
          f"{count[matrix.RIGHT]:3} right, {count[matrix.LIMIT]:3} the sender's limit, "
          f"{count[matrix.WRONG]:3} wrong", flush=True)
    for why in sorted({limits.reason(cell) for cell in cells if limits.reason(cell)}):
        keys = " ".join(cell.key for cell in cells if limits.reason(cell) == why)
        print(f"{'':26}{why}: {keys}", flush=True)
    for cell in bad:
        _complain(f"{cell.sender} {cell.mode}: {cell.key}: {cell.verdict}: "
                  f"{cell.got.hex(' ')}, meant {cell.meant.hex(' ')}")
    return len(bad)


def _held(receiver, sender, asked):
    """Milliseconds for which a sender really holds a key, for each requested time."""
    return 1000 * statistics.median(
        receiver.held(lambda keys: sender.send(keys, asked), keyboard()[-1])
        for _ in range(TRIES))


def _holds(receiver, sender):
    """Measure the hold times of a sender; return how many are wrong."""
    held = {asked: _held(receiver, sender, asked) for asked in HOLDS_MS}
    print(f"{sender.name:26}holds     " + ", ".join(
        f"{asked} ms: {ms:.0f} ms" for asked, ms in held.items()), flush=True)
    amiss = [f"{sender.name}: held for {ms:.0f} ms, not {asked}" for asked, ms in held.items()
             if not asked - EARLY_MS <= ms <= asked + LATE_MS]
    for line in amiss:
        _complain(line)
    return len(amiss)


def _sender(receiver, sender, modes, file):
    """(all cells of one sender, the number of failures)."""
    cells, bad = [], 0
    for mode in modes:
        column = matrix.column(receiver, sender, mode)
        bad += _tell(column)
        _save(file, column)
        cells += column
    if sender.holds:
        bad += _holds(receiver, sender)
    return cells, bad


def run(kinds, words, modes, file):
    """(all cells, the number of failures); words: only senders named with one of them."""
    cells, bad = [], 0
    for kind in kinds:
        for setting in KINDS[kind]:
            with setting() as (receiver, senders):
                for sender in senders:
                    if not words or any(word in sender.name for word in words):
                        more = _sender(receiver, sender, modes, file)
                        cells, bad = cells + more[0], bad + more[1]
    for sender, mode, key in limits.unseen(cells):
        bad += 1
        _complain(f"{sender} {mode}: {key}: listed in limits.py, and not seen")
    return cells, bad


def main(argv):
    parser = argparse.ArgumentParser(prog="inject", description=__doc__.splitlines()[0])
    parser.add_argument("--cells", help="write every cell there")
    parser.add_argument("--only", action="append", default=[], metavar="WORD",
                        help="only senders with this in their names")
    parser.add_argument("--mode", action="append", choices=MODES, help="only this mode")
    parser.add_argument("kinds", nargs="*", choices=[*KINDS, []])
    options = parser.parse_args(argv)
    try:
        with open(options.cells or os.devnull, "w", encoding="utf-8", newline="") as file:
            file.write(HEAD)
            cells, bad = run(options.kinds or KINDS, options.only, options.mode or MODES, file)
    except VmError as error:
        print(f"inject: {error}", file=sys.stderr)
        return 1
    print(f"inject: {len(cells)} cells, {bad} failures")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
