# SPDX-License-Identifier: GPL-2.0
"""Words for numbers that are macros in the kernel: no debug information has them.

Where vtkbdctl prints such a number, the word is the same.
"""
import csv
import functools
from pathlib import Path

KEYCODES = Path(__file__).parents[2] / "keycodes/keycodes.csv"

KBDMODES = ("raw", "xlate", "mediumraw", "unicode", "off")
KDMODES = ("text", "graphics")
VTMODES = ("auto", "process")
CAUSES = ("init", "ioctl", "sak", "owner-died", "disallocate")
CADS = ("signal", "reboot", "ignore")
# By bit number: KG_* of <linux/keyboard.h>, VTKBD_LED_* of core.h.
MODIFIERS = ("shift", "altgr", "ctrl", "alt", "shiftl", "shiftr", "ctrll", "ctrlr", "capsshift")
LOCKS = ("scroll", "num", "caps")


def name(names, number):
    """A number that has no name stays a number."""
    number = int(number)
    return names[number] if 0 <= number < len(names) else str(number)


def bits(names, word, nothing="none"):
    word = int(word)
    found = [name(names, bit) for bit in range(word.bit_length()) if word >> bit & 1]
    return " ".join(found) or nothing


@functools.cache
def _keycodes():
    with open(KEYCODES, encoding="utf-8") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    return {int(row["linux"]): row["name"] for row in rows if row["name"] != "-"}


def key(keycode):
    return _keycodes().get(keycode, str(keycode))
