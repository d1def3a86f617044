# SPDX-License-Identifier: GPL-2.0
"""vtkbdctl trace in a real kernel: which process set which mode, on both keyboards' consoles,
and that it leaves nothing behind, however it ends.
"""
import json
import shutil
import signal
from pathlib import Path

import pytest

from .desk import Desk, poll

BOTH = pytest.mark.parametrize("args,base", [([], "/dev/vtkbd"), (["--vt"], "/dev/tty")])
INSTANCES = "ls /sys/kernel/tracing/instances; cat /sys/kernel/tracing/kprobe_events"


def compile_here(vm, *sources):
    for name in sources:
        vm.compile(Path(__file__).with_name(name))


def instances(vm):
    """Names only: an entry may be removed while ls reads it, which ls reports as an error."""
    return set(vm.sh("cd /sys/kernel/tracing/instances; "
                     "for i in *; do test ! -d $i || echo $i; done").split())


def trace(vm, *args):
    """The trace, once it runs: its buffer exists and its events are enabled."""
    before = instances(vm)
    command = vm.spawn("exec vtkbdctl trace " + " ".join(args))
    wanted = 4 + ("--vt" in args) + ("--keys" in args)

    def under_way():
        assert command.running, command.err
        for name in instances(vm) - before:
            on = vm.run(f"cat /sys/kernel/tracing/instances/{name}/events/vtkbd*/*/enable")
            return on.text.count("1") >= wanted
    poll("a trace under way", under_way, 30)
    return command


def lines(command):
    """The complete lines."""
    return command.out.rpartition(b"\n")[0].decode().splitlines()


def happened(command, event):
    return [t for t in map(json.loads, lines(command)) if t["event"] == event]


def test_modes_switches_ctrl_alt_del_and_leds(stock_vm):
    desk = Desk(stock_vm)
    command = trace(stock_vm)
    stock_vm.sh("kbd_mode -C /dev/vtkbd2 -s")
    stock_vm.sh("chvt 2 </dev/vtkbd1; chvt 1 </dev/vtkbd1")
    desk.press(("ctrl", "alt", "delete"), ("caps_lock",))
    want = [r"mode    console 2: unicode -> raw, by pid \d+ kbd_mode \(uid 0\)",
            "switch  console 1 -> 2", "switch  console 2 -> 1",
            "cad     console 1: policy signal, only reported", "leds    caps, only reported"]
    for pattern in want:
        command.wait_for(pattern.encode())
    assert not [li for li in lines(command) if "  key " in li]
    command.kill(15)
    assert command.wait(10).status == 0
    assert stock_vm.sh(INSTANCES) == ""


def test_modes_of_the_kernels_own_consoles_and_who_set_them(stock_vm):
    Desk(stock_vm)
    holder = stock_vm.reader("/dev/tty2")
    command = trace(stock_vm, "--vt", "--json")
    stock_vm.sh("kbd_mode -C /dev/tty2 -k; vtkbdctl set 2 off --vt --force; "
                "sh -c 'kbd_mode -f -C /dev/tty1 -a; sleep 5' & wait")
    stock_vm.keyboard.press("ctrl", "alt", "delete")
    command.wait_for(rb'"event": ?"cad"')
    told = [json.loads(li) for li in lines(command)]
    assert [(t["console"], t["from"], t["to"], t["comm"]) for t in told[:3]] == [
        (2, "unicode", "mediumraw", "kbd_mode"), (2, "mediumraw", "off", "vtkbdctl"),
        (1, "unicode", "xlate", "kbd_mode")]
    assert all(t["version"] == 2 and t["source"] == "vt" and t["pid"] > 1 for t in told[:3])
    assert all(t["uid"] == 0 for t in told[:3])
    command.kill(2)
    assert command.wait(10).status == 0
    assert holder.running and stock_vm.sh(INSTANCES) == ""


def test_whose_a_program_was_that_has_ended(stock_vm):
    """The reader is stopped until all of them have ended, and many other processes."""
    Desk(stock_vm)
    compile_here(stock_vm, "insist.c")
    stock_vm.install(shutil.which("setpriv"))
    command = trace(stock_vm, "--vt", "--json")
    command.kill(signal.SIGSTOP)
    pids = stock_vm.sh(
        "chown 1000 /dev/tty1; i=0; while [ $i -lt 12 ]; do i=$((i + 1));"
        "sh -c 'echo $$; exec insist /dev/tty1 1 1';"
        "setpriv --reuid 1000 --clear-groups --inh-caps +sys_tty_config "
        "--ambient-caps +sys_tty_config sh -c 'echo $$; exec insist /dev/tty1 1 3'; done;"
        "while [ $i -lt 500 ]; do i=$((i + 1)); (:); done").split()
    command.kill(signal.SIGCONT)
    poll("24 modes", lambda: len(lines(command)) == 24)
    modes = happened(command, "mode")
    assert [(str(t["pid"]), t["uid"]) for t in modes] == list(zip(pids, [0, 1000] * 12))
    command.kill(15)
    assert command.wait(10).status == 0


def test_a_program_that_is_named_like_a_line_of_proc(stock_vm):
    Desk(stock_vm)
    compile_here(stock_vm, "abandon.c")
    command = trace(stock_vm, "--vt", "--json")
    stock_vm.sh("ln -s /share/bin/abandon '/tmp/Uid:7 Tgid:7'")
    stock_vm.spawn("exec '/tmp/Uid:7 Tgid:7' /dev/tty1 off stay")
    command.wait_for(b"\n")
    mode, = happened(command, "mode")
    assert (mode["comm"], mode["uid"], mode["pid"] != 7) == ("Uid:7 Tgid:7", 0, True)
    command.kill(15)
    assert command.wait(10).status == 0


def test_switches_and_leds_of_the_kernels_own(stock_vm):
    desk = Desk(stock_vm)
    command = trace(stock_vm, "--vt")
    as_json = trace(stock_vm, "--vt", "--json")
    stock_vm.sh("chvt 2 </dev/tty1; chvt 1 </dev/tty1; setleds -L +scroll </dev/tty1")
    command.wait_for(b"leds    scroll\n")
    stock_vm.sh("setleds -L </dev/tty1")
    command.wait_for(b"leds    none\n")
    desk.press(("caps_lock",), ("num_lock",), ("caps_lock",))
    command.wait_for(b"leds    num\n")
    told = [line.split(None, 1)[1] for line in lines(command)]
    assert told == [
        "switch  console 1 -> 2", "switch  console 2 -> 1", "leds    scroll", "leds    none",
        "leds    caps", "leds    num caps", "leds    num"]
    as_json.wait_for(rb'"leds":\["num"\],"written":true')
    told = [json.loads(line) for line in lines(as_json)]
    assert [(t["from"], t["to"]) for t in told if t["event"] == "switch"] == [(1, 2), (2, 1)]
    for each in (command, as_json):
        each.kill(15)
        assert each.wait(10).status == 0
    assert stock_vm.sh(INSTANCES) == ""


def test_what_a_killed_trace_left_is_removed_by_the_next(stock_vm):
    Desk(stock_vm)
    for args in (["--vt"], []):
        command = trace(stock_vm, *args)
        command.kill(9)
        command.wait(10)
        assert len(instances(stock_vm)) == 1
    command = trace(stock_vm, "--vt")
    left = poll("the killed ones' buffers to go",
                lambda: len(found := list(instances(stock_vm))) == 1 and found)
    probes = stock_vm.sh("cat /sys/kernel/tracing/kprobe_events")
    assert probes.count("\n") == probes.count(left[0]) == 5
    other = trace(stock_vm)     # a running one is not changed
    assert command.running and len(instances(stock_vm)) == 2
    for one in (command, other):
        one.kill(1)
        assert one.wait(10).status == 0
    assert stock_vm.sh(INSTANCES) == ""


def test_probes_without_a_buffer_are_removed_too(stock_vm):
    """Their creator was killed while it removed them; another process still uses one."""
    Desk(stock_vm)
    stock_vm.sh("cd /sys/kernel/tracing; mkdir instances/other;"
                "echo 'p:vtkbdctl_99999_1/kdskbmode vt_do_kdskbmode' >>kprobe_events;"
                "echo 'p:vtkbdctl_99999_1/cad ctrl_alt_del' >>kprobe_events;"
                "echo 'p:theirs/cad ctrl_alt_del' >>kprobe_events;"
                "echo 1 >instances/other/events/vtkbdctl_99999_1/cad/enable")
    command = trace(stock_vm, "--vt")
    assert "vtkbdctl_99999_1" not in stock_vm.sh(INSTANCES)
    command.kill(15)
    assert command.wait(10).status == 0
    assert stock_vm.sh(INSTANCES) == "other\np:theirs/cad ctrl_alt_del\n"


def test_any_signal_that_can_be_caught_leaves_nothing(stock_vm):
    Desk(stock_vm)
    signals = (signal.SIGABRT, signal.SIGUSR1, signal.SIGALRM, signal.SIGRTMAX)
    commands = [trace(stock_vm, "--vt") for _ in signals]
    for command, number in zip(commands, signals):
        command.kill(number)
        assert command.wait(20).status == 0
    assert stock_vm.sh(INSTANCES) == ""


def test_keys_are_shown_to_root_who_asks(stock_vm):
    desk = Desk(stock_vm)
    command = trace(stock_vm, "--keys")
    desk.press(("a",))
    command.wait_for(rb"key     console 1: KEY_A down: 1 bytes, on AT Translated Set 2 keyboard "
                     rb"\(input\d+\)\n.*KEY_A up: 0 bytes, on AT")
    command.kill(15)
    stock_vm.install(shutil.which("setpriv"))
    refused = stock_vm.run("setpriv --reuid 65534 --clear-groups vtkbdctl trace --keys")
    assert refused.status == 1
    assert refused.errtext == "vtkbdctl: trace: --keys shows what others type: only as root\n"


def test_keys_that_reach_the_kernels_own_keyboard(stock_vm):
    desk = Desk(stock_vm)
    command = trace(stock_vm, "--vt", "--keys")
    as_json = trace(stock_vm, "--vt", "--keys", "--json")
    desk.press(("a",))
    stock_vm.sh("chvt 2 </dev/tty1")
    desk.press(("shift", "delete"))
    as_json.wait_for(rb'(?s)"keycode":42,.*"keycode":42,"value":"up"')
    command.wait_for(b"KEY_LEFTSHIFT up, on .*\n")
    told = [line.split(None, 1)[1].removesuffix(", on AT Translated Set 2 keyboard")
            for line in lines(command)]
    assert told == [
        "key     console 1: KEY_A down", "key     console 1: KEY_A up", "switch  console 1 -> 2",
        "key     console 2: KEY_LEFTSHIFT down", "key     console 2: KEY_DELETE down",
        "key     console 2: KEY_DELETE up", "key     console 2: KEY_LEFTSHIFT up"]
    told = [json.loads(line) for line in lines(as_json)]
    keys = [(t["console"], t["keycode"], t["value"], t["bytes"], t["action"])
            for t in told if t["event"] == "key"]
    assert keys[0] == (1, 30, "down", None, None) and len(keys) == 6
    assert {(t["node"], t["name"]) for t in told if t["event"] == "key"} == {
        (None, "AT Translated Set 2 keyboard")}
    for each in (command, as_json):
        each.kill(15)
        assert each.wait(10).status == 0
    assert stock_vm.sh(INSTANCES) == ""


@BOTH
def test_modes_that_the_kernel_resets(stock_vm, args, base):
    """By SAK, too: below."""
    Desk(stock_vm)
    compile_here(stock_vm, "abandon.c")
    command = trace(stock_vm, "--json", *args)

    def mode(num):
        return stock_vm.sh(f"vtkbdctl get {num} --quiet {' '.join(args)}").strip()
    stock_vm.sh(f"abandon {base}1 off; chvt 2 <{base}1")
    assert mode(1) == "unicode"
    stock_vm.sh(f"kbd_mode -f -C {base}1 -a; kbd_mode -f -C {base}3 -s; deallocvt 3 <{base}1; "
                f": <{base}3")
    assert mode(3) == "unicode"
    poll("five modes", lambda: len(happened(command, "mode")) == 5)
    modes = happened(command, "mode")
    assert [(t["console"], t["from"], t["to"]) for t in modes] == [
        (1, "unicode", "off"), (1, "off", "unicode"), (1, "unicode", "xlate"),
        (3, "unicode", "raw"), (3, "raw", "unicode")]
    causes = ["owner-died", "disallocate"] if not args else ["reset", "reset"]
    assert [t["cause"] for t in modes] == ["ioctl", causes[0], "ioctl", "ioctl", causes[1]]
    assert [t["pid"] is None for t in modes] == [t["cause"] != "ioctl" for t in modes]
    command.kill(15)
    assert command.wait(10).status == 0


def test_a_reset_to_xlate(stock_vm):
    Desk(stock_vm)
    command = trace(stock_vm, "--vt", "--json")
    stock_vm.sh("kbd_mode -f -C /dev/tty3 -k; deallocvt 3; "
                "echo 0 >/sys/module/vt/parameters/default_utf8; : </dev/tty3")
    assert stock_vm.sh("vtkbdctl get 3 --quiet --vt") == "xlate\n"
    poll("two modes", lambda: len(happened(command, "mode")) == 2)
    assert [(t["from"], t["to"]) for t in happened(command, "mode")] == [
        ("unicode", "mediumraw"), ("mediumraw", "xlate")]


@BOTH
def test_no_console_is_busy_by_it(stock_vm, args, base):
    """Nor is the console that was in the foreground when it began."""
    Desk(stock_vm)
    stock_vm.sh(f"chvt 7 <{base}1")
    command = trace(stock_vm, *args)
    stock_vm.sh(f"chvt 1 <{base}7")
    poll("a free console", lambda: not stock_vm.run(f"deallocvt 7 <{base}1").status)
    command.kill(15)
    assert command.wait(10).status == 0


@BOTH
def test_the_sak_key_does_not_end_it(stock_vm, args, base):
    desk = Desk(stock_vm, "" if args else "grab=1")
    stock_vm.sh(f"echo 'keycode 88 = SAK' | loadkeys -C {base}1 -")
    command = trace(stock_vm, *args)
    reader = stock_vm.reader(f"{base}1")
    stock_vm.sh(f"kbd_mode -f -C {base}1 -k")
    desk.press(("f12",))
    assert reader.wait(10).status == -9
    command.wait_for(b"console 1: mediumraw -> unicode, by (the SAK key|a reset)\n")
    command.kill(15)
    assert command.wait(10).status == 0
    assert stock_vm.sh(INSTANCES) == ""


TOP = {"version", "source", "event", "when", "when_ns"}
MEMBERS = {
    "mode": {"console", "from", "to", "cause", "pid", "comm", "uid"},
    "switch": {"from", "to"},
    "cad": {"console", "policy", "acted"},
    "leds": {"leds", "written"},
    "key": {"console", "keycode", "value", "bytes", "action", "node", "name"},
    "lost": {"count"},
}


@BOTH
def test_every_member_is_always_there(stock_vm, args, base):
    desk = Desk(stock_vm)
    compile_here(stock_vm, "abandon.c", "insist.c")
    command = trace(stock_vm, "--json", "--keys", *args)
    stock_vm.sh(f"insist {base}1 1 99; abandon {base}1 off; chvt 2 <{base}1")
    desk.press(("ctrl", "alt", "delete"), ("caps_lock",))
    command.wait_for(b'"event":"leds"')
    objects = [json.loads(line) for line in lines(command)]
    assert {(t["event"], frozenset(t)) for t in objects} == {
        (event, frozenset(TOP | members)) for event, members in MEMBERS.items()
        if event != "lost"}
    cad = happened(command, "cad")
    assert [(t["console"], t["policy"], t["acted"]) for t in cad] == [(2, "signal", bool(args))]
    assert [t["to"] for t in happened(command, "mode")] == ["off", "unicode"]
    command.kill(15)
    assert command.wait(10).status == 0


@BOTH
def test_lost_events_are_counted(stock_vm, args, base):
    """The reader is stopped while more events happen than the small buffer holds."""
    Desk(stock_vm)
    compile_here(stock_vm, "insist.c")
    command = trace(stock_vm, "--json", *args, ">/tmp/told")
    command.kill(signal.SIGSTOP)
    stock_vm.sh("cd /sys/kernel/tracing/instances/vtkbdctl_* && echo 64 >buffer_size_kb &&"
                f"insist {base}1 5000 1 3")
    command.kill(signal.SIGCONT)
    stock_vm.sh(f"kbd_mode -f -C {base}1 -k")

    poll("the last mode", lambda: not stock_vm.run("grep -q mediumraw /tmp/told").status)
    lost = [json.loads(li) for li in stock_vm.sh("grep lost /tmp/told").splitlines()]
    modes = int(stock_vm.sh("grep -c '\"mode\"' /tmp/told"))
    assert {frozenset(t) for t in lost} == {frozenset(TOP | MEMBERS["lost"])}
    assert sum(t["count"] for t in lost) + modes == 5001
    gap, first = (json.loads(li) for li in stock_vm.sh("head -n 2 /tmp/told").splitlines())
    assert (gap["event"], first["event"], first["from"] is None) == ("lost", "mode", bool(args))
    command.kill(15)
    assert command.wait(10).status == 0


@BOTH
def test_a_reader_that_is_gone_ends_it(stock_vm, args, base):
    """At once, not with the next event."""
    Desk(stock_vm)
    command = trace(stock_vm, *args, "| head -n 1")
    stock_vm.sh(f"kbd_mode -f -C {base}1 -a")
    assert command.wait(10).status == 0
    poll("nothing left", lambda: stock_vm.sh(INSTANCES) == "", 10)


def test_a_full_disk_ends_it_and_is_named(stock_vm):
    Desk(stock_vm)
    command = trace(stock_vm, "--vt", ">/dev/full")
    stock_vm.sh("kbd_mode -f -C /dev/tty1 -a")
    assert command.wait(10).status == 1
    assert command.err == b"vtkbdctl: standard output: No space left on device\n"
    assert stock_vm.sh(INSTANCES) == ""
