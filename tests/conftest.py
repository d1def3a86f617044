# SPDX-License-Identifier: GPL-2.0
"""What every test here can use: machines, skips that are counted, one line of results.

stock_vm, debug_vm, novt_vm: a separate machine for each test, restored from the
state just after boot; its kernel log must be clean when the test is over. system_vm: the
same with Debian's systemd; run_system(kernel, ...) where it must differ from that.
"""
import contextlib
import os
import sys

import pytest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(__file__))

import slow  # noqa: E402
from vm import log  # noqa: E402
from vm.machine import Machine  # noqa: E402
from vm.system import System  # noqa: E402

_MACHINES = pytest.StashKey[list]()


def pytest_addoption(parser):
    parser.addoption("--forbid-skips", action="store_true",
                     help="a test that is skipped, or expected to fail, has failed")
    parser.addoption("--record-golden", action="store_true",
                     help="write down what programs do on the real consoles anew")


@pytest.hookimpl(tryfirst=True)     # before pytest leaves tests out by their markers
def pytest_collection_modifyitems(items):
    """The quick ones last: then no process is left alone with a long file."""
    slow.mark(items)
    items.sort(key=lambda item: item.path.parent.name == "tool")


# -- machines ----------------------------------------------------------------------


@contextlib.contextmanager
def _machine(request, kind, name, **options):
    with kind(name, **options) as machine:
        request.node.stash.setdefault(_MACHINES, []).append(machine)
        yield machine
        machine.check_log()


def _run_machine(request, name, **options):
    with _machine(request, Machine, name, **options) as machine:
        yield machine


@pytest.fixture
def stock_vm(request):
    yield from _run_machine(request, "stock")


@pytest.fixture
def debug_vm(request):
    yield from _run_machine(request, "debug", deadline=int(os.environ.get("VM_DEADLINE", "300")))


@pytest.fixture
def novt_vm(request):
    yield from _run_machine(request, "novt")


@pytest.fixture
def run_system(request):
    """run_system(kernel, **options): a System, checked and closed when the test ends."""
    with contextlib.ExitStack() as machines:
        yield lambda name, **options: machines.enter_context(
            _machine(request, System, name, **options))


@pytest.fixture
def system_vm(run_system):
    return run_system("stock")


# -- reports -----------------------------------------------------------------------


def _skip_is_failure(report):
    if hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"xfail is forbidden: {report.wasxfail or 'no reason given'}"
        del report.wasxfail     # pytest's exit status ignores failures that have it
    elif report.skipped:
        report.outcome = "failed"
        report.longrepr = f"skips are forbidden: {report.longrepr[-1]}"


@pytest.hookimpl(hookwrapper=True, tryfirst=True)     # outside pytest's own xfail
def pytest_runtest_makereport(item, call):
    report = (yield).get_result()
    if item.config.getoption("--forbid-skips"):
        _skip_is_failure(report)
    if report.failed:
        for machine in item.stash.get(_MACHINES, []):
            report.sections.append((f"serial log of {machine.kernel.name}",
                                    log.tail(machine.qemu.log)))


@pytest.hookimpl(hookwrapper=True)
def pytest_make_collect_report(collector):
    report = (yield).get_result()
    if collector.config.getoption("--forbid-skips"):
        _skip_is_failure(report)


def _ids(stats, *outcomes):
    return {report.nodeid for outcome in outcomes for report in stats.get(outcome, [])}


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_sessionfinish(session, exitstatus):
    """After all other output of pytest. A test whose teardown failed counts as failed, and not
    as passed; an interrupted run has failed, too, even if no test failed."""
    yield
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    failed = _ids(reporter.stats, "failed", "error")
    passed = _ids(reporter.stats, "passed") - failed
    broken = exitstatus in (pytest.ExitCode.INTERNAL_ERROR, pytest.ExitCode.INTERRUPTED)
    reporter.write_line(f"{len(passed)} passed, {len(failed) or int(broken)} failed")
