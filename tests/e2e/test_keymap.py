# SPDX-License-Identifier: GPL-2.0
"""The default keymap is the kernel's, and loadkeys changes both alike."""
import re
from pathlib import Path

import pytest

from vm.machine import Machine

from .desk import Desk

DUMPS = ["dumpkeys -C {}", "dumpkeys -f -C {}", "dumpkeys -1 -C {}",
         "dumpkeys --compose-only -C {}",
         "kbd_mode -a -C {0} && dumpkeys -f -C {0}"]


@pytest.mark.parametrize("dump", DUMPS)
def test_dumpkeys_is_identical_on_both_nodes(stock_vm, dump):
    Desk(stock_vm)
    real, ours = (stock_vm.sh(dump.format(node)) for node in ("/dev/tty1", "/dev/vtkbd1"))
    assert ours == real
    assert real.count("\n") > 20


def test_a_loaded_keymap_types_the_same(stock_vm):
    """Dead keys, a string, a new map and a Unicode keysym, loaded with loadkeys."""
    desk = Desk(stock_vm)
    keymap = r"""
keymaps 0-3,4-5,8,12
keycode 16 = dead_acute dead_grave U+20ac F30
keycode 17 = U+00e9 Caps_Lock
keycode 18 = +e +F1
string F30 = "loaded\n"
compose 'x' 'y' to U+2603
compose '\'' 'a' to U+00e1
"""
    for node in ("/dev/tty1", "/dev/vtkbd1"):
        stock_vm.sh(f"loadkeys -C {node} - <<'EOF'\n{keymap}\nEOF")
    real, ours = desk.both(
        desk.readers(), ("q",), ("a",), ("shift", "q"), ("spc",), ("alt_r", "q"),
        ("alt_r", "shift", "q"), ("w",), ("shift", "w"), ("e",), ("w",), ("shift", "w"),
        ("ctrl", "dot"), ("x",), ("y",))
    assert ours == real
    assert all(text.encode() in real for text in ("á", "€", "loaded\n", "é", "☃"))


def test_an_accent_table_is_of_one_screen_map():
    """Read on one processor while the map is changed on another."""
    with Machine("stock", cpus=2) as vm:
        vm.insmod("vtkbd")
        vm.compile(Path(__file__).with_name("screenrace.c"), "-pthread")
        said = re.fullmatch(r"asked (\d+) mixed (\d+)\n", vm.sh("screenrace /dev/vtkbd1 5"))
        assert int(said[1]) > 1000
        assert int(said[2]) == 0
        vm.check_log()
