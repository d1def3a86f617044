# SPDX-License-Identifier: GPL-2.0
"""Known errors of senders: for each, the real console got the same bytes.

A limit that is not listed is a failure, and so is a listed one that does not occur. KEY...KEY
stands for keys that are right one by one but not together.
"""
NO_CODE = "no code in this set"
NO_KEY = "its keysym is on no key of the server's keymap"
OTHER_KEY = "its keysym is on another key in the server's keymap"
ALL = ("mediumraw", "raw", "unicode")
# (sender, modes, keys, reason)
MEASURED = (
    ("virsh atset3", ALL, "KPSLASH KPMINUS",
     "libvirt 9.0 refuses their codes; those it has for them mean SLASH and MINUS"),
    ("virsh os_x", ALL, "SYSRQ SCROLLLOCK PAUSE 102ND INSERT", NO_CODE),
    ("virsh win32", ALL, "KPENTER", NO_CODE),
    # With -k QEMU uses the keysym; its keymaps have no dead keys.
    ("vnc -k fr (fr to de)", ALL, "LEFTBRACE", NO_KEY),
    ("vnc -k fr (fr to de)", ALL, "ESC...KPDOT",
     "after CAPSLOCK APOSTROPHE is Ugrave, which is on no key of the server's keymap"),
    ("vnc -k de (fr to es)", ALL, "2 7 9 0 LEFTBRACE APOSTROPHE", NO_KEY),
    ("vnc -k de (fr to es)", ALL, "GRAVE 1 3 4 5 6 8 MINUS EQUAL Q W Y RIGHTBRACE BACKSLASH A "
     "SEMICOLON Z M SLASH", OTHER_KEY),
    ("vnc -k de (fr to es)", ALL, "ESC...KPDOT",
     "after NUMLOCK KPDOT is KP_Decimal, which KPCOMMA has in the server's keymap"),
)

KNOWN = {(sender, mode, key): reason for sender, modes, keys, reason in MEASURED
         for mode in modes for key in keys.split()}


def reason(cell):
    return KNOWN.get((cell.sender, cell.mode, cell.key))


def unseen(cells):
    """Listed limits that do not occur in these cells, which are whole columns."""
    run = {(cell.sender, cell.mode) for cell in cells}
    shown = {(cell.sender, cell.mode, cell.key) for cell in cells if cell.verdict == "limit"}
    return sorted(known for known in KNOWN if known[:2] in run and known not in shown)
