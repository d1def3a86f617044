# SPDX-License-Identifier: GPL-2.0
"""All 63 consoles are read at once, and keys are typed while the foreground goes round them."""
import re
from pathlib import Path

SOURCE = Path(__file__).parent / "bugs/busy.c"
SWITCHES, LONG_SWITCHES = 150, 20000


def test_63_consoles_get_what_was_typed_there(fire, long):
    fire.insmod("vtkbd")
    fire.compile(SOURCE)
    switches = LONG_SWITCHES if long else SWITCHES
    for node in ("/dev/tty", "/dev/vtkbd"):
        said = fire.sh(f"busy {node} {switches} 1", timeout=120 + switches)
        letters, wrong = re.fullmatch(r"(\d+) letters, (\d+) consoles wrong\n", said).groups()
        assert int(letters) > 2 * switches and int(wrong) == 0
