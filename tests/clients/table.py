# SPDX-License-Identifier: GPL-2.0
"""The clients and their steps, one after the other on one console.

On purpose the console is not reset between the steps of a client: each tool must see what the
one before it did.
"""
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Step:
    """One command.

    talk: (stream, pattern, kind, what) in turn, see World.converse().
    prepare: a command to run before it, which is not compared.
    syscalls: what strace shows; empty for no strace, where thousands of calls would be equal.
    ctty: the console is its controlling terminal from the start.
    program: C source of a test program that it needs.
    """
    command: str
    talk: tuple = ()
    prepare: str = "true"
    timeout: int = 180
    syscalls: str = "ioctl,openat"
    ctty: bool = True
    program: Path | None = None


def on_out(pattern, kind, what):
    return ("out", pattern, kind, what)


def steps(*commands):
    return [step if isinstance(step, Step) else Step(step) for step in commands]


def plain(*commands):
    """Only their output is compared."""
    return [Step(command, syscalls="") for command in commands]


def _showkey(option, last):
    """Showkey until a key was pressed and released; it exits with 0 on SIGTERM."""
    return Step(f"stdbuf -oL showkey {option}",
                (on_out(rb"press any key", "type", "a"),
                 on_out(last, "sh", "pkill -TERM -x showkey")))


def _vlock(command):
    return Step(command, (("err", rb"ENTER", "type", "\n"),
                          ("err", rb"[Pp]assword", "answer", ("vlock-main", "root\n"))))


def _log_in(name, password, line):
    """A getty whose prompts are answered with name, password and, in the shell, a line.

    The shell reads whole lines: its calls do not depend on the speed of typing.
    """
    talk = (("trace", "login: ", "type", f"{name}\n"),
            ("trace", "Password: ", "answer", ("login", f"{password}\n")),
            ("trace", r'"\$ "', "type", f"{line}\n"))
    return Step("agetty --noclear tty9 linux", talk, f"usermod --shell /bin/dash {name}",
                syscalls="ioctl,openat,write", ctty=False)


CLIENTS = {
    "kbd_mode": steps(
        "kbd_mode", "kbd_mode -a", "kbd_mode", "kbd_mode -k", "kbd_mode", "kbd_mode -s",
        "kbd_mode", "kbd_mode -u", "kbd_mode -d", "kbd_mode", "kbd_mode -u",
        "kbd_mode -f -u"),
    "dumpkeys": steps(
        "dumpkeys", "dumpkeys --short-info", *plain(
            "dumpkeys --long-info", "dumpkeys --numeric", "dumpkeys --full-table",
            "dumpkeys --keys-only", "dumpkeys --compose-only", "dumpkeys --funcs-only")),
    "loadkeys": steps(
        "loadkeys us", *plain("loadkeys de-latin1", "dumpkeys"),
        "kbd_mode -a", "loadkeys --unicode fr", "kbd_mode", *plain("dumpkeys"),
        *plain("loadkeys --clearcompose --clearstrings us", "dumpkeys --compose-only",
               "loadkeys --default", "dumpkeys"), "loadkeys no-such-map"),
    "showkey": steps(
        _showkey("--keycodes", rb"release"), "kbd_mode",
        _showkey("--scancodes", rb"0x9e"), "kbd_mode",
        Step("stdbuf -oL showkey --ascii", (on_out(rb"Ctrl-D", "type", "a"),
                                           on_out(rb"0x61", "press", ("ctrl", "d"))))),
    "setleds": steps(
        "setleds", "setleds +num", "setleds -v +caps -num", "setleds -D +scroll", "setleds",
        "setleds -L +caps", "setleds", "setleds -L", "setleds -F", "setleds bogus"),
    "setmetamode": steps(
        "setmetamode", "setmetamode metabit", "setmetamode", "setmetamode escprefix",
        "setmetamode", "setmetamode bogus"),
    # The device is the same on both sides: begin with the state in which it ends. It has only
    # some repeat rates and rounds others a moment later: use rates that it has.
    "kbdrate": steps(
        Step("kbdrate -r 20 -d 500", prepare="kbdrate -s -r 10 -d 250 </dev/tty0"),
        "kbdrate -s -r 10 -d 250"),
    "keycodes": steps(
        "setkeycodes e071 200 72 201", "getkeycodes", "setkeycodes e071 202", "getkeycodes",
        "setkeycodes e071 200", "setkeycodes 1ff 200"),
    "kbdinfo": steps(
        "kbdinfo getmode", "kbdinfo getmode text", "kbdinfo gkbmode", "kbdinfo gkbmeta",
        "kbdinfo gkbled", "kbdinfo gkbled capslock"),
    "chvt": steps("chvt 11", "fgconsole", "chvt 9", "fgconsole", "chvt 64"),
    "openvt": steps(
        "openvt -- true", "openvt -c 11 -w -- kbd_mode", "openvt -c 12 -s -w -- fgconsole",
        "fgconsole", "openvt -c 9 -- true", "openvt -f -c 9 -w -- true",
        "openvt -v -e -c 11 -- true"),
    "deallocvt": steps(
        "openvt -c 11 -w -- true", "deallocvt 11", "deallocvt 9", "deallocvt", "deallocvt 64"),
    "fgconsole": steps("fgconsole", "fgconsole --next-available"),
    "unicode_start": steps("unicode_start", "kbd_mode", "unicode_stop", "kbd_mode"),
    "vlock": steps(
        _vlock("vlock"), _vlock("vlock --all"), "fgconsole"),
    "setupcon": steps(Step("setupcon -k --force", timeout=300), "kbd_mode",
                      *plain("dumpkeys --keys-only")),
    "agetty": steps(
        _log_in("user", "user", "(tty; whoami) >/tmp/seen; exit"), "cat /tmp/seen",
        "kbd_mode", "rm /tmp/seen"),
    "sdl": steps(Step(
        "env SDL_VIDEODRIVER=evdev sdlkeys",
        (on_out(rb"ready", "type", "aA"), on_out(rb"text A", "press", ("esc",))),
        program=HERE / "sdlkeys.c"), "kbd_mode"),
}
