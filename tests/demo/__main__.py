#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""python3 -m demo: boots Debian's kernel, inserts vtkbd and shows what keys do in each mode.

Keys are sent by QEMU through its PS/2 keyboard: i8042, atkbd, the input core, and from
there to the built-in keyboard and to vtkbd. vtkbd has to send what the built-in one sends.
"""
import sys

from e2e.desk import MODES, SENTINEL, Desk, poll
from vm.errors import VmError
from vm.machine import Machine

from .keynames import keycodes, scancodes
from .show import Clock, Show, as_text, wrapped

LINE = [("h",), ("shift", "i"), ("ctrl", "dot"), ("apostrophe",), ("e",), ("up",), ("f1",),
        ("kp_5",)]
SPOKEN = "h, Shift-i, Compose ' e, cursor up, F1, keypad 5"
CAD = ("ctrl", "alt", "delete")
# How the bytes of each mode are printed.
READ = {"xlate": lambda data: as_text(data, "latin-1"), "unicode": as_text,
        "mediumraw": keycodes, "raw": scancodes, "off": as_text}


def list_consoles(show, desk):
    show.chapter("1. Consoles: what vtkbdctl shows")
    desk.vm.sh("kbd_mode -s -C /dev/vtkbd2; kbd_mode -a -C /dev/vtkbd3")
    show.say(desk.vm.sh("vtkbdctl"))


def type_in_mode(desk, readers, mode):
    """The bytes of the line on (the built-in console, vtkbd's)."""
    end = SENTINEL.get(mode, SENTINEL["unicode"])
    desk.set_mode(1, mode)
    start = [len(r.out) for r in readers]
    desk.press(*LINE, ("1",))
    if mode == "off":
        desk.set_mode(1, "unicode")
        desk.both(readers)
    for reader, begin in zip(readers, start):
        poll("the end of the line",
             lambda r=reader, b=begin: r.out[b:].endswith(end))
    return tuple(r.out[b:].removesuffix(end) for r, b in zip(readers, start))


def type_everywhere(show, desk):
    show.chapter("2. One typed line in each of the five modes")
    show.say(f"{SPOKEN}\n ")
    readers = desk.readers()
    for mode in MODES:
        real, ours = type_in_mode(desk, readers, mode)
        show.say(f"{mode}\n" + wrapped("  bytes", ours.hex(" ")) + "\n" +
                 wrapped("  text", READ[mode](ours)))
        show.check(f"{mode}: the built-in keyboard sent the same on /dev/tty1",
                   ours == real and bool(ours) == (mode != "off"))
    for reader in readers:
        reader.kill()


def press_cad(show, desk, mode, wanted):
    """Ctrl-Alt-Del in a mode: PID 1 gets its signal, or nothing."""
    vm = desk.vm
    seen = len(vm.signals)
    pressed = desk.seat()["cad_pressed"]
    show.say(f"Ctrl-Alt-Del on console 1, which is in {mode}:")
    desk.press(CAD)
    got = vm.wait_signal(seen=seen) if wanted else None
    desk.press(("a",))
    if got:
        show.say(f"PID 1 read from its signalfd: ssi_signo {got.signo}, "
                 f"ssi_code {got.code}, ssi_pid {got.pid}")
        show.check("that is SIGINT (2) from the kernel itself (SI_KERNEL, 128; pid 0)",
                   (got.signo, got.code, got.pid) == (2, 128, 0))
    show.check(f"PID 1 received {'one signal' if wanted else 'nothing'}",
               len(vm.signals) - seen == int(wanted))
    show.check(f"vtkbd took {'it for Ctrl-Alt-Del' if wanted else 'no notice'}",
               desk.seat()["cad_pressed"] - pressed == int(wanted))


def play_cad(show, desk):
    show.chapter("3. Ctrl-Alt-Del, with the keyboard grabbed so that vtkbd acts")
    vm = desk.vm
    vm.sh("echo 1 > /sys/module/vtkbd/parameters/grab")
    press_cad(show, desk, "unicode", True)
    show.say("\n ")
    show.say("$ vtkbdctl set 1 off --force\n" + vm.sh("vtkbdctl set 1 off --force"))
    press_cad(show, desk, "off", False)
    show.say("\n ")
    show.say("F12 is bound to SAK (loadkeys), a program sits on console 1 in off, F12:")
    vm.sh("echo 'keycode 88 = SAK' | loadkeys -C /dev/vtkbd2 -")
    victim = vm.reader("/dev/vtkbd1")
    desk.press(("f12",))
    show.check("SAK works in off: the program was killed", victim.wait(10).status == -9)


def who_did_it(show, desk):
    show.chapter("4. Who put the console into its mode")
    vm = desk.vm
    pid = vm.sh("sh -c 'echo $$; exec vtkbdctl set 1 off --force'").split()[0]
    show.say("$ vtkbdctl get 1\n" + vm.sh("vtkbdctl get 1"))
    setter = desk.console(1)["setter"]
    show.check(f"the setter is pid {pid}, vtkbdctl, uid 0, from unicode",
               (setter["pid"], setter["comm"], setter["uid"], setter["from"]) ==
               (int(pid), "vtkbdctl", 0, "unicode"))
    show.say(f"at {setter['when']}")


def play():
    show, clock = Show(), Clock()
    print("Booting Debian's kernel in QEMU; no part of this machine is touched.",
          flush=True)
    with Machine("stock", fresh=True) as vm:
        clock.stop("boot")
        desk = Desk(vm)
        clock.stop("building and loading")
        for part in (list_consoles, type_everywhere, play_cad, who_did_it):
            part(show, desk)
        vm.check_log()
        clock.stop("demo")
        vm.poweroff()
        clock.stop("shutdown")
    return show.end(clock.times)


def main():
    try:
        return play()
    except VmError as error:
        print(f"\ndemo: {error}\ndemo: FAIL", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
