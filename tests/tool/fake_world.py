#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""A machine described by text for fake.c, and rules that every run of vtkbdctl must keep."""
import json
import os
import re
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests"))

import forms  # noqa: E402

TOOL = TOP / "tools/vtkbdctl"
MANUAL = TOP / "Documentation/vtkbdctl.1"

MODES = {"raw": 0, "xlate": 1, "mediumraw": 2, "unicode": 3, "off": 4}
TEXT, GRAPHICS = 0, 1
USED, OPEN, FOREGROUND = 1, 2, 4
INIT, IOCTL, SAK, OWNER_DIED, DISALLOCATE = range(5)
COMMANDS = ["list", "get", "set", "attach", "run", "send", "type", "doctor", "explain", "history",
            "restore", "unlock", "claim", "trace", "watch", "keys", "check",
            "help"]

READ, SELECT = "0 0x0", "270 0x1"   # of standard input

# Capabilities as sysfs has them: a keyboard, the buttons of a mouse, a power button.
KEYS = "402000000 3803078f800d001 feffffdfffefffff fffffffffffffffe"
BUTTONS = "1f0000 0 0 0 0"
POWER = "8000 10000000000000 0"

SECOND = 10**9
NOW = 1704110412123456789  # 2024-01-01T12:00:12.123456789Z


class Result:
    def __init__(self, process, log):
        self.code = process.returncode
        self.out = process.stdout
        self.err = process.stderr
        self.log = log

    @property
    def lines(self):
        return self.out.splitlines()

    @property
    def json(self):
        return json.loads(self.out)

    def row(self, console):
        return next(li for li in self.lines if re.match(rf"{console}\*? ", li))


class World:
    """A machine. Consoles 1 (foreground) and 3 are in use unless said otherwise."""

    def __init__(self, build, path):
        self.build, self.path = build, path
        self.items = [f"now {NOW}"]

    def add(self, line):
        self.items.append(line)
        return self

    def fields(self, what, **values):
        return self.add(f"{what} " + " ".join(f"{k.replace('__', '.')}={v}"
                                              for k, v in values.items()))

    def seat(self, **values):
        return self.fields("seat", **values)

    def console(self, n, **values):
        return self.fields(f"console {n}", **values)

    def set_by(self, n, frm, to, ago=12, cause=IOCTL, pid=312, uid=0, comm=b"kbd_mode"):
        self.console(n, kbdmode=MODES[to], nr_changes=1, last__cause=cause, last__uid=uid,
                     last__pid=pid, last__from=MODES[frm], last__to=MODES[to],
                     last__when_ns=NOW - int(ago * SECOND))
        return self.add(f"comm {n} {comm.hex()}") if comm else self

    # -- /proc and /sys ------------------------------------------------------------

    def file(self, path, text):
        """A file of /proc or /sys."""
        root = self.path / "root"
        target = root / path.lstrip("/")
        if f"root {root}" not in self.items:
            (root / "proc").mkdir(parents=True)
            self.add(f"root {root}")
            self.file("/proc/uptime", "5000.00 1.00\n").process(1, "systemd", ppid=0)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
        return self

    def process(self, pid, comm, *, sid=None, pgrp=None, tty=0, tpgid=-1, fds=(), age=1000,
                takes=0, env=(), waits=None, ppid=1, reads=None, state="S"):
        """A process; fds are links, in order; age is in seconds; tty is a device number;
        reads is the call that it sleeps in, READ or SELECT; state is as /proc says it."""
        start = int((5000 - age) * 100)
        rest = " ".join([f"{state} {ppid}", str(pgrp or pid), str(sid or pid), str(tty), str(tpgid),
                         "0 " * 13, str(start), "0 0"])
        self.file(f"/proc/{pid}/stat", f"{pid} ({comm}) {rest}\n")
        self.file(f"/proc/{pid}/status", f"Name:\t{comm}\nSigBlk:\t{takes:016x}\n"
                  f"SigIgn:\t{0:016x}\nSigCgt:\t{0:016x}\n")
        self.file(f"/proc/{pid}/environ", "".join(f"{e}\0" for e in env))
        if waits:
            self.sleeps(pid, f"16 0x0 0x5607 {waits:#x} 0x0 0x0 0x0 0x7ffd00000000 0x1")
        if reads:
            self.sleeps(pid, f"{reads} 0x7ffc 0x400 0x0 0x0 0x0 0x7ffd00000000 0x1")
        folder = self.path / "root/proc" / str(pid) / "fd"
        folder.mkdir(exist_ok=pid == 1)
        for number, target in enumerate(fds):
            (folder / str(number)).symlink_to(target)
        return self

    def sleeps(self, pid, call, thread=None):
        """The system call that a thread sleeps in, as /proc shows it."""
        return self.file(f"/proc/{pid}/task/{thread or pid}/syscall", f"{call}\n")

    def memory(self, pid, address, data):
        self.file(f"/proc/{pid}/memory-{address:x}", "")
        (self.path / "root/proc" / str(pid) / f"memory-{address:x}").write_bytes(data)
        return self

    def light(self, name, on, trigger=None):
        if trigger:
            self.file(f"/sys/class/leds/{name}/trigger", f"{trigger}\n")
        return self.file(f"/sys/class/leds/{name}/brightness", f"{on}\n")

    def input(self, name, keys):
        """An input device with these keys, a bitmap as sysfs writes it."""
        self.file(f"/sys/class/input/{name}/device/capabilities/key", f"{keys}\n")
        return self.add(f"node /dev/input/{name} evdev 0")

    def keyboard(self, number, name, *, keys=KEYS, event=None, grabber="-", asked=True,
                 made=False, delay=250, period=33):
        """A keyboard: in sysfs, and in the module's answers if it is asked. Its event device has
        its own number unless said otherwise; a program made it, or it is hardware."""
        event = number if event is None else event
        place = f"/sys/class/input/input{number}"
        if made:
            (self.path / "root/sys/class/input").mkdir(parents=True, exist_ok=True)
            there = f"/sys/devices/virtual/input/input{number}"
            self.file(f"{there}/name", f"{name}\n")
            (self.path / "root" / place[1:]).symlink_to(f"../../devices/virtual/input/input{number}")
        self.file(f"{place}/name", f"{name}\n").file(f"{place}/capabilities/key", f"{keys}\n")
        self.file(f"{place}/event{event}/dev", "13:0\n")
        flags = (1 | 4 * bool(delay) | 32 * (grabber != "-") | 64 * (grabber == "vtkbd"))
        if asked:
            self.add(f"device input{number} {grabber} {flags} {delay} {period} {name}")
        return self.input(f"event{event}", keys)

    def write(self):
        (self.path / "world").write_text("\n".join(self.items) + "\n")

    def environment(self):
        return {"VTKBD_FAKE_WORLD": str(self.path / "world"),
                "VTKBD_FAKE_LOG": str(self.path / "log")}

    def run(self, *args, zone="UTC", stdout=subprocess.PIPE, findings=False, command=False,
            partly=False, warns=False):
        """findings: exit status 1 may be an answer. command: all is as a command of its own
        has it. partly: what was not to be had is complained of, and the rest is there. warns: a line of
        warning comes with the answer."""
        self.write()
        process = subprocess.run(
            [self.build / "fake", *args], stdout=stdout, stderr=subprocess.PIPE,
            text=True, timeout=60,
            env={**self.environment(), "TZ": zone, "PATH": os.environ["PATH"]})
        assert command or process.returncode in (0, 1, 2, 3), process.stderr
        assert "runtime error" not in process.stderr, process.stderr
        assert "Sanitizer" not in process.stderr, process.stderr
        result = Result(process, (self.path / "log").read_text().splitlines())
        if "--json" in args and result.out:
            check_form(args, result.out)
        if not command:
            check_always(result, findings, partly or (warns and process.returncode == 0))
        return result


def check_form(args, out):
    """All JSON that a test has the tool print has the documented form. A line of trace is
    one object."""
    command = next((a for a in args if a in COMMANDS), "list")
    for text in out.splitlines() if command == "trace" else [out]:
        forms.check(command, json.loads(text))


def check_always(result, findings=False, partly=False):
    opened = [li.split()[1] for li in result.log if li.startswith("open") and "=" not in li]
    closed = [li.split()[1] for li in result.log if li.startswith("close")]
    assert sorted(opened) == sorted(closed), "descriptors left open"
    assert all(("nonblock" if li.split()[1].startswith("/dev/input/") else "noctty nonblock") in li
               for li in result.log if li.startswith("open"))
    if not partly and (result.code == 0 or (findings and result.out)):
        assert result.err == ""
    elif partly:
        assert re.fullmatch(r"(vtkbdctl: [^\n]+\n)+", result.err) and result.out
    else:
        assert re.fullmatch(r"vtkbdctl: [^\n]+\n", result.err), result.err
        assert not result.out, "a failure says something on stdout"
    shown = ((result.out or "") + result.err).replace("\n", "")
    assert all(" " <= c <= "~" for c in shown), "an unprintable byte got through"


def fullest_frame(log, ms=16):
    """The largest number of key events between two reads of a program that polls."""
    now, times = 0, []
    for line in log:
        if line.startswith("wait"):
            now += int(line.split()[1])
        times += [now] * line.startswith("key /")
    return max(sum(start <= time < start + ms for time in times) for start in times)


def documented_members(command="list"):
    """Members of a command's JSON form, as its part of the manual lists them."""
    part = re.search(rf"^\.Ss [^\n]*\b{command}\b[^\n]*\n(.*?)^\.S[hs] ",
                     MANUAL.read_text().split(".Sh JSON")[1], re.M | re.S)
    items = re.findall(r"^\.It Va (.*)", part[1], re.M)
    return set(re.findall(r"\w+", " ".join(items)))
