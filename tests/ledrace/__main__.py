#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Keys lost to LED commands: python3 -m ledrace [--keys N] [--kernel NAME]...

Prints a table with a row for each kernel, keyboard handler, manner of answering and typing
speed. Exit status 1 if vtkbd lost a key or left an LED wrong or late, or if the built-in
keyboard lost none at all on a kernel: then the race did not occur. Where the next key cannot
be predicted vtkbd may lose one letter in FEW.
"""
import argparse
import sys

from vm.errors import VmError

from . import race, streams

LATE_MS = 100
FEW = 200
PIECE = 1000        # keys of one stream: the LEDs are checked after each
# How many bytes the keyboard sends before its answers, and its time for a byte.
TYPED = {"at once": (streams.AT_ONCE, 1000),
         "after 1 byte": (streams.ONE, 1000),
         "after 1 and 1": (streams.EACH, 1000),
         "same, no pause": (streams.EACH, 0),
         "same, slow": (streams.EACH, 5000)}
# A byte takes 500 us; answers are as late as the protocol allows, unless a key comes first.
PACED = {"25 ms a key": streams.steady(25), "40 ms a key": streams.steady(40),
         "60 ms a key": streams.steady(60), "90 ms a key": streams.steady(90),
         "a person": streams.person}
# vtkbd has to learn the speed of the one, and cannot know that of the other.
UNSURE = ("90 ms a key", "a person")
HANDLERS = {"builtin": None, "vtkbd": "grab=1"}
HEAD = ("kernel", "handler", "answers", "keys", "lost", "written", "lights", "late ms")


def cases(keys):
    """(name, [streams], ahead, gap_us): random keys, and those of the report."""
    for name, pace in PACED.items():
        paced = [streams.typed(seed, PIECE // 5, pace=pace)
                 for seed in range(-(-keys // PIECE))]
        yield name, paced, streams.EACH, 500
    typed = [streams.typed(seed, PIECE, translated=seed % 2 == 0)
             for seed in range(-(-keys // PIECE))]
    for name, (ahead, gap_us) in TYPED.items():
        yield name, typed, ahead, gap_us
    # Waiting for answers that do not come makes it slow: fewer keys.
    yield "as reported", [streams.reported(PIECE)], streams.SCRIPTED, 1000
    # Caps Lock's two bytes at once, or the command would come between them.
    yield "same, 1e alone", [streams.reported(PIECE, alone=True)], streams.SCRIPTED, 0


class Row:
    """The results of several streams together."""

    def __init__(self, name, outcomes):
        self.name = name
        self.keys = sum(o.stream.keys for o in outcomes)
        self.lost = sum(o.lost for o in outcomes)
        self.written = sum(o.lights["during"] for o in outcomes)
        self.lights_right = all(o.lights_right for o in outcomes)
        self.late_ms = max(o.lights["late_ms"] for o in outcomes)
        self._exact = all(o.received == o.expected and o.keys_heard == 2 * o.stream.keys
                          for o in outcomes)

    @property
    def good(self):
        if self.name in UNSURE:
            return self.lost * FEW <= self.keys
        return self._exact and self.lights_right and self.late_ms <= LATE_MS

    def cells(self):
        return (str(self.keys), str(self.lost), str(self.written), "right" if self.lights_right else "wrong",
                f"{self.late_ms:.0f}")


def show(cells):
    widths = (8, 9, 15, 7, 6, 8, 7, 7)
    print("".join(cell.ljust(width) for cell, width in zip(cells, widths)), flush=True)


def measure(kernel, handler, keys):
    """The rows of one handler in one VM."""
    rows = []
    with race.machine(kernel) as vm:
        keyboard = race.Race(vm, HANDLERS[handler])
        for name, pieces, ahead, gap_us in cases(keys):
            rows.append(Row(name, [keyboard.run(piece, ahead, gap_us) for piece in pieces]))
            show((kernel, handler, name, *rows[-1].cells()))
        vm.check_log()
    return rows


def complaints(kernel, builtin, vtkbd):
    if not any(row.lost for row in builtin):
        yield f"{kernel}: the built-in keyboard lost no key: nothing was provoked"
    bad = sum(not row.good for row in vtkbd)
    if bad:
        yield f"{kernel}: vtkbd: {bad} rows with keys or lights lost"


def main(argv):
    parser = argparse.ArgumentParser(prog="ledrace", description=__doc__.splitlines()[0])
    parser.add_argument("--keys", type=int, default=10000, help="in each row")
    parser.add_argument("--kernel", action="append", help="stock, newer; both if not given")
    args = parser.parse_args(argv)
    show(HEAD)
    found = []
    try:
        for kernel in args.kernel or ["stock", "newer"]:
            found += complaints(kernel, *(measure(kernel, handler, args.keys)
                                          for handler in HANDLERS))
    except VmError as error:
        found.append(str(error))
    for line in found:
        print(f"ledrace: {line}", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
