# SPDX-License-Identifier: GPL-2.0
"""The harness itself: functions that all other tests use."""
import os
import pty
import re
import select
import socket
import subprocess
import sys
import threading
import time
import types
from pathlib import Path

import pytest

from vm import build, configured, cpio, keyboard, log, patience, state
from vm.errors import GuestGone, LogProblem, NoAnswer, VmError
from vm.machine import Machine
from vm.patience import Deadline, until, waited
from vm.qemu import Qemu
from vm.qmp import Qmp

SI_KERNEL = 128
SIGINT = 2
KERNELS = ["stock", "debug", "novt"]


@pytest.fixture(params=KERNELS)
def any_vm(request):
    return request.getfixturevalue(f"{request.param}_vm")


# -- commands --------------------------------------------------------------------------


def test_status_and_streams_are_told_apart(any_vm):
    result = any_vm.run("echo out; echo err >&2; exit 3")
    assert (result.status, result.out, result.err) == (3, b"out\n", b"err\n")


def test_every_byte_passes(stock_vm):
    data = bytes(range(256)) * 64
    (stock_vm.share / "data").write_bytes(data)
    assert stock_vm.run("cat /share/data").out == data


@pytest.mark.parametrize("back", [10 ** 9, 0])
def test_the_clock_is_set_and_a_folder_that_cannot_be_mounted_is_named(stock_vm, back):
    now = round(time.time()) - back
    refused = stock_vm.qemu.channel.spawn(str(now), b"M").wait()
    assert (refused.status, refused.errtext) == (127, "init: /share: Device or resource busy\n")
    assert 0 <= int(stock_vm.sh("date +%s")) - now < 60


def test_a_command_killed_by_a_signal_says_so(stock_vm):
    assert stock_vm.run("kill -TERM $$").status == -15


def test_commands_run_at_the_same_time(stock_vm):
    stock_vm.sh("mkfifo /tmp/fifo")
    waiting = stock_vm.spawn("cat /tmp/fifo")
    stock_vm.sh("echo two > /tmp/fifo")
    assert waiting.wait().out == b"two\n"


def test_output_comes_while_the_command_runs(stock_vm):
    command = stock_vm.spawn("echo first; exec sleep 1000")
    command.wait_for(b"first\n")
    assert command.running
    command.kill()
    assert command.wait().status == -9


def test_waiting_for_what_never_comes_says_how_the_command_ended(stock_vm):
    with pytest.raises(NoAnswer, match="ended with status 4.*\n.*b'other"):
        stock_vm.spawn("echo other; exit 4").wait_for(b"first")


def test_a_tty_read_with_sendfile_does_not_stop_the_others(stock_vm):
    """busybox cat holds the lock of a pipe it writes to while it waits for a key."""
    reader = stock_vm.spawn("exec </dev/tty1; stty raw -echo; echo ready >&2; exec busybox cat")
    reader.wait_for(b"ready", stream="err")
    for count in range(1, 6):
        stock_vm.keyboard.press("a")
        reader.wait_for(b"a" * count)
        assert stock_vm.sh("echo answer", 5) == "answer\n"


def test_a_command_over_its_time_is_killed_and_reported(stock_vm):
    with pytest.raises(NoAnswer, match="sleep 1234.*still running after 0.5 s"):
        stock_vm.run("exec sleep 1234", timeout=0.5)
    wait_until(lambda: stock_vm.run("pidof sleep").status == 1)


def test_a_failing_sh_names_command_and_error(stock_vm):
    with pytest.raises(VmError, match=r"(?s)'ls /nowhere'.*status 1.*/nowhere"):
        stock_vm.sh("ls /nowhere")


def test_a_command_does_not_take_a_tty_as_its_own(stock_vm):
    status = stock_vm.run("exec 3<>/dev/tty1; : </dev/tty").status
    assert status != 0


def wait_until(ready, timeout=5):
    assert until(ready, timeout), f"not within {timeout} s"


# -- time limits ---------------------------------------------------------------------------


def test_a_limit_stands_still_while_nothing_of_ours_may_run(monkeypatch):
    told = [0.0]
    monkeypatch.setattr(patience, "waited", lambda: told[0])
    deadline = Deadline(0.05)
    time.sleep(0.06)
    assert deadline.passed()
    told[0] = 0.3
    assert 0.2 < deadline.left() < 0.3
    told[0] = 100
    assert deadline.left() < 0.5        # not for ever


def test_the_wait_for_a_processor_is_seen():
    """Two programs that want the same one: each waits for half of the time."""
    before = waited()
    spin = "import time; end = time.monotonic() + 0.6\nwhile time.monotonic() < end: pass"
    both = [subprocess.Popen(["taskset", "-c", "0", sys.executable, "-c", spin]) for _ in "ab"]
    seen = 0
    while any(each.poll() is None for each in both):
        seen = max(seen, waited() - before)
    assert seen > 0.3


def test_processes_that_end_meanwhile_are_left_out():
    for _ in range(200):
        with subprocess.Popen(["sh", "-c", "true & true & true & wait"]) as family:
            while family.poll() is None:
                assert waited() >= 0


# -- the end of a machine ------------------------------------------------------------------


def test_the_deadline_kills_the_machine_and_says_so():
    with Machine("stock", deadline=4) as vm:
        # The log's end: empty, or the guest's output in that time.
        with pytest.raises(GuestGone,
                           match=r"killed at its deadline of 4 s.*\n  (\(serial log: empty|\| )"):
            vm.run("sleep 1000", timeout=60)


def test_how_qemu_ended_is_known_although_its_last_words_are_read_later():
    ours, theirs = socket.socketpair()
    qemu = types.SimpleNamespace(expired=False, qmp=Qmp(ours), process=types.SimpleNamespace(
        poll=lambda: 0, returncode=0))

    def last_words():
        theirs.sendall(b'{"event": "SHUTDOWN", "data": {"reason": "guest-shutdown"}}\n')
        theirs.close()
    threading.Timer(0.3, last_words).start()
    assert Qemu.ended(qemu) == "ended: guest-shutdown"


def test_power_off_ends_qemu(any_vm):
    assert any_vm.poweroff() == "ended: guest-shutdown"


def test_a_panic_ends_qemu_and_its_log_is_a_problem():
    with Machine("stock") as vm:
        vm.spawn("echo c > /proc/sysrq-trigger")
        assert vm.wait_end() == "ended: guest-reset"
        assert "sysrq: Trigger a crash" in vm.log
        with pytest.raises(LogProblem):
            vm.check_log()


# -- the kernel log ----------------------------------------------------------------------------


@pytest.mark.parametrize("line", ["BUG: sleeping function", "WARNING: CPU: 0 PID: 1",
                                  "Oops: 0002 [#1]", "Call Trace:",
                                  "BUG: KCSAN: data-race in a [vtkbd] / b",
                                  "INFO: task sh:77 blocked for more than 120 seconds.",
                                  "rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:",
                                  "work func vtkbd_f [vtkbd] enqueued on deprecated workqueue.",
                                  "unreferenced object 0xffff888000000000"])
def test_a_fault_in_the_log_is_a_problem(line):
    with Machine("stock") as vm:
        vm.check_log()
        vm.sh(f"echo '{line}' > /dev/kmsg")
        with pytest.raises(LogProblem, match="stock: 1 fault"):
            vm.check_log()
        vm.check_log(allow=[r"sleeping|CPU|Oops|Call|object 0x|KCSAN|blocked|deprecated"])


def test_allowing_one_line_does_not_allow_another():
    assert log.problems("BUG: a\nBUG: b", allow=["BUG: a"]) == [1]


@pytest.mark.parametrize("line,mistook", [
    ("tsc: Refined TSC clocksource calibration: 2999.9 MHz", False),
    ("clocksource: timekeeping watchdog on CPU0: Marking clocksource 'tsc' as unstable", True),
    ("clocksource: Long readout interval, skipping watchdog check", True)])
def test_a_boot_with_a_wrong_clock_is_told(line, mistook):
    assert log.mistook_clock(f"[ 1.5] {line}\n") is mistook


# -- keys ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["stock", "debug"])
def test_typed_keys_arrive_at_tty1(request, name):
    vm = request.getfixturevalue(f"{name}_vm")
    reader = vm.reader("/dev/tty1")
    vm.keyboard.type("Hello, W0rld!\n")
    reader.wait_for(b"Hello, W0rld!\r")
    assert reader.out == b"Hello, W0rld!\r"


def test_a_key_is_down_until_it_is_released(stock_vm):
    reader = stock_vm.reader("/dev/tty1")
    stock_vm.keyboard.down("shift")
    stock_vm.keyboard.press("a")
    reader.wait_for(b"A")
    stock_vm.keyboard.up("shift")
    stock_vm.keyboard.press("a")
    reader.wait_for(b"Aa")


def test_every_character_has_a_chord():
    text = "".join(map(chr, range(0x20, 0x7f))) + "\n\t"
    assert all(keyboard.chord(char) for char in text)
    with pytest.raises(ValueError):
        keyboard.chord("é")


def test_ctrl_alt_del_reaches_pid_1_from_the_kernel(stock_vm):
    stock_vm.keyboard.press("ctrl", "alt", "delete")
    signal = stock_vm.wait_signal()
    assert (signal.signo, signal.code, signal.pid) == (SIGINT, SI_KERNEL, 0)


def test_a_signal_from_a_process_is_told_with_its_pid(stock_vm):
    pid = int(stock_vm.sh("echo $$; kill -INT 1"))
    signal = stock_vm.wait_signal()
    assert (signal.signo, signal.code, signal.pid) == (SIGINT, 0, pid)


# -- kernels and states ------------------------------------------------------------------------------


def test_the_kernels_are_what_they_are_for(any_vm):
    name = any_vm.kernel.name
    assert any_vm.sh("uname -r").strip() == any_vm.kernel.release
    assert (any_vm.run("test -e /dev/tty1").status == 0) == (name != "novt")
    assert (any_vm.run("test -e /sys/kernel/debug/kmemleak").status == 0) == (name == "debug")
    assert any_vm.run("test -c /dev/uinput && test -c /dev/input/event0").status == 0


def test_booting_and_restoring_give_the_same_machine(stock_vm):
    facts = "cat /proc/cmdline /proc/modules | cut -d' ' -f1-2; ls /dev; mount"
    with Machine("stock", fresh=True) as booted:
        assert booted.sh(facts) == stock_vm.sh(facts)
        booted.check_log()


def test_two_restored_machines_share_nothing():
    with Machine("stock") as one, Machine("stock") as two:
        one.sh("echo 1 > /tmp/mark; echo 1 > /share/mark")
        assert two.run("ls /tmp/mark /share/mark").out == b""


def test_a_broken_state_is_dropped_and_the_machine_boots(tmp_path, monkeypatch, capfd):
    bad = tmp_path / "state"
    bad.write_bytes(b"not a saved machine")
    monkeypatch.setattr(state.cache, "entry", entry_replaced(state.cache.entry, bad))
    with Machine("stock") as vm:
        assert vm.sh("echo fine") == "fine\n"
    assert "saved state not restored" in capfd.readouterr().err
    assert not bad.exists()


def entry_replaced(entry, bad):
    return lambda kind, *rest: bad if kind == "state" else entry(kind, *rest)


# -- the checkers of the kernels built here -------------------------------------------------------------

FAULTY = Path(__file__).parent / "faulty"
LOCKS = "WARNING: possible circular locking dependency"
SLEEPS = "BUG: scheduling while atomic|BUG: sleeping function"
REPORTS = {
    ("debug", "stale"): "BUG: KASAN: (slab-)?use-after-free",
    ("debug", "deadlock"): LOCKS,
    ("debug", "sleep"): SLEEPS,
    ("debug", "shift"): "UBSAN: shift-out-of-bounds",
    ("kcsan", "race"): r"BUG: KCSAN: data-race in \w+ \[faulty\]",
    ("kcsan", "deadlock"): LOCKS,
    ("rt", "nested"): "BUG: (sleeping function|Invalid wait context)",
    ("rt", "deadlock"): LOCKS,
}


def insert_faulty(vm, fault):
    built = build.modules(vm.kernel, tree=FAULTY, tops=("Kbuild", "faulty.c"))
    vm.insmod_file(built["faulty"], f"fault={fault}")


@pytest.mark.parametrize("kernel, fault", REPORTS)
def test_a_checker_sees_a_fault(kernel, fault):
    with Machine(kernel, cpus=2 if kernel == "kcsan" else 1) as vm:
        insert_faulty(vm, fault)
        with pytest.raises(LogProblem, match=f"{kernel}: .* fault"):
            vm.check_log()
        assert re.search(REPORTS[kernel, fault], vm.log)


RACE = """\
==================================================================
BUG: KCSAN: data-race in {} / tick

write to 0xffff888003a0a000 of 4 bytes by task 77 on cpu 1:
{}
 do_syscall_64+0x35/0x80

read to 0xffff888003a0a000 of 4 bytes by interrupt on cpu 0:
 tick+0x16/0x200
 asm_sysvec_apic_timer_interrupt+0x16/0x20
 vtkbd_get+0x1/0x2 [vtkbd]

Reported by Kernel Concurrency Sanitizer on:
==================================================================
next+0x1/0x2 [vtkbd]
"""


@pytest.mark.parametrize("ours, stack", [
    (True, [" vtkbd_set+0x16/0x200 [vtkbd]"]),
    (True, [" _find_next_bit+0x1/0x2", " vtkbd_set+0x16/0x200 [vtkbd]"]),
    (False, [" capable+0x1/0x2", " vtkbd_set+0x16/0x200 [vtkbd]"]),
    (False, [" tty_set+0x1/0x2", " tty_ioctl+0x1/0x2"]),
    (True, []),
])
def test_a_race_of_the_kernel_with_itself_is_told_and_no_fault_of_the_module(ours, stack):
    report = RACE.format("it", "\n".join(stack))
    if not stack:
        report = "".join(report.splitlines(True)[:2])
    assert log.problems("first\n" + report) == ([2] if ours else [])
    assert log.races_elsewhere(report) == ([] if ours else ["data-race in it / tick"])


def test_the_debug_kernel_sees_a_leak():
    with Machine("debug") as vm:
        vm.check_leaks()
        insert_faulty(vm, "leak")
        with pytest.raises(LogProblem, match=r"(?s)debug kmemleak.*unreferenced.*insmod"):
            vm.check_leaks()


# -- parts ----------------------------------------------------------------------------------------------


def test_a_config_line_not_taken_is_named():
    wanted = "CONFIG_A=y\n# CONFIG_B is not set\nCONFIG_C=y\n# CONFIG_D is not set\n"
    have = "CONFIG_A=y\nCONFIG_B=y\n# CONFIG_C is not set\n"
    assert configured.unmet(wanted, have) == ["# CONFIG_B is not set", "CONFIG_C=y"]


def test_an_archive_is_read_by_the_guest_kernel(stock_vm):
    assert stock_vm.sh("readlink /bin/sh; stat -c %a /init") == "dash\n755\n"
    archive = cpio.Archive()
    archive.file("a/b/c", b"12345", 0o644)
    assert archive.bytes().startswith(b"070701") and len(archive.bytes()) % 4 == 0


def test_programs_come_with_their_libraries(stock_vm):
    stock_vm.install("/usr/bin/find", "hostfind")
    assert stock_vm.sh("hostfind /share/bin -name hostfind") == "/share/bin/hostfind\n"


# -- the shell for people ---------------------------------------------------------------------------------


@pytest.fixture
def shell():
    """`python3 -m vm.shell` on a terminal of its own, and that terminal."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen([sys.executable, "-B", "-m", "vm.shell"], stdin=theirs,
                               stdout=theirs, stderr=theirs, cwd=build.TREE / "tests")
    os.close(theirs)
    yield process, ours
    process.kill()
    process.wait()
    os.close(ours)


def read_until(fd, pattern, timeout=60):
    """Read from a terminal until a bytes regex is seen; its end raises OSError there."""
    seen = b""
    deadline = time.monotonic() + timeout
    while not re.search(pattern, seen, re.DOTALL):
        ready, _, _ = select.select([fd], [], [], max(0, deadline - time.monotonic()))
        assert ready, f"no {pattern!r} in {timeout} s, but {seen!r}"
        try:
            seen += os.read(fd, 4096)
        except OSError:
            pytest.fail(f"ended without {pattern!r}: {seen!r}")


@pytest.mark.parametrize("leave", [b"\x01x", b"exit\r"], ids=["ctrl-a-x", "exit"])
def test_the_shell_has_module_and_tool(shell, leave):
    process, terminal = shell
    read_until(terminal, rb"vm# ")
    os.write(terminal, b"lsmod | grep -c ^vtkbd; command -v vtkbdctl\r")
    read_until(terminal, rb"\r1[\r\n]+/share/bin/vtkbdctl[\r\n]+.*vm# ")
    os.write(terminal, leave)
    assert process.wait(20) == 0
