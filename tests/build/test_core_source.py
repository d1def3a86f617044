# SPDX-License-Identifier: GPL-2.0
"""The module and vtkbdctl each have the hash of the core's sources that they are built from."""
import hashlib
import shutil
import subprocess

import pytest

from vm import build, host, kernel

CORE = "drivers/tty/vtkbd/core"
SHELLS = [["dash"], ["bash"], ["busybox", "sh"]]


def expected(tree):
    """What source-hash prints, by another way."""
    digest = hashlib.sha256()
    for suffix in ("c", "c_shipped", "h", "h_shipped"):
        for path in sorted((tree / CORE).glob(f"*.{suffix}")):
            digest.update(f"{path.name}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


@pytest.fixture(name="copy")
def fixture_copy(tmp_path):
    """The tree's sources, and no product of a build."""
    ignore = shutil.ignore_patterns(".git", "*.o", "*.a", "*.cmd", "*.ko", "*.mod*", "*.d")
    for name in ("Kbuild", *build.SOURCES[1:3], "tools"):
        if (build.TREE / name).is_dir():
            shutil.copytree(build.TREE / name, tmp_path / name, ignore=ignore)
        else:
            shutil.copy(build.TREE / name, tmp_path)
    return tmp_path


def built(tree):
    """What is in the module and in the tool, after make has done what it thinks is needed."""
    host.output("make", "-C", str(kernel.get("stock").kdir), f"M={tree}", "modules")
    host.output("make", "-C", str(tree / "tools/vtkbdctl"), f"O={tree}/tool")
    return [(tree / path).read_bytes() for path in ("drivers/tty/vtkbd/vtkbd.ko", "tool/vtkbdctl")]


def spoil(tree, change):
    {"a line more": lambda core: (core / "state.c").open("a").write("/* other */\n"),
     "a new file": lambda core: (core / "new.c").write_text("/* nothing */\n"),
     "another name": lambda core: (core / "unused.h").rename(core / "other.h"),
     "a file less": lambda core: (core / "other.h").unlink()}[change](tree / CORE)


@pytest.mark.parametrize("shell", SHELLS, ids=lambda words: words[0])
@pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
def test_each_shell_prints_the_same(shell, locale):
    for cwd, path in ((build.TREE, f"{CORE}/source-hash"), (build.TREE / CORE, "source-hash")):
        done = subprocess.run([*shell, path], cwd=cwd, capture_output=True, text=True, check=True,
                              env={"PATH": "/usr/bin:/bin", "LC_ALL": locale})
        assert (done.stdout, done.stderr) == (expected(build.TREE) + "\n", "")


def test_a_machine_without_sha256sum_has_no_hash(tmp_path):
    done = subprocess.run(["/bin/sh", build.TREE / CORE / "source-hash"], capture_output=True,
                          text=True, check=False, env={"PATH": str(tmp_path)})
    assert done.returncode != 0 and done.stdout == ""


def test_a_changed_core_changes_the_hash_of_the_module_and_of_the_tool(copy):
    (copy / CORE / "unused.h").write_text("/* in no other file */\n")
    seen = [expected(copy)]
    assert all(seen[0].encode() in data for data in built(copy))
    for change in ("a line more", "a new file", "another name", "a file less"):
        spoil(copy, change)
        seen.append(expected(copy))
        assert len(set(seen)) == len(seen), change
        for data in built(copy):
            assert [h for h in seen if h.encode() in data] == seen[-1:], change


def test_what_is_built_twice_of_one_tree_is_not_linked_twice(copy):
    built(copy)
    before = (copy / "tool/vtkbdctl").stat().st_mtime_ns
    built(copy)
    assert (copy / "tool/vtkbdctl").stat().st_mtime_ns == before


@pytest.mark.parametrize("where", ["source", "build"])
def test_a_path_with_a_blank_is_refused_in_words(copy, tmp_path, where):
    tool = "tools/vtkbdctl"
    blank = tmp_path / "a blank"
    if where == "source":
        shutil.copytree(copy / tool, blank / tool)
        command = ["make", "-C", blank / tool]
    else:
        command = ["make", "-C", copy / tool, f"O={blank}"]
    for target in ("all", "clean"):
        done = subprocess.run([*command, target], capture_output=True, text=True, check=False)
        assert done.returncode != 0 and "a blank in the path of this folder, or of O=" in done.stderr
