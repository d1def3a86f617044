#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Every keymap that Debian ships, on both keyboards: python3 -m oracle.keymaps

Each is loaded with loadkeys on the real console and on vtkbd's. The output of loadkeys, and
that of dumpkeys about maps, strings and accents, must be the same. A keymap that loadkeys
refuses is compared too: both must refuse it. Exit status: 0 no difference, 1 a difference, 2
trouble.
"""
import argparse
import gzip
import sys
import time

from vm import debian
from vm.errors import VmError
from vm.machine import Machine

PACKAGE = "console-data"
FOLDER = "usr/share/keymaps"
# The output of the two tools must not name the node, or it would always differ.
PLAY = r"""
for map in $(cat /share/list); do
    for node in tty vtkbd; do
        loadkeys -C /dev/${node}1 /share/keymaps/$map >/tmp/$node 2>&1
        echo "status $?" >>/tmp/$node
        dumpkeys -f -C /dev/${node}1 >>/tmp/$node 2>&1
    done
    if cmp -s /tmp/tty /tmp/vtkbd; then
        echo "same $(grep '^status' /tmp/tty) $(wc -l </tmp/tty) $map"
    else
        echo "differs $map"; diff /tmp/tty /tmp/vtkbd | head -20
    fi
done
"""


def unpack(share):
    """All keymaps, unzipped, in the guest's share; the names of those to load."""
    source, target = debian.package_tree(PACKAGE) / FOLDER, share / "keymaps"
    for path in sorted(source.rglob("*")):
        if path.is_file():
            place = target / path.relative_to(source).with_name(path.name.removesuffix(".gz"))
            place.parent.mkdir(parents=True, exist_ok=True)
            data = path.read_bytes()
            place.write_bytes(gzip.decompress(data) if path.suffix == ".gz" else data)
    names = [str(p.relative_to(target)) for p in sorted(target.rglob("*.kmap"))]
    (share / "list").write_text("".join(f"{name}\n" for name in names))
    return names


def tell(lines, names):
    """Differences, refusals and the count; the number of keymaps that differ or lack."""
    same = [line.split() for line in lines if line.startswith("same ")]
    loaded = [words for words in same if words[2] == "0"]
    for line in lines:
        if not line.startswith("same "):
            print(line)
    wrong = len(names) - len(same)
    print(f"oracle: {len(names)} keymaps: {len(loaded)} loaded and {len(same) - len(loaded)} "
          f"refused by both alike, {wrong} differences")
    return wrong + (not loaded)


def main(argv):
    parser = argparse.ArgumentParser(prog="oracle.keymaps")
    parser.add_argument("--seconds", type=int, default=1800, help="give up after so long")
    options = parser.parse_args(argv)
    start = time.monotonic()
    try:
        with Machine("stock", deadline=options.seconds) as vm:
            names = unpack(vm.share)
            vm.insmod("vtkbd")
            (vm.share / "play").write_text(PLAY)
            result = vm.run("sh /share/play", timeout=options.seconds)
            vm.check_log()
    except VmError as error:
        print(f"oracle: {error}", file=sys.stderr)
        return 2
    wrong = tell(result.text.splitlines(), names)
    print(f"oracle: {time.monotonic() - start:.0f} s")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
