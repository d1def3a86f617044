# SPDX-License-Identifier: GPL-2.0
"""Documentation/design.rst and README.md name files, functions and variables: they exist."""
import re
from pathlib import Path

import pytest

TREE = Path(__file__).parents[2]
MODULE = TREE / "drivers/tty/vtkbd"
DESIGN = (TREE / "Documentation/design.rst").read_text(encoding="utf-8")
README = (TREE / "README.md").read_text(encoding="utf-8")
IS_PATH = re.compile(r"[\w./-]+(\.(c|h|map|py|c_shipped)|/)|Kconfig|Makefile|Kbuild")


def section(title):
    """The text under a title, up to the next one."""
    parts = re.split(r"^(.+)\n=+\n(?=\n)", DESIGN, flags=re.M)
    return parts[parts.index(title) + 1]


def paths(text, quote):
    """What is quoted and looks like a path; literals never go over the end of a line."""
    quoted = re.findall(rf"{quote}([^`\n]+){quote}", text)
    return sorted({word for word in quoted if IS_PATH.fullmatch(word)})


def exists(path):
    return (TREE / path).exists() or (MODULE / path).exists()


@pytest.mark.parametrize("title, at_least", [("Where do I change …", 25),
                                             ("Rooms: folders and files", 40)])
def test_the_files_of_each_table_exist(title, at_least):
    named = paths(section(title), "``")
    assert len(named) >= at_least
    assert [path for path in named if not exists(path)] == []


def test_the_table_of_files_names_every_source_of_the_module():
    named = set(paths(section("Rooms: folders and files"), "``"))
    sources = {str(path.relative_to(MODULE)) for path in MODULE.rglob("*.c")
               if not path.name.endswith(".mod.c")}
    assert len(sources) > 35 and sources - named == set()


def test_the_files_that_the_readme_names_exist():
    named = paths(README, "`") + re.findall(r"\]\(([^)#]+)[^)]*\)", README)
    assert len(named) >= 10
    assert [path for path in named if not exists(path)] == []


def misplaced(row):
    """Names in a row of README.md's questions that no file of that row has."""
    quoted = [word.removesuffix("()") for word in re.findall(r"`([^`]+)`", row.split("|", 2)[2])]
    texts = [(TREE / word).read_text() for word in quoted if IS_PATH.fullmatch(word)]
    return [name for name in quoted if not IS_PATH.fullmatch(name)
            and not any(re.search(rf"^[a-z}}].*\b{name}\b[(\[]", text, re.M) for text in texts)]


def test_each_answer_of_the_readme_is_in_the_file_beside_it():
    rows = [row for row in README.splitlines() if re.match(r"\| .*\? \|", row)]
    assert len(rows) >= 6 and all(row.count("`") >= 4 for row in rows)
    assert [misplaced(row) for row in rows if misplaced(row)] == []
    assert misplaced(rows[0].replace("vtkbd_core_key", "vtkbd_do_cad")) == ["vtkbd_do_cad"]


def test_each_step_of_the_picture_is_in_the_file_below_it():
    lines = DESIGN.splitlines()
    steps = [(y, step) for y, line in enumerate(lines)
             for step in re.finditer(r"\d (\w+)\(\)", line) if line.startswith(" ")]
    assert len(steps) == 13
    for y, step in steps:
        path = re.match(r"[\w/]+\.c", lines[y + 1][step.start(1):]).group()
        assert re.search(rf"\b{step.group(1)}\(", (MODULE / path).read_text()), step.group()


@pytest.mark.parametrize("text", [DESIGN, README], ids=["design.rst", "README.md"])
def test_every_name_in_the_module_that_is_mentioned_exists(text):
    sources = [path.read_text(encoding="utf-8") for folder in (MODULE, TREE / "include")
               for path in folder.rglob("*.[ch]")]
    known = set(re.findall(r"\w+", "\n".join(sources)))
    assert set(re.findall(r"\b(?:vtkbd|fn|k)_\w+", text)) - known == set()
