# SPDX-License-Identifier: GPL-2.0
"""A signal that comes while a call waits: what it does is what it does on the real VT, and the
console, the module and other programs go on as if the call had not been made."""
import re
from pathlib import Path

import pytest

from stress.test_crowd import leave
from stress.test_lifetimes import put_module

HERE = Path(__file__).parent
KINDS = {"attached": "pipe", "grab": "EVIOCGRAB"}


def _said(vm, command):
    lines = vm.sh(command, timeout=600).splitlines()
    assert lines[-1] == "end"
    return lines[:-1]


def _loaded(vm, *programs):
    vm.insmod("vtkbd")
    for program in programs:
        vm.compile(HERE / program)


def test_signals_do_what_they_do_on_the_real_vt(judge):
    """Also to who waits for a lock that another's call holds."""
    _loaded(judge, "waits.c")
    real = _said(judge, "waits /dev/tty 1 locks")
    ours = _said(judge, "waits /dev/vtkbd 1 locks")
    assert len(real) > 150 and sum("EINTR" in line for line in real) > 8
    assert ours == real
    leave(judge)


@pytest.mark.parametrize("kind", KINDS)
def test_signals_do_to_our_own_calls_what_they_do_to_others(fire, kind):
    """A descriptor of VTKBD_ATTACH is a pipe; grabbing is grabbing."""
    _loaded(fire, "ownwaits.c")
    likeness = _said(fire, f"ownwaits {KINDS[kind]}")
    assert "does not" not in "".join(likeness) and "EINTR" in "".join(likeness)
    assert _said(fire, f"ownwaits {kind}") == likeness
    leave(fire)


def test_signals_under_the_eyes_of_the_checkers(fire):
    _loaded(fire, "waits.c")
    for _ in range(2):
        said = _said(fire, "waits /dev/vtkbd 1")
        assert sum("goes on" in line for line in said) > 20
        assert set(line for line in said if "typed" in line) == {"  typed: 6b"}
    leave(fire)


def test_who_types_is_woken_when_the_line_discipline_was_changed(stock2, long):
    """For a moment there is none, and nothing is taken."""
    _loaded(stock2, "ldisc.c")
    seconds = 60 if long else 10
    said = stock2.sh(f"ldisc {seconds}", timeout=60 + 5 * seconds)
    changes, typing = re.fullmatch(r"(\d+) changes, typing (.*)\n", said).groups()
    assert typing == "goes on" and int(changes) > 100
    leave(stock2)


# What came of a call, and of the module.
LOADING = {
    "load, SA_RESTART": "-1 EINTR, not loaded",
    "load, no SA_RESTART": "-1 EINTR, not loaded",
    "load, ignored": "goes on, 0 OK, loaded",
    "load, SIGKILL": "ended by 9, not loaded",
    "load, SIGSTOP": "-1 EINTR, not loaded",
    "unload, SA_RESTART": "takes no notice, 0 OK, not loaded",
    "unload, no SA_RESTART": "takes no notice, 0 OK, not loaded",
    "unload, ignored": "goes on, 0 OK, not loaded",
    "unload, SIGKILL": "not before the call had ended: ended by 9, not loaded",
    "unload, SIGSTOP": "takes no notice, 0 OK, not loaded",
    "open while it loads, SA_RESTART": "goes on, 0 OK, loaded",
    "open while it loads, no SA_RESTART": "-1 EINTR, loaded",
    "open while it loads, ignored": "goes on, 0 OK, loaded",
    "open while it loads, SIGKILL": "ended by 9, loaded",
    "open while it loads, SIGSTOP": "goes on, 0 OK, loaded",
}
BETWEEN_TWO_TRIES = "-1 EAGAIN, loaded"     # "Lifetimes" in design.rst


def test_signals_while_the_module_is_loaded_and_unloaded(fire):
    """A load that is interrupted has not loaded it: it would be deaf to the keyboard that it
    waited for. Nothing interrupts unloading."""
    put_module(fire)
    fire.compile(HERE / "ownwaits.c")
    lines = _said(fire, "ownwaits /share/vtkbd.ko")
    said = {call: f"{what}, {after.strip()}" for (call, what), after
            in zip((line.split(": ", 1) for line in lines[::2]), lines[1::2])}
    heard = {what.rsplit(", ", 1)[1] for what in said.values() if "keyboards" in what}
    assert len(heard) == 1, said
    for call, what in said.items():
        what = what.removesuffix(f", {min(heard)}")
        assert what == LOADING[call] or (call.startswith("open") and what == BETWEEN_TWO_TRIES), said
    assert said.keys() == LOADING.keys()
