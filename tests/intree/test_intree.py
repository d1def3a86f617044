# SPDX-License-Identifier: GPL-2.0
"""tools/intree: in and out, byte by byte; what it refuses, it does not touch."""
import os
import re
import shutil
import subprocess

import pytest

from intree import trees
from intree.small import OK, intree, look, refused
from vm import host
from vm.build import TREE

def test_in_and_out_leaves_every_byte(kernel):
    before = look(kernel)
    assert intree(kernel) == OK
    assert look(kernel) != before
    assert intree("--remove", kernel) == OK
    assert look(kernel) == before


def test_twice_is_as_once(kernel):
    before = look(kernel)
    assert intree(kernel) == OK
    once, times = look(kernel), {path: path.stat().st_mtime_ns for path in kernel.rglob("*")}
    assert intree(kernel) == OK
    assert look(kernel) == once
    assert {path: path.stat().st_mtime_ns for path in kernel.rglob("*")} == times
    assert intree("--remove", kernel) == intree("--remove", kernel) == OK
    assert look(kernel) == before


# What Python takes for the encoding of files is ASCII then, as it is ISO 8859-1 elsewhere.
NOT_UTF_8 = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}


@pytest.mark.parametrize("end", [b"\n", b"\r\n"], ids=["LF", "CRLF"])
def test_bytes_of_maintainers_are_kept_in_every_locale(kernel, end):
    path = kernel / "MAINTAINERS"
    path.write_bytes(before := path.read_bytes() + b"THE REST OF IT" + end)
    assert not before.isascii()
    assert intree(kernel, **NOT_UTF_8) == OK
    head, _, tail = path.read_bytes().partition(b"VIRTUAL TERMINAL KEYBOARD")
    assert before == head + tail.partition(b"\n\n")[2]


def test_everything_that_is_built_is_there(kernel):
    """As in a clone: what git knows of the module's folder and of the suites."""
    assert intree(kernel) == OK
    for here, there in (("drivers/tty/vtkbd", ""), ("tests/kunit", "tests")):
        known = host.output("git", "-C", str(TREE), "ls-files", "-co", "--exclude-standard",
                            here).splitlines()
        wanted = {name.removeprefix(f"{here}/") for name in known
                  if here.startswith("drivers") or re.fullmatch(r"[^/]*(\.[ch]|Kbuild)",
                                                                name.removeprefix(f"{here}/"))}
        folder = kernel / "drivers/tty/vtkbd" / there
        found = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
        assert wanted and {name for name in found if there or not name.startswith("tests/")} \
            - {".intree"} == wanted


def test_makefile_kconfig_and_maintainers_name_it(kernel):
    assert intree(kernel) == OK
    assert "+= vtkbd/\n" in (kernel / "drivers/tty/Makefile").read_text()
    assert 'source "drivers/tty/vtkbd/Kconfig"' in (kernel / "drivers/tty/Kconfig").read_text()
    names = re.findall(r"(?<=\n\n)(\S.*)\n(?=[A-Z]:\t)", (kernel / "MAINTAINERS").read_text())
    place = names.index("VIRTUAL TERMINAL KEYBOARD (VTKBD)")
    assert names[place - 1].upper() < names[place] < names[place + 1].upper()


def test_get_maintainer_knows_its_files(kernel):
    assert intree(kernel) == OK
    said = subprocess.run(["perl", "scripts/get_maintainer.pl", "--no-tree", "--no-git", "--sections",
                           "-f", "drivers/tty/vtkbd/core/key.c", "-f",
                           "include/uapi/linux/vtkbd.h", "-f",
                           "Documentation/ABI/testing/sysfs-class-tty-vtkbd"],
                          cwd=kernel, capture_output=True, text=True, check=True).stdout
    assert said.count("VIRTUAL TERMINAL KEYBOARD (VTKBD)\n") == 3


# -- a newer module ------------------------------------------------------------------


def test_a_newer_module_takes_the_place_of_the_old_one(kernel, newer):
    before = look(kernel)
    assert intree(kernel) == OK
    assert intree(kernel, tool=newer) == OK
    folder = kernel / "drivers/tty/vtkbd"
    assert (folder / "blink.c").exists() and not (folder / "blank.c").exists()
    assert (folder / "main.c").read_text().endswith("/* newer */\n")
    assert intree("--remove", kernel) == OK
    assert look(kernel) == before


CUT = """import os, pathlib, runpy, sys
left, whole = int(sys.argv[1]), pathlib.Path.replace
def replace(*args):
    global left
    left -= 1
    return whole(*args) if left >= 0 else os._exit(9)
pathlib.Path.replace = replace
del sys.argv[:2]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def cut_short(writes, tool, kernel):
    """The tool is killed when it has written so many files."""
    done = subprocess.run(["/usr/bin/python3", "-c", CUT, str(writes), tool, kernel],
                          check=False)
    assert done.returncode == 9


@pytest.mark.parametrize("args", [[], ["--remove"]])
@pytest.mark.parametrize("writes", [0, 1, 2, 3])
def test_what_was_cut_short_is_brought_to_its_end_or_taken_out(kernel, newer, writes, args):
    """The newer version has three files that the older one has not as they are."""
    before = look(kernel)
    assert intree(kernel) == OK
    cut_short(writes, newer, kernel)
    assert intree(*args, kernel, tool=newer) == OK
    assert (kernel / "drivers/tty/vtkbd/blank.c").exists() is False
    assert intree("--remove", kernel, tool=newer) == OK
    assert look(kernel) == before


@pytest.mark.parametrize("kernels_own", range(4))
def test_what_was_cut_short_at_the_kernels_own_files_is_taken_out(kernel, kernels_own):
    """They are written last, behind the list and what is on it."""
    before = look(kernel)
    assert intree(kernel) == OK
    listed = (kernel / "drivers/tty/vtkbd/.intree").read_text()
    listed = len(re.findall("^[0-9a-f]{64} ", listed, re.M))
    assert intree("--remove", kernel) == OK
    cut_short(listed + kernels_own, trees.INTREE, kernel)
    assert intree("--remove", kernel) == OK
    assert look(kernel) == before


def test_what_was_built_there_goes_too(kernel):
    before = look(kernel)
    assert intree(kernel) == OK
    for name in ("core/key.o", ".main.o.cmd", "modules.order", "built-in.a", "vtkbd.mod.c",
                 "core/key.s", "main.i", ".tmp_main.o", ".main.c.part"):
        (kernel / "drivers/tty/vtkbd" / name).write_bytes(b"\0")
    assert intree(kernel) == OK
    assert intree("--remove", kernel) == OK
    assert look(kernel) == before


def test_another_line_in_the_kernels_files_stays(kernel):
    assert intree(kernel) == OK
    path = kernel / "drivers/tty/Makefile"
    path.write_text("# first\n" + path.read_text() + "# last\n")
    assert intree("--remove", kernel) == OK
    assert path.read_text() == ("# first\n" + (trees.source("stock") / "drivers/tty/Makefile")
                                .read_text() + "# last\n")


def test_a_hard_link_elsewhere_keeps_what_it_has(kernel, tmp_path):
    shutil.copytree(kernel, tmp_path / "linked", copy_function=os.link)
    before = look(kernel)
    assert intree(tmp_path / "linked") == OK
    assert look(kernel) == before


# -- refused -------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["MAINTAINERS", "drivers/tty/tty_io.c", "drivers/tty/Kconfig"])
@pytest.mark.parametrize("args", [[], ["--remove"]])
def test_what_is_no_kernel_tree_is_refused(kernel, name, args):
    (kernel / name).unlink()
    refused(kernel, *args, says=f"{kernel}: no source tree of a kernel: {name} is missing. Give")


def test_this_project_itself_is_refused():
    status, _, err = intree(TREE)
    assert status == 1 and "no source tree of a kernel" in err


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    assert intree(tmp_path / "no")[0] == 1


@pytest.mark.parametrize("name", ["drivers/tty/vtkbd/main.c", "include/uapi/linux/vtkbd.h"])
def test_a_file_of_others_is_not_overwritten(kernel, name):
    (kernel / name).parent.mkdir(exist_ok=True)
    (kernel / name).write_text("mine\n")
    refused(kernel, says=f"{kernel / name}: is there already and was not put there by this tool")


@pytest.mark.parametrize("args", [[], ["--remove"]])
def test_a_change_made_there_is_not_lost(kernel, args):
    assert intree(kernel) == OK
    path = kernel / "drivers/tty/vtkbd/core/key.c"
    path.write_text(path.read_text() + "/* mine */\n")
    refused(kernel, *args, says=f"{path}: was changed since it was put there. Take the change")


EDITS = (("drivers/tty/Makefile", "obj-y\t\t\t\t+= vtkbd/", "obj-$(CONFIG_VTKBD) += vtkbd/"),
         ("drivers/tty/Kconfig", 'source "drivers/tty/vtkbd', '\tsource "drivers/tty/vtkbd'),
         ("MAINTAINERS", "(VTKBD)\n", "(VTKBD)\nM:\tMe <me@localhost>\n"))


@pytest.mark.parametrize("args", [[], ["--remove"]])
@pytest.mark.parametrize("name, old, new", EDITS, ids=[name for name, *_ in EDITS])
def test_a_changed_line_in_the_kernels_files_is_neither_doubled_nor_left(kernel, name, old, new,
                                                                        args):
    """Left behind, it would name a folder that is not there: no kernel would be built."""
    assert intree(kernel) == OK
    path = kernel / name
    assert path.read_text().count(old) == 1
    path.write_text(path.read_text().replace(old, new))
    refused(kernel, *args, says=f"{path}: '")


@pytest.mark.parametrize("args", [[], ["--remove"]])
@pytest.mark.parametrize("line", ["mine", f"{'0' * 64}  ../mine", f"{'0' * 64}  /mine",
                                  'put  MAINTAINERS  "LINUX"', 'put  Kconfig  "vtkbd/"',
                                  'put  MAINTAINERS  "vtkbd/'])
def test_a_changed_list_is_refused(kernel, line, args):
    assert intree(kernel) == OK
    path = kernel / "drivers/tty/vtkbd/.intree"
    path.write_text(f"{line}\n")
    refused(kernel, *args, says=f"{path}: '{line}' is not as this tool writes it")


@pytest.mark.parametrize("name", ["notes.txt", ".gitignore", ".main.c.swp", "core/notes.s",
                                  "fast.s", "notes.d", "lst"])
def test_a_file_of_others_in_the_folder_is_not_removed(kernel, name):
    """Also where its name is like that of what kbuild makes, but of no source that was put in."""
    assert intree(kernel) == OK
    path = kernel / "drivers/tty/vtkbd" / name
    path.write_text("mine\n")
    refused(kernel, "--remove", says=f"{path}: was not put there by this tool. Move it away")


@pytest.mark.parametrize("args", [[], ["--remove"]])
@pytest.mark.parametrize("name", ["drivers/tty/vtkbd", "drivers/tty/vtkbd/core"])
def test_nothing_behind_a_symbolic_link_is_touched(kernel, tmp_path, name, args):
    """People link the folder to their clone of the project, and would lose its sources."""
    assert intree(kernel) == OK
    (kernel / name).rename(tmp_path / "elsewhere")
    (kernel / name).symlink_to(tmp_path / "elsewhere")
    before = look(tmp_path / "elsewhere")
    refused(kernel, *args, says=f"{kernel / name}: is a symbolic link, and what is behind it")
    assert look(tmp_path / "elsewhere") == before


def test_a_makefile_without_the_line_is_refused(kernel):
    path = kernel / "drivers/tty/Makefile"
    path.write_text(path.read_text().replace("vt/", "tv/"))
    refused(kernel, says=f"{path}: has no single line")


def test_maintainers_without_entries_is_refused(kernel):
    (kernel / "MAINTAINERS").write_text("nobody\n")
    refused(kernel, says=f"{kernel / 'MAINTAINERS'}: no entry that ours would be put before")


@pytest.mark.parametrize("args", [[], ["--remove"], ["--remove", "a", "b"], ["--move", "a"],
                                  ["a", "b"]])
def test_a_usage_error(args):
    assert intree(*args) == (2, "", "usage: intree [--remove] DIR\n")
