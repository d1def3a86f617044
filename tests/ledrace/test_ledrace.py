# SPDX-License-Identifier: GPL-2.0
"""The short form: a stream of keys while Caps Lock and Num Lock change the LEDs.

`make inject` plays thousands of keys on each kernel (__main__.py).
"""
import pytest

from . import race, streams

STREAMS = {"reported": (streams.reported(200), streams.SCRIPTED),
           "typed": (streams.typed(1, 600), streams.EACH),
           "translated": (streams.typed(2, 600, translated=True), streams.EACH)}
LATE_MS = 100


@pytest.fixture(name="vm")
def _vm():
    with race.machine() as vm:
        yield vm
        vm.check_log()


def test_the_builtin_keyboard_loses_keys(vm):
    """Otherwise the race did not occur, and the next test would prove nothing."""
    keyboard = race.Race(vm, params=None)
    for name, (stream, ahead) in STREAMS.items():
        outcome = keyboard.run(stream, ahead)
        assert outcome.lost > 0, name


def test_vtkbd_loses_none_and_the_lights_end_right(vm):
    keyboard = race.Race(vm)
    for name, (stream, ahead) in STREAMS.items():
        outcome = keyboard.run(stream, ahead)
        assert (outcome.received, outcome.keys_heard) == (outcome.expected, 2 * stream.keys), name
        assert outcome.lights_right, name
        assert outcome.lights["late_ms"] <= LATE_MS, name


@pytest.mark.parametrize("milliseconds, written", [(25, False), (40, True), (60, True)])
def test_vtkbd_loses_none_to_lights_between_slower_keys(vm, milliseconds, written):
    """The keyboard answers as late as allowed."""
    stream = streams.typed(1, 200, pace=streams.steady(milliseconds))
    outcome = race.Race(vm).run(stream, gap_us=500)
    assert (outcome.received, outcome.keys_heard) == (outcome.expected, 2 * stream.keys)
    assert outcome.lights_right and (outcome.lights["during"] > 10) == written


def test_vtkbd_that_does_not_wait_for_quiet_loses_keys(vm):
    """Without the waiting keys are lost."""
    keyboard = race.Race(vm, params="grab=1 led_quiet_ms=0")
    outcome = keyboard.run(streams.typed(1, 600), gap_us=5000)
    assert outcome.lost > 0
