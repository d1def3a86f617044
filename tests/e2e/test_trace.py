# SPDX-License-Identifier: GPL-2.0
"""vtkbdctl trace in a real kernel: which process set which mode, on both keyboards' consoles,
and that it leaves nothing behind, however it ends.
"""
import json
import shutil
import signal
from pathlib import Path

import pytest

import forms
from vm.machine import Machine

from .desk import Desk, poll

BOTH = pytest.mark.parametrize("args,base", [([], "/dev/vtkbd"), (["--vt"], "/dev/tty")])
TRACE_KEYS = "/sys/module/vtkbd/parameters/trace_keys"
INSTANCES = "ls /sys/kernel/tracing/instances; cat /sys/kernel/tracing/kprobe_events"


def compile_here(vm, *sources):
    for name in sources:
        vm.compile(Path(__file__).with_name(name))


def instances(vm):
    """Names only: an entry may be removed while ls reads it, which ls reports as an error."""
    return set(vm.sh("cd /sys/kernel/tracing/instances; "
                     "for i in *; do test ! -d $i || echo $i; done").split())


def trace(vm, *args):
    """The trace, once it says that it listens. Keys are told to those that ask for them."""
    if "--keys" in args:
        vm.sh(f"echo 1 >{TRACE_KEYS}")
    command = vm.spawn("exec vtkbdctl trace " + " ".join(args))

    def listening():
        assert command.running, command.err
        return b"vtkbdctl: listening\n" in command.err
    poll("a trace that listens", listening, 30)
    return command


def end(command, number=signal.SIGTERM):
    """It ends by the signal."""
    command.kill(number)
    assert command.wait(10).status == -number


def lines(command):
    """The complete lines."""
    return command.out.rpartition(b"\n")[0].decode().splitlines()


def objects(command):
    """The lines as JSON, each of which has the documented form."""
    return [forms.check("trace", json.loads(line)) for line in lines(command)]


def happened(command, event):
    return [t for t in objects(command) if t["event"] == event]


STARTED = """rm -f /tmp/said; mkfifo /tmp/said
vtkbdctl trace {} 2>/tmp/said &
read line </tmp/said
echo $(cut -d ' ' -f 14,15 /proc/$!/stat) $line
kill $!"""


@BOTH
def test_it_listens_soon(args, base):
    """By its processor time, of a clock that counts instructions: how busy the host is, and
    how long a file takes to come from there, does not matter."""
    with Machine("stock", counted=True) as vm:
        Desk(vm)
        user, system, *said = vm.sh(STARTED.format(" ".join(args)), timeout=60).split()
    used = (int(user) + int(system)) / 100      # a hundredth of a second is USER_HZ's tick
    print(f"listens on {base}N after {used:.2f} s")
    assert said == ["vtkbdctl:", "listening"]
    assert used < 1


@BOTH
def test_what_happened_before_a_signal_is_printed_before_the_end(stock_vm, args, base):
    """It is stopped meanwhile, and has 500 events to read when it gets the signal."""
    Desk(stock_vm)
    compile_here(stock_vm, "insist.c")
    command = trace(stock_vm, "--json", *args)
    command.kill(signal.SIGSTOP)
    stock_vm.sh(f"insist {base}1 500 1 3")
    command.kill(signal.SIGTERM)
    command.kill(signal.SIGCONT)
    assert command.wait(20).status == -signal.SIGTERM
    assert len(happened(command, "mode")) == 500
    assert stock_vm.sh(INSTANCES) == ""


def test_nothing_is_lost_from_the_word_listening_on(stock_vm):
    Desk(stock_vm)
    out = stock_vm.sh("rm -f /tmp/said; mkfifo /tmp/said; vtkbdctl trace 2>/tmp/said >/tmp/out & "
                      "read line </tmp/said; vtkbdctl set 2 raw --force; kill $!; wait $!; "
                      "echo $?; cat /tmp/out")
    assert "143\n" in out and "console 2: unicode -> raw" in out


def test_an_events_time_is_the_time_of_day_also_after_the_clock_was_set(stock_vm):
    Desk(stock_vm)
    command = trace(stock_vm, "--json")
    stock_vm.sh("vtkbdctl set 2 raw --force; date -s @$(($(date +%s) + 3600)); "
                "vtkbdctl set 2 off --force")
    poll("two modes", lambda: len(happened(command, "mode")) == 2)
    before, after = (t["when_ns"] for t in happened(command, "mode"))
    assert 3590 < (after - before) / 10**9 < 3630
    end(command)


@BOTH
def test_who_set_screen_and_switching_and_asked_for_a_switch(stock_vm, args, base):
    """Also by a process that has ended when the line is written."""
    Desk(stock_vm)
    text, told = trace(stock_vm, *args), trace(stock_vm, "--json", *args)
    told.kill(signal.SIGSTOP)
    stock_vm.sh(f": <{base}2; vtkbdctl claim --console=2 {' '.join(args)} true; chvt 2 <{base}1")
    told.kill(signal.SIGCONT)
    told.wait_for(rb'"switch"')
    screens, owners = happened(told, "screen"), happened(told, "owner")
    assert [(t["console"], t["from"], t["to"]) for t in screens] == [
        (2, "text", "graphics"), (2, "graphics", "text")]
    assert [(t["console"], t["vtmode"]) for t in owners] == [(2, "process"), (2, "auto")]
    assert owners[0]["relsig"] > 0 and owners[1]["relsig"] is None
    activate, = happened(told, "activate")
    assert (activate["from_console"], activate["to_console"]) == (1, 2)
    assert {t["comm"] for t in screens + owners} == {"vtkbdctl"} and activate["comm"] == "chvt"
    assert {t["uid"] for t in (*screens, *owners, activate)} == {0}
    for pattern in (rb"screen    console 2: text -> graphics, by pid \d+ vtkbdctl \(uid 0\)",
                    rb"owner     console 2: process, asked by signal \d+, given by \d+, by pid",
                    rb"activate  console 1 -> 2, by pid \d+ chvt \(uid 0\)"):
        text.wait_for(pattern)
    for command in (text, told):
        end(command)


def test_what_the_kernel_refused_was_not_set(stock_vm):
    """KDSETMODE by a user whose console it is not, and VT_SETMODE of no such mode, then one
    that is granted."""
    Desk(stock_vm)
    compile_here(stock_vm, "askmode.c")
    holder = stock_vm.reader("/dev/tty2")
    command = trace(stock_vm, "--vt", "--json")
    stock_vm.sh("askmode /dev/tty2 refused 9; ask() { $user askmode /dev/tty2 \"$@\"; }; chmod 666 /dev/tty2; "
                "user='setpriv --reuid 65534 --clear-groups'; ! ask screen 1 && ! ask switching 0;"
                "user=; ! ask switching 9; ask screen 1; ask screen 0; chmod 620 /dev/tty2")
    poll("two screens", lambda: len(happened(command, "screen")) == 2)
    assert [(t["from"], t["to"], t["uid"]) for t in happened(command, "screen")] == [
        ("text", "graphics", 0), ("graphics", "text", 0)]
    assert happened(command, "owner") == []
    end(command)
    holder.kill()


def tells_who_asked_for_a_switch(vm):
    desk = Desk(vm)
    command = trace(vm, "--vt", "--json")
    vm.sh(": </dev/tty2; chvt 2 </dev/tty1")
    desk.press(("alt", "f1"))
    poll("two switches", lambda: len(happened(command, "switch")) == 2)
    asked = happened(command, "activate")
    assert [(t["from_console"], t["to_console"], t["comm"]) for t in asked] == [
        (1, 2, "chvt"), (2, 1, None)]
    end(command)


def test_who_asked_for_a_switch_of_the_kernels_own(stock_vm):
    """A key does it in an interrupt, while any program runs."""
    tells_who_asked_for_a_switch(stock_vm)


def test_who_asked_for_a_switch_where_a_probe_is_a_breakpoint(debug_vm):
    """Its exception looks like an interrupt. This kernel cannot place probes by ftrace."""
    debug_vm.sh("echo 0 >/proc/sys/debug/kprobes-optimization")
    tells_who_asked_for_a_switch(debug_vm)


def test_modes_switches_ctrl_alt_del_and_leds(stock_vm):
    desk = Desk(stock_vm)
    command = trace(stock_vm)
    stock_vm.sh("kbd_mode -C /dev/vtkbd2 -s")
    stock_vm.sh("chvt 2 </dev/vtkbd1; chvt 1 </dev/vtkbd1")
    desk.press(("ctrl", "alt", "delete"), ("caps_lock",))
    want = [r"mode      console 2: unicode -> raw, by pid \d+ kbd_mode \(uid 0\)",
            "switch    console 1 -> 2", "switch    console 2 -> 1",
            "cad       console 1: policy signal, only reported", "leds      caps, only reported"]
    for pattern in want:
        command.wait_for(pattern.encode())
    assert not [li for li in lines(command) if "  key " in li]
    end(command)
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
    end(command, 2)
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
    end(command)


def test_a_program_that_is_named_like_a_line_of_proc(stock_vm):
    Desk(stock_vm)
    compile_here(stock_vm, "abandon.c")
    command = trace(stock_vm, "--vt", "--json")
    stock_vm.sh("ln -s /share/bin/abandon '/tmp/Uid:7 Tgid:7'")
    stock_vm.spawn("exec '/tmp/Uid:7 Tgid:7' /dev/tty1 off stay")
    command.wait_for(b"\n")
    mode, = happened(command, "mode")
    assert (mode["comm"], mode["uid"], mode["pid"] != 7) == ("Uid:7 Tgid:7", 0, True)
    end(command)


def test_switches_and_leds_of_the_kernels_own(stock_vm):
    desk = Desk(stock_vm)
    command = trace(stock_vm, "--vt")
    as_json = trace(stock_vm, "--vt", "--json")
    stock_vm.sh("chvt 2 </dev/tty1; chvt 1 </dev/tty1; setleds -L +scroll </dev/tty1")
    command.wait_for(b"leds      scroll\n")
    stock_vm.sh("setleds -L </dev/tty1")
    command.wait_for(b"leds      none\n")
    desk.press(("caps_lock",), ("num_lock",), ("caps_lock",))
    command.wait_for(b"leds      num\n")
    told = [line.split(None, 1)[1] for line in lines(command) if "  activate  " not in line]
    assert told == [
        "switch    console 1 -> 2", "switch    console 2 -> 1", "leds      scroll", "leds      none",
        "leds      caps", "leds      num caps", "leds      num"]
    as_json.wait_for(rb'"leds":\["num"\],"written":true')
    told = [json.loads(line) for line in lines(as_json)]
    assert [(t["from_console"], t["to_console"]) for t in told if t["event"] == "switch"] == [(1, 2), (2, 1)]
    for each in (command, as_json):
        end(each)
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
    assert probes.count("\n") == probes.count(left[0]) == 8
    other = trace(stock_vm)     # a running one is not changed
    assert command.running and len(instances(stock_vm)) == 2
    for one in (command, other):
        end(one, signal.SIGHUP)
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
    end(command)
    assert stock_vm.sh(INSTANCES) == "other\np:theirs/cad ctrl_alt_del\n"


def test_any_signal_that_can_be_caught_leaves_nothing(stock_vm):
    Desk(stock_vm)
    signals = (signal.SIGABRT, signal.SIGUSR1, signal.SIGALRM, signal.SIGRTMAX)
    commands = [trace(stock_vm, "--vt") for _ in signals]
    for command, number in zip(commands, signals):
        end(command, number)
    assert stock_vm.sh(INSTANCES) == ""


def test_keys_are_shown_to_root_who_asks(stock_vm):
    desk = Desk(stock_vm)
    command = trace(stock_vm, "--keys")
    desk.press(("a",))
    command.wait_for(rb"key       console 1: KEY_A down: 1 bytes, on AT Translated Set 2 keyboard "
                     rb"\(input\d+\)\n.*KEY_A up: 0 bytes, on AT")
    end(command)
    stock_vm.install(shutil.which("setpriv"))
    refused = stock_vm.run("setpriv --reuid 65534 --clear-groups vtkbdctl trace --keys")
    assert refused.status == 1
    assert refused.errtext == "vtkbdctl: trace: --keys shows what others type: only as root\n"


def test_keys_are_withheld_until_root_lets_them_be_told(stock_vm):
    """The command that it prints is enough; what happens when it was taken back has no key."""
    desk = Desk(stock_vm)
    refused = stock_vm.run("vtkbdctl trace --keys")
    assert refused.status == 1
    stock_vm.sh(refused.errtext.rpartition("until: ")[2])
    command = stock_vm.spawn("exec vtkbdctl trace --keys --json")
    command.wait_for(b"listening", 30, "err")
    desk.press(("a",))
    stock_vm.sh(f"echo 0 >{TRACE_KEYS}")
    desk.press(("b",))
    poll("four keys", lambda: len(happened(command, "key")) == 4)
    told = [(t["keycode"], t["value"], t["nr_bytes"]) for t in happened(command, "key")]
    assert told == [(30, "down", 1), (30, "up", 0), (None, "down", None), (None, "up", None)]
    end(command)


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
            for line in lines(command) if "  activate  " not in line]
    assert told == [
        "key       console 1: KEY_A down", "key       console 1: KEY_A up", "switch    console 1 -> 2",
        "key       console 2: KEY_LEFTSHIFT down", "key       console 2: KEY_DELETE down",
        "key       console 2: KEY_DELETE up", "key       console 2: KEY_LEFTSHIFT up"]
    told = [json.loads(line) for line in lines(as_json)]
    keys = [(t["console"], t["keycode"], t["value"], t["nr_bytes"], t["action"])
            for t in told if t["event"] == "key"]
    assert keys[0] == (1, 30, "down", None, None) and len(keys) == 6
    assert {(t["node"], t["name"]) for t in told if t["event"] == "key"} == {
        (None, "AT Translated Set 2 keyboard")}
    for each in (command, as_json):
        end(each)
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
    end(command)


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
    end(command)


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
    end(command)
    assert stock_vm.sh(INSTANCES) == ""


@BOTH
def test_every_kind_of_event_has_the_documented_form(stock_vm, args, base):
    """A fault is of vtkbd's own alone: the kernel's consoles have none."""
    desk = Desk(stock_vm)
    compile_here(stock_vm, "abandon.c", "insist.c", "faults.c")
    command = trace(stock_vm, "--json", "--keys", *args)
    stock_vm.sh("faults 3 set=ioctl,error,cmd=KDGKBMODE,error=5 call=KDGKBMODE:0")
    stock_vm.sh(f"insist {base}1 1 99; abandon {base}1 off; chvt 2 <{base}1")
    desk.press(("ctrl", "alt", "delete"), ("caps_lock",))
    command.wait_for(b'"event":"leds"')
    stock_vm.sh(f"vtkbdctl claim --console=3 {' '.join(args)} true")
    poll("the end of the claim", lambda: len(happened(command, "mode")) == 4)
    seen = {t["event"] for t in objects(command)}
    assert seen == set(forms.EVENTS) - {"lost"} - ({"fault"} if args else set())
    cad = happened(command, "cad")
    assert [(t["console"], t["policy"], t["acted"]) for t in cad] == [(2, "signal", bool(args))]
    assert [t["to"] for t in happened(command, "mode")] == ["off", "unicode"] * 2
    end(command)


@BOTH
def test_lost_events_are_counted(stock_vm, args, base):
    """The reader is stopped while more events happen than the small buffer holds. Of the kernel's
    own consoles the end of each ioctl is an event, too."""
    Desk(stock_vm)
    compile_here(stock_vm, "insist.c")
    command = trace(stock_vm, "--json", *args, ">/tmp/told")
    command.kill(signal.SIGSTOP)
    stock_vm.sh("cd /sys/kernel/tracing/instances/vtkbdctl_* && echo 64 >buffer_size_kb &&"
                f"insist {base}1 5000 1 3")
    command.kill(signal.SIGCONT)
    stock_vm.sh(f"kbd_mode -f -C {base}1 -k")

    poll("the last mode", lambda: not stock_vm.run("grep -q mediumraw /tmp/told").status)
    lost = [forms.check("trace", json.loads(li))
            for li in stock_vm.sh("grep lost /tmp/told").splitlines()]
    modes = int(stock_vm.sh("grep -c '\"mode\"' /tmp/told"))
    counted = sum(t["count"] for t in lost) + modes
    assert 5001 <= counted <= 5001 + (5100 if args else 0)
    gap, first = (json.loads(li) for li in stock_vm.sh("head -n 2 /tmp/told").splitlines())
    assert (gap["event"], first["event"], first["from"] is None) == ("lost", "mode", bool(args))
    end(command)


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
    assert command.err == (b"vtkbdctl: listening\n"
                           b"vtkbdctl: standard output: No space left on device\n")
    assert stock_vm.sh(INSTANCES) == ""
