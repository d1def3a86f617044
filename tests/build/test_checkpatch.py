# SPDX-License-Identifier: GPL-2.0
"""checkpatch.pl --strict, from the kernel's source, has nothing to say of our kernel code
but what checkpatch.accepted lets stand, each with its reason."""
import functools
import os
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatch
from typing import NamedTuple

import pytest

from vm import cache, configured
from vm.build import TREE

FOLDERS = ("drivers", "include", "tests/kunit", "tests/notifier")
ACCEPTED = TREE / "tests/build/checkpatch.accepted"
LISTS = ("spelling.txt", "const_structs.checkpatch")
KEPT = 1000     # files' messages
MESSAGE = re.compile(r"(?P<file>.+?):(?P<line>\d+): \w+:(?P<type>\w+): (?P<text>.*)")
ENTRY = re.compile(r"(?P<type>[A-Z_]+) (?P<files>\S+) +(?P<reason>\S.*)")


class Message(NamedTuple):
    file: str
    line: str
    type: str
    text: str

    def __str__(self):
        return f"{self.file}:{self.line}: {self.type}: {self.text}"


class Entry(NamedTuple):
    type: str
    files: str
    reason: str

    def covers(self, message):
        return self.type == message.type and fnmatch(message.file, self.files)


def script():
    return configured.source() / "scripts/checkpatch.pl"


def say(tree, file):
    """What it prints of a file; nobody's ~/.checkpatch.conf has a say."""
    done = subprocess.run(
        ["perl", script(), "--strict", "--no-tree", "--no-summary", "--terse", "--show-types",
         "--color=never", "--file", file],
        cwd=tree, env={"PATH": "/usr/bin:/bin", "HOME": "/nonexistent"},
        capture_output=True, text=True, check=False)
    assert done.stderr == "" and done.returncode in (0, 1)
    assert bool(done.stdout) == bool(done.returncode)
    return done.stdout


def said(tree, file):
    """The same, found out once: it looks at nothing but the file, its name and its own lists."""
    own = [script(), *(script().with_name(name) for name in LISTS)]
    key = cache.digest(*(p.read_bytes() for p in own), file, (tree / file).read_bytes())
    return cache.entry("checkpatch", key,
                       lambda path: path.write_text(say(tree, file), "utf-8")).read_text("utf-8")


def messages(text):
    return [Message(**MESSAGE.fullmatch(line).groupdict()) for line in text.splitlines()]


def accepted():
    lines = ACCEPTED.read_text(encoding="utf-8").splitlines()
    return [Entry(**ENTRY.fullmatch(line).groupdict())
            for line in lines if line and not line.startswith("#")]


def judge(found, entries):
    """(messages that no entry covers, entries that cover none)."""
    return ([str(m) for m in found if not any(e.covers(m) for e in entries)],
            [f"{e.type} {e.files}" for e in entries if not any(e.covers(m) for m in found)])


def sources():
    return [str(p.relative_to(TREE)) for folder in FOLDERS
            for p in sorted((TREE / folder).rglob("*.[ch]")) if not p.name.endswith(".mod.c")]


@pytest.fixture(scope="module", name="judged")
def fixture_judged():
    files = sources()
    assert len(files) > 50
    with ThreadPoolExecutor(os.cpu_count()) as each:
        texts = list(each.map(functools.partial(said, TREE), files))
    cache.keep_newest("checkpatch", KEPT)
    return judge(messages("".join(texts)), accepted())


def test_it_says_nothing_else(judged):
    if judged[0]:
        pytest.fail("\n".join(judged[0]), pytrace=False)


def test_all_that_is_accepted_is_still_said(judged):
    if judged[1]:
        pytest.fail("\n".join(judged[1]), pytrace=False)


@pytest.mark.parametrize("spoil, types", [
    ("int vtkbd_x;\n", []),
    ("int vtkbd_x ;\n", ["SPACING"]),
    ("int vtkbd_f(int a,\n\tint b);\n", ["PARENTHESIS_ALIGNMENT"]),
    ("int vtkbd_x; // the the\n", ["REPEATED_WORD"])])
def test_the_check_itself_sees_a_fault(tmp_path, spoil, types):
    (tmp_path / "x.h").write_text("/* SPDX-License-Identifier: GPL-2.0 */\n" + spoil)
    assert [m.type for m in messages(say(tmp_path, "x.h"))] == types


def test_an_entry_covers_its_type_in_its_files_only():
    found = [Message("a/x.c", "1", "SPACING", "no"), Message("a/y.h", "2", "LONG_LINE", "no"),
             Message("b/y.h", "3", "LONG_LINE", "no")]
    entries = [Entry("LONG_LINE", "a/*", "why"), Entry("SPACING", "b/*", "why")]
    assert judge(found, entries) == (
        ["a/x.c:1: SPACING: no", "b/y.h:3: LONG_LINE: no"], ["SPACING b/*"])


def test_every_entry_has_a_reason():
    assert accepted() and all(len(e.reason.split()) > 3 for e in accepted())
