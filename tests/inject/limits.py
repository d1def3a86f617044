# SPDX-License-Identifier: GPL-2.0
"""What senders are known to get wrong: for each, the real console got the same bytes.

A limit that is not here is a failure. One that is here and is not seen is told, so
that the list stays no longer than it has to be.
"""
# {name of a sender, or how it begins: {key: reason}}; the key "*" means any.
KNOWN = {
    "vnc -k": {"*": "QEMU with -k goes by the keysym, not by the key that the client names"},
}


def reason(cell):
    for start, keys in KNOWN.items():
        if cell.sender.startswith(start):
            return keys.get(cell.key) or keys.get("*")
    return None
