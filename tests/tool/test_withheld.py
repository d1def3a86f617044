# SPDX-License-Identifier: GPL-2.0
"""Values that the module withholds from a user without privileges are printed as `not known`:
their zero is never used as a value."""
import pytest

from fake_world import USED
from test_trace_watch import Terminal

NO_COUNTS, NO_KEYS = 8, 16
NO_STICKY, NO_HISTORY = 8, 16


@pytest.fixture
def shy(world):
    """The user's console, 1, is in the background when the module is asked."""
    return world.seat(flags=NO_COUNTS | NO_KEYS).console(3, flags=USED | NO_STICKY | NO_HISTORY)


def test_json_has_null_for_what_is_withheld_and_the_rest_as_it_is(shy):
    top = shy.run("--json").json
    withheld = {"modifiers", "keys", "nr_bytes", "dropped", "untranslated"}
    seat = top["seat"]
    assert {key for key in seat if seat[key] is None} - {"wanted"} == withheld
    assert [c["sticky"] for c in top["consoles"]] == [[], None]
    assert [(c["changes"], c["setter"]) for c in top["consoles"]] == [(0, None), (None, None)]


def test_counters_alone(world):
    seat = world.seat(flags=NO_COUNTS, shift_state=1).run("--json").json["seat"]
    assert (seat["modifiers"], seat["keys"]) == (["shift"], None)


def test_listings_say_so(shy):
    assert shy.run().lines[2] == "Foreground:    console 1; held down: not known"
    assert "  sticky          not known" in shy.run("get", "3").lines
    assert "  sticky          none" in shy.run("get", "1").lines
    assert "  mode set by     not known" in shy.run("get", "3").lines
    assert any(line.endswith("  not known") for line in shy.run("list").lines)


def test_watch_says_so(shy):
    terminal = Terminal(shy, 80, 24)
    line = terminal.wait_for(lambda d: "modifiers" in d[1])[1].rstrip()
    assert line.endswith("modifiers: not known  LEDs: none  keys: not known")
    assert terminal.end() == 0


@pytest.mark.parametrize("held, code", [(0, 0), (1, 1)])
def test_who_is_to_type_asks_the_console_what_is_held(shy, held, code):
    result = shy.seat(shift_state=held).add("keysym 0 30 0xb61").run("type", "a")
    assert any("TIOCLINUX" in line for line in result.log)
    assert ("held on a keyboard: shift" in result.err) == bool(code)


def test_an_explanation_assumes_it(shy):
    shy.add("keysym 0 30 0xb61")
    said = {n: shy.run("explain", n, "a", "--json").json["assumed"] for n in ("1", "3")}
    assert said["1"] == ["no accent, Compose or character code is pending"]
    assert said["3"] == [*said["1"], "no modifier is sticky"]


def test_a_held_modifier_that_the_console_tells_counts(shy):
    shy.seat(shift_state=1).add("keysym 0 30 0xb61").add("keysym 0 42 0x700").add("keysym 1 30 0xb41")
    assert shy.run("explain", "1", "a", "--json").json["bytes"] == "41"
