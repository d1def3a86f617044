#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""The machines that the tests of vtkbdctl start from."""
import os
import subprocess

import pytest

from fake_world import FOREGROUND, OPEN, TOP, USED, World
from vm import cache, host, products
from vm.build import BUILT, TOOL_SOURCES


FLAGS = "-O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all"
SOURCES = (*TOOL_SOURCES, "tests/tool")


def make(folder):
    """The shipped tool, and its objects linked with the fake in place of the devices."""
    tool, out = folder / "tools/vtkbdctl", folder / BUILT
    command = ["make", "-s", f"-j{os.cpu_count()}", "-C", tool, f"O={out}", f"CFLAGS={FLAGS}",
               f"LDFLAGS={FLAGS}"]
    subprocess.run(command, check=True)
    objects = [o for o in out.rglob("*.o") if o.name != "main.o" and o.parent != out / "core"]
    libs = subprocess.run([*command, "libs"], check=True, text=True,
                          capture_output=True).stdout.split()
    subprocess.run(["gcc", *FLAGS.split(), "-std=gnu11", "-Wall", "-Wextra", "-Werror",
                    "-D_GNU_SOURCE", f"-I{folder}/include/uapi", f"-I{tool}", "-o", out / "fake",
                    *folder.glob("tests/tool/fake*.c"), *objects, *libs], check=True)


@pytest.fixture(scope="session")
def build():
    """Where vtkbdctl, fake and their objects are; nothing is to be written there."""
    kind = f"fake-{cache.digest(FLAGS, host.output('gcc', '-dumpfullversion'))}"
    folder = cache.root() / "program" / products.name(TOP, SOURCES, kind)
    return products.made(folder, kind, TOP, SOURCES, make) / BUILT


@pytest.fixture
def empty(build, tmp_path):
    return World(build, tmp_path)


@pytest.fixture
def world(empty):
    """The module beside the kernel's VT."""
    for n in range(64):
        empty.add(f"node /dev/vtkbd{n} vtkbd {n}")
    empty.add("exists /sys/class/vc").add("node /dev/tty0 vt 0")
    empty.seat(foreground=1, previous=3, keyboards=2)
    empty.console(1, flags=USED | OPEN | FOREGROUND)
    return empty.console(3, flags=USED | OPEN)


@pytest.fixture
def vt(empty):
    """The kernel's own VT, where consoles 1 and 3 are allocated; no module."""
    for n in range(64):
        empty.add(f"node /dev/tty{n} vt {n}")
    for n in (1, 3):
        empty.add(f"exists /sys/class/vc/vcs{n}")
    return empty.add("exists /sys/class/vc").seat(foreground=3)


@pytest.fixture
def standin(empty):
    """The module in place of a VT that the kernel lacks."""
    for n in range(64):
        empty.add(f"node /dev/tty{n} vtkbd {n}")
    return empty.seat(foreground=1, acts=1).console(1, flags=USED | FOREGROUND)
