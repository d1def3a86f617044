# SPDX-License-Identifier: GPL-2.0
"""The bytes of keys that a keyboard sends, and the text that should result.

Letters go through the alphabet repeatedly, so that the lost ones can be found from the text
that arrived, even where a lost release made a key repeat.
"""
import csv
import functools
import random
from dataclasses import dataclass, field
from pathlib import Path

TABLE = Path(__file__).parents[2] / "tools/keycodes/keycodes.csv"
ALPHABET = "abcdefghijklmnopqrstuvwxyz"
# LED bits of the keyboard's command. Not Scroll Lock: its LED is set by the terminal, not by
# the key.
NUM, CAPS = 2, 4
LOCKS = {"KEY_NUMLOCK": NUM, "KEY_CAPSLOCK": CAPS}
# Orders for ps2keyboard: answer here, end of what is measured, wait for a command, pause.
HERE, END, AWAIT, PAUSE = b"\xff", b"\xfe", b"\xfd", b"\xfc"


# Bytes of keys before the answer to the command and to its argument. Linux before 6.5 drops
# all that come before the first; since then one byte in the two places together is passed on,
# and the bytes after it are dropped.
AT_ONCE, ONE, EACH = (0, 0), (1, 0), (1, 1)
# At the places in the stream, as in the bug report.
SCRIPTED = (-1, -1)


def _codes(column):
    with open(TABLE, encoding="utf-8", newline="") as file:
        rows = csv.DictReader(line for line in file if line.strip() and line[0] != "#")
        return {row["name"]: bytes.fromhex(row[column].split("/")[0]) for row in rows
                if row[column] and "(" not in row[column]}


@dataclass
class Stream:
    """Bytes that grow key by key. translated: set 1, as behind an i8042 that translates.
    pause: gives the milliseconds before the next press (True) or release."""
    translated: bool = False
    pause: object = None
    data: bytes = b""
    text: str = ""
    locks: int = 0
    keys: int = 0
    codes: dict = field(default_factory=dict)

    def __post_init__(self):
        self.codes = _codes("atset1" if self.translated else "atset2")

    def _wait(self, press):
        if self.pause:
            self.data += PAUSE + bytes([self.pause(press)])

    def down(self, key):
        self._wait(True)
        self.data += self.codes[key]
        self.keys += 1
        self.locks ^= LOCKS.get(key, 0)

    def up(self, key):
        self._wait(False)
        code = self.codes[key]
        self.data += bytes([code[0] | 0x80]) if self.translated else b"\xf0" + code

    def tap(self, key):
        self.down(key)
        self.up(key)

    def letter(self):
        """Press the next letter; its key."""
        char = ALPHABET[len(self.text) % len(ALPHABET)]
        self.text += char.upper() if self.locks & CAPS else char
        self.down(f"KEY_{char.upper()}")
        return f"KEY_{char.upper()}"

    def ended(self):
        """A last Caps Lock if necessary, so that an LED must change; then the mark, 12.

        The driver may take the 1 for the end of a key whose last byte was lost.
        """
        if not self.locks & CAPS:
            self.tap("KEY_CAPSLOCK")
        self.data += END
        self.tap("KEY_1")
        self.tap("KEY_2")
        return self


def reported(count, alone=False):
    """The stream of the bug report: 3a ba 1e fa fa 9e, each fa being an answer, and the same
    with the next letters. alone: of the keys only the letter, 1e, comes after the command."""
    stream = Stream(translated=True)
    while stream.keys < count:
        stream.tap("KEY_CAPSLOCK")
        stream.data += AWAIT if alone else b""
        key = stream.letter()
        stream.data += HERE + HERE
        stream.up(key)
    return stream.ended()


def steady(milliseconds):
    """A program that pauses before each press and each release."""
    return lambda chance, press: milliseconds


def person(chance, press):
    """Fast fingers: a key is held for 50 to 120 ms, the next one follows within 20 to 200."""
    return chance.randint(20, 200) if press else chance.randint(50, 120)


def typed(seed, count, translated=False, pace=None):
    """Letters, some still held when the next one goes down, and lock keys among them."""
    chance = random.Random(seed)
    stream = Stream(translated, pace and functools.partial(pace, chance))
    held = []
    while stream.keys < count:
        if chance.random() < 0.5:
            stream.tap(chance.choices(list(LOCKS), weights=(1, 4))[0])
        held.append(stream.letter())
        while len(held) > (chance.random() < 0.3):
            stream.up(held.pop(0))
    for key in held:
        stream.up(key)
    return stream.ended()


def lost_letters(stream, received):
    """How many of a stream's letters are not in what arrived.

    A letter that comes twice in a row is one that repeated, not two.
    """
    places = [ALPHABET.index(char) for char in received.lower() if char in ALPHABET]
    if not places:
        return len(stream.text)
    steps = [(b - a) % 26 for a, b in zip([-1, *places], places)]
    arrived = sum(step != 0 for step in steps)
    return len(stream.text) - arrived
