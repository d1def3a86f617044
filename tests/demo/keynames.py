# SPDX-License-Identifier: GPL-2.0
"""RAW and MEDIUMRAW bytes in a readable form: +H -H, by the project's key table."""
import functools
import sys
from pathlib import Path

TABLE = Path(__file__).parents[2] / "tools/keycodes"
sys.path.insert(0, str(TABLE))

import keys as table  # noqa: E402


@functools.cache
def _keys():
    return table.read_keys(TABLE / "keycodes.csv")


def _told(means, number, up):
    """means: {number: key}"""
    key = means.get(number)
    name = key.names[0].removeprefix("KEY_") if key and key.names else f"{number:#x}"
    return ("-" if up else "+") + name


def keycodes(data):
    """MEDIUMRAW: one byte each, the high bit means released (keycodes up to 127)."""
    means = {key.linux: key for key in _keys()}
    return " ".join(_told(means, byte & 0x7f, byte & 0x80) for byte in data)


def scancodes(data):
    """RAW: set 1, an e0 prefix belongs to the byte after it."""
    means, told, prefix = table.meaning(_keys(), "xt_kbd"), [], 0
    for byte in data:
        if byte == 0xe0:
            prefix = table.SETS["xt_kbd"].prefix
        else:
            told.append(_told(means, prefix | byte & 0x7f, byte & 0x80))
            prefix = 0
    return " ".join(told)
