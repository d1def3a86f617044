# SPDX-License-Identifier: GPL-2.0
"""The kernel's own keyboard and vtkbd's core, given the same steps: nothing differs, and what
would differ is seen.
"""
import re
import time

import pytest

from oracle.mutants import DRIVER
from vm import cache
from vm.build import TREE

from . import build, coverage, mutants, run

# Together a minute of each generation, but for what is built.
SECONDS = 45
DEPTH_SECONDS = 15
PATIENT_SECONDS = 600   # for what ends as soon as it is seen, on a busy machine
EVENTS = 10**12         # the time is what ends it
# A processor that has other work, too, still does many more of both.
FEWEST_EVENTS = 500_000
FEWEST_INPUTS = 200
SCRIPTS = sorted(run.SCRIPTS.glob("*"))


def new_seed():
    """Another one each time: a failure says which, and its script repeats it."""
    return int(time.time())


@pytest.mark.parametrize("generation", build.GENERATIONS)
def test_nothing_differs(generation):
    counts = run.random(generation, new_seed(), EVENTS, SECONDS)
    assert counts["events"] >= FEWEST_EVENTS
    # Each step was compared, and what keys mean at least once a run.
    assert counts["steps"] > counts["events"]
    assert counts["maps"] >= counts["runs"] > 0


@pytest.mark.parametrize("generation", build.GENERATIONS)
def test_nothing_differs_where_libfuzzer_looks(generation):
    assert run.depth(generation, DEPTH_SECONDS, new_seed()) >= FEWEST_INPUTS


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
@pytest.mark.parametrize("generation", build.GENERATIONS)
def test_a_script_shows_no_difference(generation, script):
    assert run.play(generation, script).startswith("no difference: ")


def test_lines_and_branches_are_reached():
    total = coverage.measure(build.GENERATIONS, coverage.EVENTS)
    lines, all_lines, _, all_branches = coverage.summary(total)
    assert all_lines > 500 and all_branches > 300
    assert 100 * lines / all_lines >= coverage.PERCENT
    assert coverage.complaints(total) == []


def test_what_is_kept_needs_no_clone():
    """A clone that built it may be gone: no object is made of a file that was in it."""
    program = build.program(build.GENERATIONS[0])
    lists = [*program.parent.rglob("*.d"), *program.parents[2].glob("*/*.d")]
    assert len(lists) > 10
    needed = {name for path in lists for name in re.findall(r"/[^\s:]+", path.read_text())}
    assert not {name for name in needed
                if not name.startswith((f"{cache.root()}/", "/usr/"))}


# -- a core that is broken ---------------------------------------------------------------------


@pytest.fixture(name="copy", scope="module")
def fixture_copy():
    with mutants.Copy("stock") as copy:
        yield copy


def test_a_broken_core_is_seen_and_its_script_is_short(copy, tmp_path):
    program = copy.build("special.c", "[16] = { .action = VTKBD_ACT_PREVCONS }",
                         "[16] = { .action = VTKBD_ACT_NEXTCONS }")
    with pytest.raises(run.Difference) as seen:
        run.random("stock", 1, EVENTS, SECONDS, program=program)
    said = str(seen.value).splitlines()
    assert re.fullmatch(r"difference: actions: kernel 1[0-9a-f]{4}, vtkbd 1[0-9a-f]{4}", said[0])
    assert re.fullmatch(r"# seed 1, run \d+", said[1])
    script = tmp_path / "script"
    script.write_text("\n".join(line for line in said[1:] if not line.startswith("# stock")))
    steps = [line for line in script.read_text().splitlines() if line[0] != "#"]
    assert 1 <= len(steps) <= 4
    # The script alone shows it, and not in the core as it is.
    with pytest.raises(run.Difference):
        run.play("stock", script, program)
    assert run.play("stock", script).startswith("no difference: ")


def test_a_warning_is_seen(copy):
    program = copy.build("leds.c", "kbd->ledflags = arg & VTKBD_LED_MASK;",
                         "kbd->ledflags = arg & VTKBD_LED_MASK; WARN_ON_ONCE(arg == 0x70);")
    with pytest.raises(run.Difference, match="notes: kernel nothing, vtkbd ffffffff"):
        run.random("stock", 1, EVENTS, SECONDS, program=program)


def test_a_read_behind_a_table_is_seen(copy):
    """By the sanitizers: the bytes are the same."""
    program = copy.build("raw.c", "else if (keycode < ARRAY_SIZE(vtkbd_rawcode))\n",
                         "else if (keycode <= ARRAY_SIZE(vtkbd_rawcode))\n", "libfuzzer")
    with pytest.raises(run.Difference, match="index 256 out of bounds") as seen:
        run.depth("stock", PATIENT_SECONDS, 1, program)
    assert re.search(r"^key [12] 0x100 [01]$", str(seen.value), re.M)


@pytest.mark.parametrize("name, old, new, rule", mutants.MUTANTS,
                         ids=[mutant[3] for mutant in mutants.MUTANTS])
def test_a_mutant_is_seen_within_a_minute(name, old, new, rule):
    with mutants.Copy(build.GENERATIONS[-1]) as copy:
        assert mutants.caught(copy.build(name, old, new)), rule


@pytest.mark.parametrize("name, old, new, rule", mutants.FUZZ_MUTATIONS,
                         ids=[mutant[3] for mutant in mutants.FUZZ_MUTATIONS])
def test_a_mutation_has_one_place(name, old, new, rule):
    assert (TREE / DRIVER / name).read_text().count(old) == 1, rule
    assert new != old


# -- what is asked for wrongly --------------------------------------------------------------


@pytest.mark.parametrize("text, says", [
    ("key 1 2\n", "script:1: no step"), ("# a comment\n\nkey 0 1 1\nkeys 0 1 1\n", "script:4: no"),
    ("key 0 1 x\n", "script:1: no step")])
def test_a_line_that_is_no_step_is_an_error(tmp_path, text, says):
    (tmp_path / "script").write_text(text)
    with pytest.raises(run.VmError, match=says):
        run.play("stock", tmp_path / "script")
