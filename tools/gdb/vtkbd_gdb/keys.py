# SPDX-License-Identifier: GPL-2.0
"""vtkbd-keys: what is held down, and what earlier keys left pending."""
from . import names, state
from .command import Command

BRAILLE_ROW = 0x2800    # VTKBD_BRL_ROW: pending braille is kept as a dead key from there


def _dead_key(core):
    pending = int(core["diacr"])
    if not pending:
        return "none"
    character = chr(pending) if pending >= 0x20 else "?"
    what = "braille " if BRAILLE_ROW <= pending < BRAILLE_ROW + 0x100 else ""
    return f"{what}U+{pending:04X} {character}"


def _dots(word):
    return "".join(str(bit + 1) for bit in range(8) if int(word) >> bit & 1) or "none"


def _braille(brl):
    return (f"pressed {_dots(brl['pressed'])}, being released {_dots(brl['committing'])}, "
            f"played {_dots(brl['committed'])} in {int(brl['chords'])} chords")


def _modifiers(core):
    held = [f"{names.name(names.MODIFIERS, index)} by {int(count)}"
            for index, count in enumerate(state.array(core["shift_down"])) if int(count)]
    return ", ".join(held) or "none"


def keys():
    """vtkbd-keys

    Keys held down, by name; modifiers and how many keys hold each; the locks of the
    foreground console; pending dead key, Compose, keypad code and braille chord."""
    it = state.seat()
    core = it["core"]
    kbd = state.consoles()[int(it["fg"]) - 1]["kbd"]
    down = [names.key(keycode) for keycode in state.set_bits(core["key_down"])]
    facts = (("down", " ".join(down) or "none"),
             ("modifiers", _modifiers(core)),
             ("locked", names.bits(names.MODIFIERS, kbd["lockstate"])),
             ("sticky", names.bits(names.MODIFIERS, kbd["slockstate"])),
             ("lock keys", names.bits(names.LOCKS, kbd["ledflags"])),
             ("dead key", _dead_key(core)),
             ("compose", "the next character is a dead key" if core["dead_key_next"]
              else "no"),
             ("keypad code", str(int(core["npadch_value"])) if core["npadch_active"]
              else "none"),
             ("braille", _braille(core["brl"])))
    return [f"{name + ':':14} {fact}" for name, fact in facts]


def register():
    Command("vtkbd-keys", keys)
