# SPDX-License-Identifier: GPL-2.0
"""`make kernels`: what fails is said, and does not stop the rest."""
import subprocess
import types

import pytest

from vm import kernel, suites
from vm.errors import VmError

from . import parts
from .__main__ import main


def _raise(text):
    raise VmError(text)


@pytest.fixture(autouse=True)
def _machines(monkeypatch):
    """Two kernels that can be had, one that cannot, a suite that serves no more."""
    known = {"forky": "7.8.9", "sid": "7.9.0"}
    monkeypatch.setattr(suites, "served", lambda name: name in ("trixie", "forky", "sid"))
    monkeypatch.setattr(kernel, "get", lambda name: types.SimpleNamespace(
        name=name, release=known[name]) if name in known else _raise("no such root"))
    monkeypatch.setattr(parts, "PARTS", {
        "warnings": lambda kern, events: "0",
        "typist": lambda kern, events: f"{events} events" if kern.name == "sid" else
        _raise("1 difference"),
        "sweep": lambda kern, events: "7 events"})


def _run(capsys, *argv):
    status = main(argv)
    said = capsys.readouterr()
    return status, [line.split() for line in said.out.splitlines()], said.err


def test_all_that_is_served_is_tried_whatever_fails(capsys):
    status, rows, said = _run(capsys, "--events", "50")
    assert status == 1
    assert rows[1:] == [
        ["trixie", "-", "-", "-", "-", "FAIL"],
        ["forky", "7.8.9", "0", "FAILED", "7", "events", "FAIL"],
        ["sid", "7.9.0", "0", "50", "events", "7", "events", "pass"],
        "kernels: 3 tried, 2 failed: trixie, forky".split()]
    assert "kernels: trixie: kernel: no such root" in said
    assert "kernels: forky: typist: 1 difference" in said


def test_one_kernel_and_one_part_are_chosen(capsys):
    status, rows, _ = _run(capsys, "--only", "sweep", "forky")
    assert status == 0
    assert rows == [["kernel", "release", "sweep", "result"],
                    ["forky", "7.8.9", "7", "events", "pass"],
                    "kernels: 1 tried, 0 failed".split()]


def test_a_suite_that_cannot_be_asked_is_a_failure(capsys, monkeypatch):
    monkeypatch.setattr(suites, "served", lambda name: _raise("no mirror") if name == "bookworm"
                        else name == "sid")
    status, rows, said = _run(capsys)
    assert (status, rows[-1][-1]) == (1, "bookworm")
    assert [row[-1] for row in rows[1:-1]] == ["pass"]
    assert "kernels: bookworm: suite: no mirror" in said


def test_an_unknown_kernel_is_refused(capsys):
    with pytest.raises(SystemExit):
        main(["sid,slink"])
    assert "slink: not among bookworm" in capsys.readouterr().err


@pytest.mark.parametrize("one, other, newest", [
    ("7.3~rc7-1~exp1", "7.2.13-1", "forky"), ("7.3~rc7-1~exp1", "7.3-1", "sid"),
    ("6.12.118-1", "6.9.3-1", "forky")])
def test_the_newest_is_found_by_debians_order(monkeypatch, one, other, newest):
    versions = {"forky": ("a", one), "sid": ("b", other)}
    monkeypatch.setattr(suites, "served", lambda name: name in versions)
    monkeypatch.setattr(suites, "release", versions.get)
    assert suites.newest() == newest


def test_what_runs_in_a_root_ends_with_what_started_it():
    """Make does not, by itself: it is PID 1 there, so it is no use that it sends itself the
    signal it got."""
    stubborn = "trap '' INT TERM; echo up; sleep 60"
    with subprocess.Popen(suites.inside("/", "sh", "-c", stubborn), stdout=subprocess.PIPE) as it:
        assert it.stdout.readline() == b"up\n"
        it.kill()
        assert it.communicate(timeout=20) == (b"", None)    # nobody has its output any more
