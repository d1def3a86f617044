# SPDX-License-Identifier: GPL-2.0
"""Sphinx takes the pages, mandoc the manuals, kernel-doc the comments: not one warning."""
import shutil
import subprocess

import pytest

from vm import configured
from vm.build import TREE

PAGES = sorted((TREE / "Documentation").glob("*.rst"))
MANUALS = sorted((TREE / "Documentation").glob("*.[1-9]"))
COMMENTED = ("drivers", "include", "tests/kunit", "tests/notifier", "tools")


@pytest.fixture(name="copy")
def fixture_copy(tmp_path):
    """What `make docs` needs of the tree."""
    shutil.copy(TREE / "Makefile", tmp_path)
    shutil.copytree(TREE / "tools/setup", tmp_path / "tools/setup")
    shutil.copytree(TREE / "Documentation", tmp_path / "Documentation",
                    ignore=shutil.ignore_patterns("_build"))
    return tmp_path


def make_docs(tree):
    done = subprocess.run(["make", "-s", "-C", tree, "docs"], capture_output=True, text=True,
                          check=False)
    return done.returncode, done.stdout + done.stderr


def test_every_page_is_built_without_a_warning(copy):
    assert make_docs(copy) == (0, "")
    built = copy / "Documentation/_build"
    assert len(PAGES) >= 6
    assert {f"{p.stem}.html" for p in PAGES} <= {p.name for p in built.glob("*.html")}


@pytest.mark.parametrize("spoil, says", [
    ("See :doc:`nowhere`.", "WARNING: unknown document: 'nowhere'"),
    ("See :ref:`nowhere`.", "WARNING: undefined label: 'nowhere'"),
    ("See `nowhere`_.", "ERROR: Unknown target name: \"nowhere\"."),
    ("\nA longer title\n=====", "WARNING: Title underline too short.")],
    ids=["doc", "ref", "target", "title"])
def test_a_page_with_a_fault_fails_each_time(copy, spoil, says):
    page = copy / "Documentation/debugging.rst"
    text = page.read_text(encoding="utf-8").rstrip("\n")
    page.write_text(f"{text}\n\n{spoil}\n", encoding="utf-8")
    where = len(text.splitlines()) + 1 + len(spoil.splitlines())
    for _ in range(2):      # a page that was read already is read again
        status, said = make_docs(copy)
        assert status != 0 and f"debugging.rst:{where}: {says}" in said, said


def test_a_page_that_nothing_leads_to_fails(copy):
    (copy / "Documentation/lost.rst").write_text("====\nLost\n====\n")
    status, said = make_docs(copy)
    assert status != 0 and "lost.rst: WARNING: document isn't included in any toctree" in said


# docutils says nothing of it: only an empty first cell makes a line part of the row above it.
SPLIT = """
import sys
from docutils import core, nodes
tree = core.publish_doctree(sys.stdin.read(), settings_overrides={"report_level": 5})
for row in tree.findall(nodes.row):
    cells = [cell.astext() for cell in row.findall(nodes.entry)]
    if not all(cells):
        print(" | ".join(cells))
"""


def split_rows(text):
    """Rows of simple tables with an empty cell: those that were meant as a part of others."""
    return subprocess.run(["/usr/bin/python3", "-c", SPLIT], input=text, capture_output=True,
                          text=True, check=True).stdout.splitlines()


@pytest.mark.parametrize("path", [p for p in PAGES if p.name != "keycodes.rst"],
                         ids=lambda p: p.name)
def test_no_row_of_a_table_is_split(path):
    assert split_rows(path.read_text(encoding="utf-8")) == []


def test_a_row_that_is_split_is_seen():
    table = "=====  =====\na      b\n=====  =====\none    two\n{}  three\n=====  =====\n"
    assert split_rows(table.format("     ")) == []
    assert split_rows(table.format("more ").replace("three", "")) == ["more | "]


# -- manuals -----------------------------------------------------------------------


def lint(path):
    return subprocess.run(["mandoc", "-T", "lint", "-W", "warning", path], capture_output=True,
                          text=True, check=False)


@pytest.mark.parametrize("path", MANUALS, ids=lambda p: p.name)
def test_a_manual_is_clean(path):
    done = lint(path)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_the_lint_itself_sees_a_fault(tmp_path):
    assert [p.name for p in MANUALS] == ["vtkbd.4", "vtkbdctl.1"]
    path = tmp_path / "vtkbd.4"
    path.write_text(MANUALS[0].read_text(encoding="utf-8") + ".Nonsense\n", encoding="utf-8")
    done = lint(path)
    assert done.returncode != 0 and "skipping unknown macro: .Nonsense" in done.stdout


# -- comments ----------------------------------------------------------------------


def kernel_doc(*paths):
    """What the kernel's own reader of these comments complains of."""
    done = subprocess.run(["perl", configured.source() / "scripts/kernel-doc", "-none", "-Werror",
                           *paths], cwd=TREE, capture_output=True, text=True, check=False)
    assert bool(done.returncode) == bool(done.stderr)
    return done.stdout + done.stderr


def test_comments_of_functions_and_structs_are_kernel_doc():
    paths = [str(p.relative_to(TREE)) for folder in COMMENTED
             for p in sorted((TREE / folder).rglob("*.[ch]")) if not p.name.endswith(".mod.c")]
    assert len(paths) > 150
    said = kernel_doc(*paths)
    if said:
        pytest.fail(said, pytrace=False)


@pytest.mark.parametrize("text, says", [
    ("/**\n * struct a - x\n * @b: y\n */\nstruct a {\n\tint b;\n};\n", ""),
    ("/**\n * struct a - x\n */\nstruct a {\n\tint b;\n};\n", "'b' not described in 'a'"),
    ("/**\n * f() - x\n * @n: y\n */\nint f(int m);\n", "'m' not described in 'f'")])
def test_a_comment_with_a_fault(tmp_path, text, says):
    (tmp_path / "x.h").write_text(text)
    said = kernel_doc(tmp_path / "x.h")
    assert says in said if says else said == ""
