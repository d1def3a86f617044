# SPDX-License-Identifier: GPL-2.0
"""The 105 keys of a PC keyboard, and the names that senders use for each.

Codes come from tools/keycodes/keycodes.csv; here are only the order, row by row, and
the names that QEMU has for keys, which no set of codes contains.
"""
import functools
import sys
from pathlib import Path

TABLE = Path(__file__).parents[2] / "tools/keycodes"
sys.path.insert(0, str(TABLE))

import keys as table  # noqa: E402

ROWS = """
ESC F1 F2 F3 F4 F5 F6 F7 F8 F9 F10 F11 F12 SYSRQ SCROLLLOCK PAUSE
GRAVE 1 2 3 4 5 6 7 8 9 0 MINUS EQUAL BACKSPACE
TAB Q W E R T Y U I O P LEFTBRACE RIGHTBRACE BACKSLASH
CAPSLOCK A S D F G H J K L SEMICOLON APOSTROPHE ENTER
LEFTSHIFT 102ND Z X C V B N M COMMA DOT SLASH RIGHTSHIFT
LEFTCTRL LEFTMETA LEFTALT SPACE RIGHTALT RIGHTMETA COMPOSE RIGHTCTRL
INSERT HOME PAGEUP DELETE END PAGEDOWN UP LEFT DOWN RIGHT
NUMLOCK KPSLASH KPASTERISK KPMINUS KP7 KP8 KP9 KPPLUS KP4 KP5 KP6 KP1 KP2 KP3 KPENTER KP0 KPDOT
"""
QCODES = {
    "LEFTBRACE": "bracket_left", "RIGHTBRACE": "bracket_right", "ENTER": "ret",
    "LEFTCTRL": "ctrl", "RIGHTCTRL": "ctrl_r", "LEFTSHIFT": "shift", "RIGHTSHIFT": "shift_r",
    "LEFTALT": "alt", "RIGHTALT": "alt_r", "LEFTMETA": "meta_l", "RIGHTMETA": "meta_r",
    "GRAVE": "grave_accent", "SPACE": "spc", "CAPSLOCK": "caps_lock", "NUMLOCK": "num_lock",
    "SCROLLLOCK": "scroll_lock", "KPASTERISK": "kp_multiply", "KPMINUS": "kp_subtract",
    "KPPLUS": "kp_add", "KPDOT": "kp_decimal", "KPSLASH": "kp_divide",
    "KPENTER": "kp_enter", "102ND": "less", "PAGEUP": "pgup", "PAGEDOWN": "pgdn",
    **{f"KP{n}": f"kp_{n}" for n in range(10)},
}


@functools.cache
def keyboard():
    """The keys, as tools/keycodes/keys.py reads them."""
    named = {name: key for key in table.read_keys(TABLE / "keycodes.csv") for name in key.names}
    return tuple(named[f"KEY_{word}"] for word in ROWS.split())


def short(key):
    return key.names[0].removeprefix("KEY_")


def qcode(key):
    return QCODES.get(short(key), short(key).lower())


def number(key, codeset):
    """Its number in a set, or None if it has none or another key's is the same."""
    if codeset == "linux":
        return key.linux
    return next((code.number for code in key.codes[codeset] if code.read), None)
