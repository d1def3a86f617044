# SPDX-License-Identifier: GPL-2.0
"""What once broke the kernel's own VT keyboard, and the tests that show that vtkbd is not broken
by it. Documentation/bugs.rst is made of this table: python3 -m stress.bugs >Documentation/bugs.rst
"""
from dataclasses import dataclass

BUGS = "stress/test_bugs.py::"
RACE, ANSWER = f"{BUGS}test_a_race", f"{BUGS}test_answers_as_the_real_vt_does"
TYPED, LOADING = f"{BUGS}test_types_as_the_real_vt_does", f"{BUGS}test_keys_and_opens_all_through_loading"
KEYSYMS = f"{BUGS}test_every_keysym_can_be_set_and_pressed"
KUNIT = "kunit/test_kunit.py::test_suite"
LOST = "stress/test_nothing_lost.py::"


@dataclass(frozen=True)
class Bug:
    """ids: CVE, commit or syzbot id. tests: node ids below tests/. note: why a test is where it
    is, or why there is none."""
    ids: str
    what: str
    tests: tuple = ()
    note: str = ""


def races(*names):
    return tuple(f"{RACE}[{name}]" for name in names)


def answers(*names):
    return tuple(f"{ANSWER}[{name}]" for name in names)


# A row's number is that of its bug; the order is that of the list of the project's issue.
TABLE = (
    Bug("CVE-2020-25656, 82e61c3909db, 6ca03f90527e", "a function string read while another "
        "program replaces it", races("strings")),
    Bug("20220908075403 (vt_do_kdgkb_ioctl)", "strings of the greatest length, and at the end of "
        "mapped memory", answers("strings")),
    Bug("vt_kdskbsent", "a string replaced by a longer or a shorter one; built-in strings freed",
        (*answers("strings"), f"{BUGS}test_nothing_has_leaked")),
    Bug("CVE-2005-3257", "any user could redefine the keys of others", answers("perm")),
    Bug("a7ad0034453b", "KDSKBMETA by somebody who has not the console", answers("perm"),
        "refused on every kernel; the answers would differ on one without the fix"),
    Bug("CVE-2020-13974, b86dab054059", "a character code on the keypad that overflows",
        (TYPED, f"{KUNIT}[vtkbd_text]")),
    Bug("CVE-2020-0431, b2b2dd71e085, 4f3882177240", "keycodes above the bitmap of keys",
        (TYPED,)),
    Bug("CVE-2019-20636, cb222aed03d7", "KDSETKEYCODE with a keycode that does not exist",
        answers("device")),
    Bug("510cccb5b0c8", "modifiers counted anew with a key held that no keymap has", (TYPED,)),
    Bug("no id", "keysyms whose value is behind the end of their handler's table",
        (KEYSYMS, f"{KUNIT}[vtkbd_keysyms]")),
    Bug("no id", "a keymap removed while keys are looked up in it",
        (*races("maps"), *answers("keymap"), f"{BUGS}test_nothing_has_leaked")),
    Bug("syzbot c3693b491545af43db87, 03f79366754268a0f20c, d000422a46aa, eb3b0d92c9c3",
        "keys for a console that was never opened, or while the handler comes or goes",
        (LOADING, "e2e/test_module.py::test_typing_through_loading_and_unloading")),
    Bug("e25d47a52693", "a repeated key while its console is closed or hung up",
        races("hang-up")),
    Bug("syzbot 781c8bb5e4d62cc883d3", "SIGIO and stopped output under the lock of the key event",
        races("sigio")),
    Bug("no id (fn_show_state)", "the state of the machine printed under a lock by a key",
        (KEYSYMS,), "such keys are reported and print nothing"),
    Bug("80c4d3d48905", "LEDs of a keyboard that comes and goes", races("leds")),
    Bug("fb09d0ac0772", "LEDs of the previous console after a switch",
        (f"{BUGS}test_lights_follow_the_foreground",)),
    Bug("CVE-2021-3753, 2287a51ba822", "KDSETMODE while others write and switch",
        races("kdmode")),
    Bug("CVE-2020-36557, ca4463bf8438", "VT_DISALLOCATE of a console that is just closed",
        races("disallocate")),
    Bug("CVE-2020-36558, 6cd1ed50efd8", "VT_RESIZEX while consoles are disallocated",
        races("resize")),
    Bug("no id (vt_in_use)", "VT_GETSTATE and VT_OPENQRY while consoles are opened and closed",
        races("look")),
    Bug("CVE-2022-48804", "numbers of consoles that do not exist", answers("vt"),
        "that the number is masked last is seen in vtkbd_con_given() of seat.h alone"),
    Bug("CVE-2020-25668", "a call on a console in the background that changed the foreground",
        answers("modes", "leds", "vt")),
    Bug("CVE-2020-8648", "the selection read and replaced at once", (),
        "there is no selection: TIOCL_SETSEL and TIOCL_PASTESEL answer EINVAL"),
    Bug("39495ef5d6f8, 5603371cd9f6", "pasting, and what is on the screen", (),
        "there is no selection, no screen and no /dev/vcs"),
    Bug("8d1b43f6a6df, 2f83e38a095f, ee6a44da3c87", "TIOCLINUX by a stranger",
        answers("tiocl", "perm")),
    Bug("CVE-2022-1462", "two writers of one flip buffer",
        (f"{LOST}test_four_keyboards_and_a_slow_reader",)),
    Bug("no id (put_queue)", "keys that nobody reads",
        (f"{LOST}test_a_reader_that_never_reads",)),
    Bug("CVE-2013-0160", "the times of keys in files that anybody may read",
        (f"{BUGS}test_no_file_tells_a_user_when_a_key_was_typed",)),
    Bug("CVE-2018-20839", "a keyboard mode set while a display server has the console",
        ("clients/test_race.py::test_a_getty_started_by_hand",
         "clients/test_race.py::test_a_getty_that_logind_ordered_before_the_server_came"),
        "a bug of systemd, which the debug kernel does not boot: in Debian's kernel"),
    Bug("no id (k_brl)", "braille dots and parameters out of range",
        (TYPED, f"{KUNIT}[vtkbd_braille]")),
    Bug("no id (KT_LETTER)", "what Caps Lock finds behind a letter is sent as a character", (TYPED,),
        "the real console does it, so vtkbd does"),
    Bug("CVE-2026-23115", "a node that is opened while its driver loads",
        (LOADING, "e2e/test_module.py::test_opening_a_node_all_through_loading",
         "stress/test_lifetimes.py::test_a_load_that_fails_with_a_node_open")),
    Bug("d000422a46aa (names)", "a second load, and a load after one that failed",
        (LOADING, "e2e/test_module.py::test_failing_at_any_step_leaves_nothing_behind")),
    Bug("4af70f151671", "a Shift in the sequence of a cursor key, from a locked group",
        (TYPED, f"{KUNIT}[vtkbd_rules]")),
)

# Of these rows a test is elsewhere than in the debug kernel: the note says why.
ELSEWHERE = (30,)

HEAD = """\
.. SPDX-License-Identifier: GPL-2.0

=========================
Old bugs, and their tests
=========================

What once broke the VT keyboard of the kernel, or something like it, and the tests that show that
it does not break vtkbd. They run in a kernel with KASAN, UBSAN, lockdep, DEBUG_OBJECTS and
kmemleak; where a behaviour is asked, the real console in the same machine is the judge. The page
is made of ``tests/stress/bugs.py``, and ``tests/stress/test_bugs_table.py`` checks it.

.. list-table::
   :header-rows: 1
   :widths: 4 24 36 36

   * - \\
     - bug
     - what it was
     - tests, below ``tests/``
"""


def cell(bug):
    lines = [f"``{test}``" for test in bug.tests]
    return ", ".join(lines) + (f"{'; ' if lines else 'none: '}{bug.note}" if bug.note else "")


def page():
    return HEAD + "".join(f"   * - {number}\n     - {bug.ids}\n     - {bug.what}\n     - {cell(bug)}\n"
                          for number, bug in enumerate(TABLE, start=1))


if __name__ == "__main__":
    print(page(), end="")
