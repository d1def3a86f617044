# SPDX-License-Identifier: GPL-2.0
"""`make demo` is a test, too; what it prints about keys must be readable."""
from . import keynames
from .__main__ import main


def test_the_story_is_played_to_its_end(capfd):
    status = main()
    out, err = capfd.readouterr()
    assert status == 0 and out.rstrip().endswith("demo: PASS"), out + err


def test_keys_have_names():
    assert keynames.keycodes(b"\x23\xa3\x67\xe7") == "+H -H +UP -UP"
    assert keynames.scancodes(b"\x23\xa3\xe0\x48\xe0\xc8\x54") == "+H -H +UP -UP +SYSRQ"
    assert keynames.scancodes(b"\x7f") == "+0x7f"
