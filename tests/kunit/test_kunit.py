# SPDX-License-Identifier: GPL-2.0
"""The KUnit suites of the pure core, in the debug kernel, or the one that `make stress` names:
one test for each suite.

vtkbd_kunit.ko runs them when it is inserted. KUnit prints their results to the kernel log only
(debugfs truncates them), so the log's records are read from /dev/kmsg as they come. A separate
test checks the reports of KASAN, UBSAN, lockdep and kmemleak.
"""
import os
import shutil
from dataclasses import dataclass

import pytest

import ktap
from vm import build, host
from vm.machine import Machine

RUN_SECONDS = 200
KERNEL = os.environ.get("VTKBD_STRESS", "debug")
END = "vtkbd-kunit: end of results"


@dataclass
class Run:
    vm: Machine
    suites: dict


def _results(vm):
    shutil.copy(build.modules_once(vm.kernel, kunit=True)["vtkbd_kunit"], vm.share)
    log = vm.spawn("exec cat /dev/kmsg")
    vm.sh("insmod /share/vtkbd_kunit.ko", RUN_SECONDS)
    vm.sh(f"echo '{END}' > /dev/kmsg")
    log.wait_for(END.encode(), 60)
    log.kill()
    return ktap.parse(ktap.kmsg(log.out.decode(errors="replace")))


@pytest.fixture(scope="module")
def run():
    """One machine for all: they run in one insmod. KUnit is off unless it is enabled on the
    kernel's command line."""
    with Machine(KERNEL, cmdline="kunit.enable=1", deadline=500) as vm:
        yield Run(vm, _results(vm))


@pytest.mark.parametrize("name", ktap.SUITES)
def test_suite(run, name):
    ktap.check(run.suites, name)


def test_no_suite_is_unknown_here(run):
    assert set(run.suites) == set(ktap.SUITES)


def test_the_program_runs_what_the_kernel_runs(run):
    """make kunit-fast: case by case, none less and none more."""
    there = ktap.parse(host.output(str(build.kunit_program())).splitlines())
    assert {name: suite.passed for name, suite in there.items()} \
        == {name: suite.passed for name, suite in run.suites.items()}


def test_kernel_checkers_are_silent(run):
    run.vm.check_log()


if KERNEL == "debug":       # the others have no kmemleak
    def test_nothing_is_left_allocated(run):
        """make test has it of the same suites as a program."""
        run.vm.check_leaks()
