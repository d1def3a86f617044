# SPDX-License-Identifier: GPL-2.0
"""Documentation/ABI describes each file that the module's sources have in sysfs, in the kernel's
format. e2e/test_sysfs.py looks at the files themselves."""
import re
import subprocess

import pytest

from build import abi
from vm import configured
from vm.build import TREE

MODULE = TREE / "drivers/tty/vtkbd"
ATTRIBUTE = re.compile(r"^(?:static )?DEVICE_ATTR_\w+\((\w+)\)", re.M)
PARAMETER = re.compile(r"^module_param\w*\((\w+),", re.M)


def in_the_sources():
    text = "".join(path.read_text() for path in MODULE.rglob("*.c"))
    return set(ATTRIBUTE.findall(text)), set(PARAMETER.findall(text))


def test_every_attribute_and_parameter_is_described_and_no_other():
    attributes, parameters = in_the_sources()
    assert len(attributes) >= 5 and len(parameters) >= 9
    described = [entry.rsplit("/", 1) for entry in abi.described()]
    assert {name for folder, name in described if "/class/tty/" in folder} == attributes
    assert {name for folder, name in described
            if folder == "/sys/module/vtkbd/parameters"} == parameters
    assert len(described) == len(attributes) + len(parameters)


def test_each_entry_is_complete():
    entries = abi.entries(abi.PATH.read_text())
    assert len(entries) >= 14
    for entry in entries:
        assert tuple(entry.tags) == abi.TAGS and all(entry.tags.values()), entry


def validate(folder):
    """What the kernel's own checker of these files complains of."""
    done = subprocess.run(["perl", configured.source() / "scripts/get_abi.pl", "--dir", folder,
                           "validate"], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_the_kernels_own_check_is_silent():
    assert validate(abi.FOLDER) == (0, "")


@pytest.mark.parametrize("was, becomes, says", [
    ("/sys/class/tty/vtkbd0/active_tty", "/sys/class/tty/vtkbd0/active", "is defined 2 times"),
    ("Description:\n", "", "doesn't have a description")])
def test_a_fault_is_seen(tmp_path, was, becomes, says):
    text = abi.PATH.read_text()
    assert was in text
    (tmp_path / "testing").mkdir()
    (tmp_path / "testing" / abi.PATH.name).write_text(text.replace(was, becomes, 1))
    assert says in validate(tmp_path)[1]
