# SPDX-License-Identifier: GPL-2.0
"""RAW and MEDIUMRAW bytes as a person reads them: +H -H, by the project's key table."""
import csv
from pathlib import Path

TABLE = Path(__file__).parents[2] / "tools/keycodes/keycodes.csv"


def _names(column, base):
    """{number in that column: key name without KEY_}; the first name of a number holds."""
    names = {}
    with open(TABLE, encoding="utf-8") as file:
        for row in csv.DictReader(line for line in file if not line.startswith("#")):
            if row[column] and row["name"] != "-":
                number = int(row[column].replace(" ", ""), base)
                names.setdefault(number, row["name"].removeprefix("KEY_"))
    return names


def _told(names, number, up):
    return ("-" if up else "+") + names.get(number, f"{number:#x}")


def keycodes(data):
    """MEDIUMRAW: a byte each, the high bit says released (keycodes up to 127)."""
    names = _names("linux", 10)
    return " ".join(_told(names, byte & 0x7f, byte & 0x80) for byte in data)


def scancodes(data):
    """RAW: set 1, an e0 prefix belongs to the byte after it."""
    names, told, prefix = _names("xt_kbd", 16), [], 0
    for byte in data:
        if byte == 0xe0:
            prefix = 0xe000
        else:
            told.append(_told(names, prefix | byte & 0x7f, byte & 0x80))
            prefix = 0
    return " ".join(told)
