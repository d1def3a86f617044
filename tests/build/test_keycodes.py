# SPDX-License-Identifier: GPL-2.0
"""What keycodes.csv claims is proved when the tables are made: a fact that contradicts
another stops tools/keycodes/gen, which names it. Each test here spoils one fact.

That a name or number means, in the tool, the key that the file says is tests/tool's.
"""
import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest

TREE = Path(__file__).parents[2]
GEN = TREE / "tools/keycodes/gen"
CSV = TREE / "tools/keycodes/keycodes.csv"
UAPI = Path("/usr/include/linux/input-event-codes.h")


@pytest.fixture(scope="module", name="keys")
def fixture_keys():
    spec = importlib.util.spec_from_file_location("keys", CSV.with_name("keys.py"))
    module = sys.modules["keys"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def gen(path, tmp_path):
    return subprocess.run([GEN, "--csv", path, "--root", tmp_path, "--table", "raw"],
                          capture_output=True, text=True, check=False)


def spoiled(tmp_path, change):
    """What gen says of the file after change(columns, rows), rows being lists by name."""
    lines = CSV.read_text(encoding="utf-8").splitlines()
    start = next(i for i, line in enumerate(lines) if not line.startswith("#"))
    columns = lines[start].split(",")
    rows = {}
    for fields in (line.split(",") for line in lines[start + 1:]):
        rows[fields[0].split("/")[0] if fields[0] != "-" else fields[1]] = fields
    change(columns, rows)
    path = tmp_path / "spoiled.csv"
    path.write_text("\n".join([*lines[:start + 1], *map(",".join, rows.values())]) + "\n",
                    encoding="utf-8")
    done = gen(path, tmp_path)
    assert done.returncode != 0 and not list(tmp_path.rglob("*_shipped"))
    return done.stderr


def setting(key, column, value):
    def change(columns, rows):
        rows[key][columns.index(column)] = value
    return change


@pytest.mark.parametrize("column, code", [
    ("atset2", "1c"), ("atset3", "1c"), ("os_x", "ANSI_S 00"), ("xt_kbd", "1e"), ("usb", "04"),
    ("win32", "VK_S 41")])
def test_a_code_that_two_keys_have(tmp_path, column, code):
    said = spoiled(tmp_path, setting("KEY_S", column, code))
    assert re.search(rf"spoiled.csv:\d+: {column} '{code[-2:]}' is also keycode 30's", said)


@pytest.mark.parametrize("column, code", [("win32", "VK_A 53"), ("os_x", "ANSI_A 01")])
def test_a_name_that_two_keys_have(tmp_path, column, code):
    said = spoiled(tmp_path, setting("KEY_S", column, code))
    assert f"the name {code[:-3]} is also keycode 30's" in said


def test_a_keyname_that_two_keys_have(tmp_path):
    assert "the name KEY_A is also" in spoiled(tmp_path, setting("KEY_S", "name", "KEY_S/KEY_A"))


def test_every_mapping_that_is_said_to_be_lossless_is_tried(tmp_path, keys):
    """A key that loses its code in the set that is mapped to, or means another there."""
    assert len(keys.LOSSLESS) >= 9
    for source, target in keys.LOSSLESS:
        for value in ("", "(1e)"):
            said = spoiled(tmp_path, setting("KEY_A", target, value))
            assert re.search(r"to \w+ and back is not keycode 30, but the mapping is said to be "
                             "lossless", said), (source, target, said)


def test_the_lossless_mappings_hold_without_gens_help(keys):
    """The same by another way: both directions as plain dictionaries."""
    rows = keys.read_keys(CSV)
    for source, target in keys.LOSSLESS:
        there = {c.number: next(t.number for t in key.codes[target] if t.read)
                 for key in rows for c in key.codes[source] if c.read}
        means = {name: {c.number: key.linux for key in rows for c in key.codes[name] if c.read}
                 for name in (source, target)}
        assert len(there) > 100
        for number, other in there.items():
            assert means[source][number] == means[target][other]


def test_xt_is_atset1_and_qnum_is_atset1_in_a_byte(tmp_path):
    assert "xt is not atset1" in spoiled(tmp_path, setting("KEY_A", "xt", "1e/60"))
    assert "qnum is not atset1" in spoiled(tmp_path, setting("KEY_A", "qnum", "1e/60"))


@pytest.mark.parametrize("column, value", [
    ("atset1", "e1 1e"), ("atset1", "1E"), ("atset1", "1e/"), ("atset1", "(1e"), ("usb", "e0 04"),
    ("usb", "4"), ("win32", "41"), ("os_x", "ANSI_A"), ("atset2", "/1c"), ("linux", "0x1e"),
    ("linux", "3"), ("name", "A"), ("x11", "a b")])
def test_a_field_of_another_form(tmp_path, column, value):
    assert "spoiled.csv:" in spoiled(tmp_path, setting("KEY_A", column, value))


def test_names_and_keycodes_are_the_systems(keys):
    """As far as this machine's header has them: an older one lacks some names."""
    text = UAPI.read_text(encoding="utf-8")
    values = {name: int(value, 0) for name, value in
              re.findall(r"^#define\s+(KEY_\w+)\s+(0x[0-9a-f]+|\d+)", text, re.M)}
    ours = {name: key.linux for key in keys.read_keys(CSV) for name in key.names}
    both = ours.keys() & values.keys()
    assert len(both) > 450
    assert {name: ours[name] for name in both} == {name: values[name] for name in both}
