# SPDX-License-Identifier: GPL-2.0
"""The build itself: no warning from W=1 or sparse, no generated file out of date."""
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from vm import build, host, kernel

TREE = Path(__file__).parents[2]
LEFT_OUT = shutil.ignore_patterns(".git", "build", "*.o", "*.ko", "*.mod*", "*.cmd", "*.d", "*.a",
                                  "modules.order", "Module.symvers", "__pycache__")


@pytest.fixture(name="copy")
def fixture_copy(tmp_path):
    """The tree as it would be cloned, with what is not committed yet."""
    tree = Path(shutil.copytree(TREE, tmp_path / "vtkbd", symlinks=True, ignore=LEFT_OUT))
    host.output("make", "-C", str(tree / "tools/vtkbdctl"), "clean")
    return tree


def make(copy, name, *args):
    """(status, what make said beyond what it does) for one of our kernels."""
    done = subprocess.run(["make", "-C", copy, f"KDIR={kernel.get(name).kdir}", *args],
                          capture_output=True, text=True, check=False)
    return done.returncode, build.said(done.stdout + done.stderr)


@pytest.mark.parametrize("name", ["stock", "novt"])
def test_the_modules_are_clean_under_w1_and_sparse(name):
    assert build.checked(kernel.get(name)) == []
    built = build.checked_folder(kernel.get(name))
    assert (built / "drivers/tty/vtkbd/vtkbd.ko").exists()
    assert (built / "tests/notifier/power_key.ko").exists()


SPOILS = {
    "int vtkbd_x;": "vtkbd_x' was not declared",
    "/**\n * vtkbd_y - x\n * @no: y\n */\nint vtkbd_y(int a) { return a; }":
        "no previous prototype for",
    "/**\n * vtkbd_shown - x\n */\nstatic __maybe_unused int z(int a) { return a; }":
        "expecting prototype for vtkbd_shown()",
    "int vtkbd_large(int (*fn)(char *));\n"
    "int vtkbd_large(int (*fn)(char *)) { char c[1100]; return fn(c); }":
        "is larger than 1024 bytes"}


def test_the_check_itself_sees_a_warning_each_time(copy):
    """In a file each: of one file the first fault stops the rest."""
    for spoil, name in zip(SPOILS, ("state", "leds", "rules", "raw"), strict=True):
        with open(copy / f"drivers/tty/vtkbd/core/{name}.c", "a", encoding="utf-8") as file:
            file.write(f"{spoil}\n")
    for _ in range(2):
        said = build.checked(kernel.get("stock"), copy)
        assert [says for says in SPOILS.values() if says not in "\n".join(said)] == []


def test_modules_and_docs_are_made_in_the_tree_and_clean_removes_them(copy):
    before = sorted(copy.rglob("*"))
    assert make(copy, "stock", "modules", "docs")[0] == 0
    assert (copy / "drivers/tty/vtkbd/vtkbd.ko").exists()
    assert (copy / "Documentation/_build/index.html").exists()
    assert make(copy, "stock", "clean")[0] == 0
    assert sorted(copy.rglob("*")) == before


@pytest.mark.parametrize("generator", ["tools/keymap/mktable", "tools/keycodes/gen"])
def test_generated_files_are_what_their_sources_make(generator):
    done = subprocess.run([TREE / generator, "--check"], capture_output=True, text=True,
                          check=False)
    assert done.returncode == 0, done.stderr


def test_make_help_names_every_target():
    makefile = (TREE / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: ((?:.*\\\n)*.*)$", makefile, re.M).group(1)
    phony = phony.replace("\\", "").split()
    said = host.output("make", "-s", "-C", str(TREE), "help").split("\n\n", maxsplit=1)[0]
    assert sorted(line.split()[0] for line in said.splitlines()) == sorted(phony)


SHOW = "show: ; @$(PYTHON) -c 'import os; print([os.environ[\"MAKEFLAGS\"], os.environ[\"T\"]])'"


def test_what_tests_build_is_built_as_they_say():
    """With -j make complains that its jobs are not passed on, with -B nothing is cached."""
    assert host.output("make", "-s", "-j4", "-B", "-C", str(TREE), f"--eval={SHOW}", "T=-k a",
                       "show") == "['', '-k a']"
