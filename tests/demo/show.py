# SPDX-License-Identifier: GPL-2.0
"""Output: headings, keys that were sent, bytes that arrived, and differences."""
import textwrap
import time


class Show:
    def __init__(self):
        self.problems = []

    def chapter(self, text):
        print(f"\n== {text}\n")

    def say(self, text):
        for line in text.rstrip().splitlines():
            print(f"   {line}")

    def check(self, told, right):
        """Print a claim; remember it if it does not hold."""
        print(f"   {'ok  ' if right else 'NOT '} {told}")
        if not right:
            self.problems.append(told)

    def end(self, times):
        print()
        self.say(", ".join(f"{what} {took:.1f} s" for what, took in times.items()))
        for problem in self.problems:
            print(f"differs: {problem}")
        print("demo: PASS" if not self.problems else "demo: FAIL")
        return 1 if self.problems else 0


class Clock:
    """How long each part took, in order."""

    def __init__(self):
        self.times = {}
        self._since = time.monotonic()

    def stop(self, what):
        now = time.monotonic()
        self.times[what] = now - self._since
        self._since = now


def as_text(data, encoding="utf-8"):
    """Characters in a readable form: ESC and other control characters by name."""
    names = {"\x1b": "ESC", "\r": "CR", "\n": "LF", "\t": "TAB", "\x7f": "DEL", "\0": "NUL"}
    text = data.decode(encoding, errors="replace")
    return " ".join(names.get(c) or (f"^{chr(ord(c) + 64)}" if ord(c) < 32 else c)
                    for c in text)


def wrapped(label, text, indent=11, width=66):
    """A label and its words, the lines after the first under the words."""
    return textwrap.fill(text or "(none)", width, initial_indent=f"{label:<{indent}}",
                         subsequent_indent=" " * indent, break_long_words=False)
