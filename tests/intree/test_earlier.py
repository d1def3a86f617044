# SPDX-License-Identifier: GPL-2.0
"""tools/intree in a tree that an earlier state of it put the module in.

Their lists have files alone. What they put into the kernel's own files is kept here as they
wrote it: it is not derived from the tool.
"""
import re

import pytest

from intree.small import OK, intree, look, refused

MAKEFILE, KCONFIG, MAINTAINERS = "drivers/tty/Makefile", "drivers/tty/Kconfig", "MAINTAINERS"
LIST = "drivers/tty/vtkbd/.intree"
LINE = 'source "drivers/tty/vtkbd/Kconfig"\n'
OLD_ENTRY = """VIRTUAL TERMINAL KEYBOARD (VTKBD)
L:\tlinux-serial@vger.kernel.org
S:\tMaintained
F:\tdrivers/tty/vtkbd/
F:\tinclude/linux/vtkbd.h
F:\tinclude/uapi/linux/vtkbd.h

"""
ENTRY = OLD_ENTRY.replace("F:", "F:\tDocumentation/ABI/testing/sysfs-class-tty-vtkbd\nF:", 1)
EMPTY_LINE = "\n"
# Lines in Kconfig and entries in MAINTAINERS. The second state put its entry behind the
# first one's.
STATES = {
    "first": (EMPTY_LINE + LINE, OLD_ENTRY),
    "with an ABI file": (EMPTY_LINE + LINE, ENTRY),
    "of two states": (EMPTY_LINE + LINE, OLD_ENTRY + ENTRY),
    "without an empty line": (LINE, ENTRY),
}


def replace(path, old, new):
    text = path.read_bytes().decode()
    assert text.count(old) == 1
    path.write_bytes(text.replace(old, new).encode())


def as_earlier(kernel, lines, entries):
    """The tree as such a state left it; its list is today's without the lines."""
    assert intree(kernel) == OK
    replace(kernel / KCONFIG, LINE, lines)
    replace(kernel / MAINTAINERS, ENTRY, entries)
    path = kernel / LIST
    path.write_text(re.sub("^put .*\n", "", path.read_text(), flags=re.M))
    assert path.read_text().count("\n") > 60


@pytest.mark.parametrize("update", [0, 1, 2])
@pytest.mark.parametrize("state", STATES)
def test_an_earlier_state_is_brought_up_to_date_and_taken_out(kernel, state, update):
    before = look(kernel)
    assert intree(kernel) == OK
    today = look(kernel)
    assert intree("--remove", kernel) == OK
    as_earlier(kernel, *STATES[state])
    for _ in range(update):
        assert intree(kernel) == OK
        assert look(kernel) == today
    assert intree("--remove", kernel) == OK
    assert look(kernel) == before


@pytest.mark.parametrize("args", [[], ["--remove"]])
def test_an_entry_that_somebody_added_to_is_not_lost(kernel, args):
    as_earlier(kernel, LINE, OLD_ENTRY.replace("S:", "M:\tMe <me@localhost>\nS:"))
    refused(kernel, *args, says=f"{kernel / MAINTAINERS}: 'VIRTUAL TERMINAL KEYBOARD (VTKBD)' "
            "is not as this tool puts it there")


# -- from now on: whatever was put in is on the list ----------------------------------


@pytest.fixture(name="other")
def fixture_other(tmp_path, newer):
    """A state of the tool that puts in lines which today's knows nothing of."""
    text = newer.read_text(encoding="utf-8")
    for old, new in (("linux-serial@", "vtkbd@"), ('obj-y\\t\\t\\t\\t+= vtkbd/', "obj-y += vtkbd/"),
                     ("f'source \"{FOLDER}/Kconfig\"", "f'# vtkbd/\\nsource \"{FOLDER}/Kconfig\"")):
        assert old in text
        text = text.replace(old, new)
    newer.write_text(text, encoding="utf-8")
    return newer


def test_lines_of_another_state_are_known_by_the_list(kernel, other):
    before = look(kernel)
    assert intree(kernel) == OK
    today = look(kernel)
    assert intree(kernel, tool=other) == OK
    assert "obj-y += vtkbd/" in (kernel / MAKEFILE).read_text()
    assert "L:\tvtkbd@" in (kernel / MAINTAINERS).read_text()
    theirs = look(kernel)
    assert intree("--remove", kernel) == OK
    assert look(kernel) == before
    assert intree(kernel, tool=other) == OK
    assert look(kernel) == theirs
    assert intree(kernel) == OK
    assert look(kernel) == today


def test_a_line_that_was_moved_stays_where_it_is(kernel):
    before = look(kernel)
    assert intree(kernel) == OK
    path = kernel / KCONFIG
    text = path.read_text().replace(LINE, "") + LINE
    path.write_text(text)
    assert intree(kernel) == OK
    assert path.read_text() == text
    assert intree("--remove", kernel) == OK
    assert look(kernel) == before
