# SPDX-License-Identifier: GPL-2.0
"""Keys on the emulated PS/2 keyboard, by QEMU's key names (qcodes).

QEMU's keyboard holds some eight events; more at once are lost, as on real hardware.
So each event lasts for some time, which QEMU measures on the guest's clock.
"""

SHIFTED = dict(zip('~!@#$%^&*()_+{}|:"<>?', "`1234567890-=[]\\;',./"))
NAMES = {" ": "spc", "\n": "ret", "\t": "tab", "\x7f": "backspace", "\x1b": "esc",
         "-": "minus", "=": "equal", "[": "bracket_left", "]": "bracket_right",
         "\\": "backslash", ";": "semicolon", "'": "apostrophe", "`": "grave_accent",
         ",": "comma", ".": "dot", "/": "slash"}
HOLD_MS = 30


def chord(char):
    """The keys a US keyboard needs for a character."""
    if char in SHIFTED:
        return ("shift", *chord(SHIFTED[char]))
    if char.isascii() and char.isupper():
        return ("shift", char.lower())
    if char in NAMES or (char.isascii() and char.isalnum()):
        return (NAMES.get(char, char),)
    raise ValueError(f"no key for {char!r} on a US keyboard")


class Keyboard:
    def __init__(self, qmp):
        self._qmp = qmp

    def press(self, *keys, hold_ms=HOLD_MS):
        """Press keys one after the other, then release them in reverse order.

        Returns at once: QEMU plays the keys in order, each event hold_ms long.
        """
        self._qmp.execute("send-key", keys=[_qcode(key) for key in keys],
                          **{"hold-time": hold_ms})

    def type(self, text, hold_ms=HOLD_MS):
        for char in text:
            self.press(*chord(char), hold_ms=hold_ms)

    def event(self, key, down):
        """One press or release now, before the keys that press() still has to play."""
        self.events([(key, down)])

    def events(self, pairs):
        """Presses and releases, (key, down), all at once: 16 bytes at most."""
        self._qmp.execute("input-send-event", events=[
            {"type": "key", "data": {"down": down, "key": _qcode(key)}}
            for key, down in pairs])

    def down(self, key):
        self.event(key, True)

    def up(self, key):
        self.event(key, False)


def _qcode(key):
    """A qcode, or a raw number when key is an int (QEMU's own key numbers)."""
    if isinstance(key, int):
        return {"type": "number", "data": key}
    return {"type": "qcode", "data": key}
