# SPDX-License-Identifier: GPL-2.0
"""A missed bar must be reported, and numbers that do not repeat must be detected."""
import copy

import pytest

from . import report

FIELDS = ("press", "release", "press_pending", "release_pending", "all", "to_read")


def numbers(value):
    return dict.fromkeys(FIELDS, value)


def result(mode, key, builtin, vtkbd, ioctl=80):
    """Numbers above an input core that takes 100."""
    return {"none": {key: numbers(100)},
            "builtin": {mode: {key: numbers(100 + builtin)}},
            "vtkbd": {mode: {key: numbers(100 + vtkbd)}},
            "ioctls": {"builtin": {"KDGKBMODE": 100}, "vtkbd": {"KDGKBMODE": ioctl}}}


@pytest.mark.parametrize("mode, key, bar", [
    ("unicode", "a", 0.35), ("xlate", "f1", 0.4), ("unicode", "ctrl", 0.09),
    ("raw", "ctrl", 0.6), ("mediumraw", "a", 0.51), ("off", "ctrl", 0.15), ("off", "a", 0.08),
])
def test_a_handler_may_cost_its_bar_and_no_more(mode, key, bar):
    at = result(mode, key, 1000, round(1000 * bar))
    above = result(mode, key, 1000, round(1000 * bar) + 1)
    for side in at, above:
        # Of where the work is queued already, all is well.
        side["vtkbd"][mode][key].update(press_pending=100, release_pending=0)
    assert report.missed(at) == []
    (missed,) = report.missed(above)
    assert missed.startswith(f"{mode} {key}: handler: ")


@pytest.mark.parametrize("field, limit, what", [
    ("all", 0.8, "with deferred work"), ("to_read", 1.0, "key to read()"),
])
def test_other_bars_hold_for_every_key(field, limit, what):
    good = result("unicode", "a", 1000, 0)
    core = 0 if field == "to_read" else 100
    base = good["builtin"]["unicode"]["a"][field] - core
    good["vtkbd"]["unicode"]["a"][field] = core + int(base * limit)
    assert report.missed(good) == []
    good["vtkbd"]["unicode"]["a"][field] += 1
    (missed,) = report.missed(good)
    assert missed.startswith(f"unicode a: {what}: ")


def test_an_ioctl_dearer_than_the_real_one_is_named():
    (missed,) = report.missed(result("unicode", "a", 1000, 0, ioctl=101))
    assert missed == "KDGKBMODE: 1.010, bar 0.81"


def test_a_first_open_has_its_bar_wherever_the_node_is():
    opens = result("unicode", "a", 1000, 0)
    opens["ioctls"] = {"builtin": {"open-first": 100, "open-first, neighbours": 100},
                       "vtkbd": {"open-first": 150, "open-first, neighbours": 111}}
    assert report.missed(opens) == ["open-first: 1.500, bar 1.1",
                                    "open-first, neighbours: 1.110, bar 1.1"]


def test_keys_that_nobody_reads_have_no_way_to_read():
    off = result("off", "a", 1000, 0)
    off["builtin"]["off"]["a"]["to_read"] = 0
    assert report.to_read(off, "off", "a") is None


def test_the_spread_is_that_of_the_worst_number():
    one = result("unicode", "a", 1000, 300)
    other = copy.deepcopy(one)
    other["vtkbd"]["unicode"]["a"]["all"] += 6
    assert report.spread([one, one])[0] == 0
    assert report.spread([one, other]) == (6 / 300, "unicode a: with deferred work (vtkbd)")


def in_states(state, mode, key, builtin, vtkbd):
    """A result that has a state, too, in which all else is well."""
    found = result(mode, key, 1000, 0, ioctl=50)
    all_states = {state, "one notifier", "two notifiers"}
    found["states"] = {side: {s: {mode: {key: numbers(100 + value)}} for s in all_states}
                       for side, value in (("builtin", 1000), ("vtkbd", 0))}
    found["states"]["builtin"][state] = {mode: {key: numbers(100 + builtin)}}
    found["states"]["vtkbd"][state] = {mode: {key: numbers(100 + vtkbd)}}
    found["both"] = {mode: {key: numbers(100 + 1000)}}
    return found


@pytest.mark.parametrize("state, mode, key, bar", [
    (state, *what.split(), bar) for state, bars in report.STATE_BARS.items()
    if not state.startswith("handler") for what, bar in bars.items()
])
def test_each_state_has_its_bars(state, mode, key, bar):
    good = in_states(state, mode, key, 1000, round(1000 * bar))
    bad = in_states(state, mode, key, 1000, round(1000 * bar) + 1)
    first = [m for m in report.missed(good) if "another" not in m]
    second = [m for m in report.missed(bad) if "another" not in m]
    assert first == []
    assert [m.split(": ")[:2] for m in second] == [[f"{mode} {key}", state]]


def test_what_another_notifier_costs_is_held():
    found = in_states("two notifiers", "unicode", "a", 1000, report.NOTIFIER_BAR + 2)
    assert any("another notifier" in m for m in report.missed(found))


def test_both_handlers_together_have_a_bar():
    found = in_states("LEDs pending", "unicode", "a", 1000, 0)
    assert report.missed(found) == []
    found["both"]["unicode"]["a"] = numbers(100 + 1000 + 202)
    assert [m.split(":")[1] for m in report.missed(found)] == [" with grab=0"]


def under_load(**changed):
    """A result where more goes on than one key; vtkbd is at each bar, or as changed."""
    def side(packet, each, loops, time):
        return {"packets": {"raw": {"median": 100 + packet}}, "typists": {"singly": {"each": each}},
                "loops": {"unicode": {"p50": loops, "p99": loops}},
                "unplug": {"time": time, "work": time}}
    at = {"packet": 550, "each": 1000, "loops": 600, "time": 1000}
    found = result("unicode", "a", 1000, 0, ioctl=50)
    found["load"] = {"none": {"median": 100}, "builtin": side(1000, 1000, 1000, 1000),
                     "vtkbd": side(**at | changed), "both": side(**at)}
    return found


def everything():
    found = in_states("LEDs pending", "unicode", "a", 1000, 0) | {"load": under_load()["load"]}
    for side in ("builtin", "vtkbd"):
        found[side]["off"] = found[side]["unicode"]
    return found


def test_all_that_has_a_bar_is_in_the_picture():
    found = everything()
    drawn = [ratio for _, _, ratios in report.panels(found) for ratio in ratios.values()]
    barred = {ratio for ratio in report.ratios(found) if ratio.bar is not None}
    assert barred <= set(drawn)
    assert {r.what for r in report.both(found)} <= {r.what for r in drawn}


def test_all_that_is_computed_is_written():
    written = report.with_ratios(everything())
    assert set(written["ratios"]) == {r.what for r in report.ratios(everything())}
    assert written["screen_share"] == 0.0


@pytest.mark.parametrize("changed, missed", [
    ({}, []),
    ({"packet": 551}, ["raw: packet of 64 events"]),
    ({"each": 1001}, ["4 uinput keyboards, read singly"]),
    ({"loops": 601}, ["unicode: two busy loops, p50", "unicode: two busy loops, p99"]),
    ({"time": 1001}, ["unplugging, grab=1: time"]),
])
def test_more_than_one_key_has_bars(changed, missed):
    assert [m.rsplit(": ", 1)[0] for m in report.missed(under_load(**changed))] == missed
