# SPDX-License-Identifier: GPL-2.0
"""Reading keycodes.csv, and what its facts claim of each other.

Form only: which code a key has is the file's business. A code that two keys have, and
a mapping that is said to be lossless and is not, are errors.
"""

import csv
import re
from dataclasses import dataclass, field


class Error(Exception):
    """An object and the reason it cannot be used."""


@dataclass
class Style:
    """How a column writes its codes.

    prefix: what a code's number gains by a leading e0, 0 where there is no e0.
    named: each code has a name before it. empty: the first code may be missing.
    """
    prefix: int = 0
    named: bool = False
    empty: bool = False


# In the order of virsh's --codeset, linux being the first of them.
SETS = {
    "xt": Style(prefix=0xe000),
    "atset1": Style(prefix=0xe000),
    "atset2": Style(prefix=0xe000),
    "atset3": Style(prefix=0xe000),
    "os_x": Style(named=True),
    "xt_kbd": Style(prefix=0x100, empty=True),
    "usb": Style(),
    "win32": Style(named=True),
    "qnum": Style(),
}

# From every code of the first to the second and back is the same key. That every code
# that is read means one key is required of all sets, and need not be said here.
LOSSLESS = [("xt", "atset1"), ("atset1", "xt"), ("atset1", "qnum"), ("qnum", "atset1"),
            ("atset1", "xt_kbd"), ("qnum", "xt_kbd"), ("atset2", "qnum"), ("atset3", "qnum"),
            ("usb", "qnum")]


@dataclass
class Code:
    """number: as a program gives it; text: as the file writes it; read: it means the key."""
    number: int
    text: str
    name: str = ""
    read: bool = True


@dataclass
class Key:
    names: list
    linux: int
    x11: str
    where: str
    codes: dict = field(default_factory=dict)


def _parse_code(word, style):
    """A Code, or None for a word of another form."""
    name = r"(?P<name>\w+|-) " if style.named else ""
    prefix = r"(?P<e0>e0 )?" if style.prefix else ""
    text = rf"{prefix}(?P<byte>[0-9a-f]{{2}})"
    match = re.fullmatch(rf"(?P<open>\()?{name}(?P<text>{text})(?(open)\))", word)
    if not match:
        return None
    found = match.groupdict()
    number = int(found["byte"], 16) + (style.prefix if found.get("e0") else 0)
    return Code(number, found["text"], (found.get("name") or "").strip("-"), not found["open"])


def _parse_field(where, name, text):
    """The codes of one field; [] for an empty one."""
    style, codes = SETS[name], []
    for word in text.split("/") if text else []:
        code = Code(0, "", read=False) if not word and style.empty and not codes else \
            _parse_code(word, style)
        if not code:
            raise Error(f"{where}: {name} '{text}' is not a code")
        codes.append(code)
    return codes


def _parse_key(where, row):
    if None in row or None in row.values():
        raise Error(f"{where}: not as many fields as there are columns")
    if not re.fullmatch(r"KEY_\w+(/KEY_\w+)*|-", row["name"]):
        raise Error(f"{where}: '{row['name']}' is not the name of a key")
    if not re.fullmatch(r"0|[1-9]\d*", row["linux"]):
        raise Error(f"{where}: '{row['linux']}' is not a keycode")
    if not re.fullmatch(r"\w*", row["x11"]):
        raise Error(f"{where}: '{row['x11']}' is not the name of a keysym")
    names = [] if row["name"] == "-" else row["name"].split("/")
    return Key(names, int(row["linux"]), row["x11"], where,
               {name: _parse_field(where, name, row[name]) for name in SETS})


def read_keys(path):
    """The keys of a file, in the order of their keycodes."""
    with open(path, encoding="utf-8", newline="") as file:
        lines = [(number, line) for number, line in enumerate(file, 1)
                 if line.strip() and not line.startswith("#")]
    table = csv.DictReader([line for _, line in lines], strict=True)
    missing = {"name", "linux", "x11", *SETS} - set(table.fieldnames or ())
    if missing:
        raise Error(f"{path}: no column {', '.join(sorted(missing))}")

    keys = []
    for (number, _), row in zip(lines[1:], table):
        key = _parse_key(f"{path}:{number}", row)
        if keys and key.linux <= keys[-1].linux:
            raise Error(f"{key.where}: keycode {key.linux} is out of order")
        keys.append(key)
    return keys


# -- what is claimed -----------------------------------------------------------------


def meaning(keys, name):
    """{number: the key it means} for a set."""
    means = {}
    for key in keys:
        for code in key.codes[name]:
            if not code.read:
                continue
            if code.number in means:
                raise Error(f"{key.where}: {name} '{code.text}' is also keycode "
                            f"{means[code.number].linux}'s")
            means[code.number] = key
    return means


def _names_of(key, name, read):
    if name == "linux":
        return key.names if read else []
    return [code.name for code in key.codes[name] if code.name and code.read == read]


def naming(keys, name):
    """{name: the key it means} for a set; "linux" is one here.

    A name that several keys have is the one's whose code is read.
    """
    means = {}
    for read in (True, False):
        for key in keys:
            for word in _names_of(key, name, read):
                if means.setdefault(word, key) is not key and read:
                    raise Error(f"{key.where}: the name {word} is also keycode "
                                f"{means[word].linux}'s")
    return means


def _check_pair(path, keys, source, target):
    back = meaning(keys, target)
    for number, key in meaning(keys, source).items():
        told = [code for code in key.codes[target] if code.read]
        if not told or back[told[0].number] is not key:
            raise Error(f"{path}: {source} 0x{number:02x} to {target} and back is not keycode "
                        f"{key.linux}, but the mapping is said to be lossless")


def check_claims(path, keys):
    """Raise an Error for the first fact that contradicts another."""
    naming(keys, "linux")
    for name in SETS:
        naming(keys, name)
        meaning(keys, name)
    for source, target in LOSSLESS:
        _check_pair(path, keys, source, target)
    for key in keys:
        codes = key.codes
        if [c.text for c in codes["xt"]] != [c.text for c in codes["atset1"]]:
            raise Error(f"{key.where}: xt is not atset1")
        if [c.number for c in codes["qnum"]] != \
                [c.number & 0x7f | (0x80 if c.number > 0xff else 0) for c in codes["atset1"]]:
            raise Error(f"{key.where}: qnum is not atset1 with e0 as bit 7")
