# SPDX-License-Identifier: GPL-2.0
"""Loading and unloading, with and without errors."""
import os
import re
from pathlib import Path

import pytest

from .desk import Desk, poll


@pytest.mark.parametrize("params,reason", [
    ("cad=maybe", "vtkbd: cad=maybe: not one of signal, reboot, ignore"),
    ("grab=perhaps", "vtkbd: grab=perhaps: neither yes nor no"),
    ("led_quiet_ms=-1", "vtkbd: led_quiet_ms=-1: not a number from 0 to 1000"),
    ("led_quiet_ms=1001", "vtkbd: led_quiet_ms=1001: not a number from 0 to 1000"),
    ("rules=soon", "vtkbd: rules=soon: not a kernel version from 6.1 on"),
    ("rules=5.19", "vtkbd: rules=5.19: not a kernel version from 6.1 on"),
    ("rules=6.0", "vtkbd: rules=6.0: not a kernel version from 6.1 on"),
    ("rules=6.12x", "vtkbd: rules=6.12x: not a kernel version from 6.1 on"),
    ("rules=7.1,6.1", "vtkbd: rules=7.1,6.1: not a kernel version from 6.1 on"),
    ("rules=4294967302.1", "vtkbd: rules=4294967302.1: not a kernel version from 6.1 on"),
    ("brl_timeout=soon", "`soon' invalid for parameter `brl_timeout'")])
def test_a_bad_parameter_refuses_to_load_and_says_why(stock_vm, params, reason):
    Desk(stock_vm)
    stock_vm.rmmod()
    result = stock_vm.run(f"insmod /share/vtkbd.ko {params}")
    assert b"Invalid argument" in result.err
    assert reason in stock_vm.sh("dmesg")
    assert stock_vm.run("ls /dev/vtkbd0").status != 0
    stock_vm.sh("insmod /share/vtkbd.ko")


@pytest.mark.parametrize("name", ["grab", "default_utf8", "numlock"])
def test_the_name_of_a_yes_or_no_parameter_alone_means_yes(stock_vm, name):
    Desk(stock_vm)
    stock_vm.rmmod()
    stock_vm.sh(f"insmod /share/vtkbd.ko {name}")
    assert stock_vm.sh(f"cat /sys/module/vtkbd/parameters/{name}") == "Y\n"


@pytest.mark.parametrize("utf8", [0, 1])
def test_a_new_terminal_is_utf8_if_consoles_start_so(stock_vm, utf8):
    """Erase then takes a whole character away, or a byte."""
    Desk(stock_vm)
    stock_vm.rmmod()
    stock_vm.sh(f"insmod /share/vtkbd.ko default_utf8={utf8}")
    stock_vm.sh(f"echo {utf8} >/sys/module/vt/parameters/default_utf8")
    real, ours = (re.search(r"-?\biutf8\b", stock_vm.sh(f"stty -a -F /dev/{name}9")).group()
                  for name in ("tty", "vtkbd"))
    assert ours == real == ("iutf8" if utf8 else "-iutf8")


def test_the_rules_are_the_running_kernels_unless_others_are_chosen(stock_vm):
    Desk(stock_vm)
    rules = "cat /sys/module/vtkbd/parameters/rules"
    chosen, running = (tuple(map(int, re.match(r"(\d+)\.(\d+)", stock_vm.sh(command)).groups()))
                       for command in (rules, "uname -r"))
    assert (6, 1) <= chosen <= running and (chosen == running or running != (6, 1))
    stock_vm.rmmod()
    stock_vm.sh("insmod /share/vtkbd.ko rules=6.1")
    assert stock_vm.sh(rules) == "6.1\n"
    stock_vm.rmmod()
    stock_vm.sh("insmod /share/vtkbd.ko rules=7.2")
    assert stock_vm.sh(rules) == "7.1\n"
    stock_vm.rmmod()
    stock_vm.sh("insmod /share/vtkbd.ko rules=6.12.3-rt")
    assert stock_vm.sh(rules) == "6.12\n"


@pytest.mark.parametrize("name", ["cad", "led_quiet_ms", "output", "brl_timeout"])
def test_the_name_of_another_parameter_alone_refuses_to_load(stock_vm, name):
    Desk(stock_vm)
    stock_vm.rmmod()
    assert b"Invalid argument" in stock_vm.run(f"insmod /share/vtkbd.ko {name}").err
    assert f"`' invalid for parameter `{name}'" in stock_vm.sh("dmesg")


def test_a_bad_value_while_running_changes_nothing(stock_vm):
    Desk(stock_vm)
    param = "/sys/module/vtkbd/parameters"
    for name, bad in (("cad", "maybe"), ("grab", "perhaps"), ("led_quiet_ms", "-5")):
        before = stock_vm.sh(f"cat {param}/{name}")
        assert stock_vm.run(f"echo {bad} > {param}/{name}").status != 0
        assert stock_vm.sh(f"cat {param}/{name}") == before


def test_rmmod_is_refused_while_a_console_is_open(stock_vm):
    Desk(stock_vm)
    reader = stock_vm.reader("/dev/vtkbd5")
    result = stock_vm.run("rmmod vtkbd")
    assert result.status != 0 and b"busy" in (result.out + result.err).lower() \
        or b"unavailable" in result.err
    assert reader.running
    reader.kill()
    poll("unloading", lambda: stock_vm.run("rmmod vtkbd").status == 0)
    assert stock_vm.run("ls /dev/vtkbd0 /sys/module/vtkbd").status != 0


def test_a_key_held_across_loading_and_unloading(stock_vm):
    """A press before a release that comes after unloading, and keys before any tty was
    opened."""
    desk = Desk(stock_vm)
    stock_vm.keyboard.down("shift")
    desk.wait_keys(1)
    stock_vm.rmmod()
    stock_vm.keyboard.up("shift")
    stock_vm.sh("insmod /share/vtkbd.ko")
    desk.press(("a",), ("f1",))
    stock_vm.rmmod()


def test_typing_through_loading_and_unloading(debug_vm):
    """Keys arrive all the time while the module is loaded and unloaded; nothing leaks."""
    Desk(debug_vm)
    debug_vm.rmmod()
    typing = debug_vm.spawn("while :; do keys 30:1 30:0 58:1 58:0 70:1 70:0; done")
    debug_vm.sh("for i in 1 2 3 4 5 6 7 8; do "
                "insmod /share/vtkbd.ko grab=$((i % 2)) && rmmod vtkbd || exit 1; done",
                timeout=120)
    typing.kill()
    debug_vm.check_log()
    debug_vm.check_leaks()


def test_opening_a_node_all_through_loading(debug_vm):
    Desk(debug_vm)
    debug_vm.rmmod()
    opener = debug_vm.spawn("while :; do for n in 0 1 63; do "
                            "true </dev/vtkbd$n; done; done 2>/dev/null")
    debug_vm.sh("for i in 1 2 3 4 5; do insmod /share/vtkbd.ko || exit 1; "
                "until rmmod vtkbd 2>/dev/null; do :; done; done", timeout=120)
    assert opener.running
    opener.kill()
    debug_vm.check_log()


@pytest.mark.parametrize("step, refused", [(61, 15), (197, 8)], ids=["61", "197"])
def test_failing_at_any_step_leaves_nothing_behind(debug_vm, step, refused):
    """One allocation fails while the module loads: each of the first, every 61st of the others,
    every 197th in make test.

    FAIL_STEP=1 in the environment tries every one, which takes half an hour.
    """
    Desk(debug_vm)
    debug_vm.rmmod()
    debug_vm.compile(Path(__file__).with_name("failnth.c"))
    # From the guest's own memory: it is read for each load.
    debug_vm.sh("cp /share/vtkbd.ko /tmp; "
                "echo N > /sys/kernel/debug/failslab/ignore-gfp-wait; "
                "echo 0 > /sys/kernel/debug/failslab/verbose")
    step = int(os.environ.get("FAIL_STEP", step))
    early = debug_vm.sh("failnth /tmp/vtkbd.ko 1 1 12", timeout=300)
    late = debug_vm.sh(f"failnth /tmp/vtkbd.ko 40 {step} 9999", timeout=3100)
    assert (early + late).count("ENOMEM") > refused, "the injection did not work"
    assert "end" in late.splitlines()[-1]
    # The module loader, and tracing for it, report their own failures with a stack trace.
    traces = re.findall(r"Call Trace:.*?</TASK>", debug_vm.log, re.S)
    assert len(traces) == debug_vm.log.count("Call Trace:")
    assert [t for t in traces if "finit_module" not in t or "[vtkbd]" in t] == []
    debug_vm.allow += ["Call Trace:", r"WARNING: .* at kernel/trace/trace_events\.c:"]
    debug_vm.check_log()
    debug_vm.check_leaks()
