# SPDX-License-Identifier: GPL-2.0
"""The two worlds of a client: the real consoles, and vtkbd's in their place.

A client that is compared runs in its own session with the console as its controlling terminal,
in the foreground. The other world's foreground is then a console that no program uses, because
keys reach both.
"""
import shlex
from dataclasses import dataclass

from vm import build
from vm.errors import NoAnswer

from . import calls

SIDES = ("real", "vtkbd")
CONSOLES = 13           # tty0 to tty12 are enough for all clients here
CONSOLE, ASIDE = 9, 10  # above 6: logind starts no getty there
TRACE = "/run/client.trace"
READING = "0|7|23|270|271"      # read poll select pselect6 ppoll, as x86-64 numbers them
WAIT = 180      # seconds: a program under strace on an emulated CPU, with other load
FSTAB = "".join([*(f"/dev/vtkbd{n} /dev/tty{n} none bind\n" for n in range(CONSOLES)),
                 "/sys/class/tty/vtkbd0/active /sys/class/tty/tty0/active none bind\n"])


@dataclass(frozen=True)
class Outcome:
    """The result of one step of a client: its calls by process, its exit status, its
    output."""
    command: str
    processes: list
    status: int
    out: str
    err: str


class World:
    def __init__(self, vm):
        self.vm = vm
        (vm.share / "vtkbd.fstab").write_text(FSTAB)
        vm.insmod("vtkbd")
        vm.sh("systemctl stop getty@tty1.service")

    def inside(self, side, text):
        """A command line for text where /dev/ttyN is the side's."""
        if side == "real":
            return f"sh -c {shlex.quote(text)}"
        mount = "mount -a -T /share/vtkbd.fstab"
        return ("unshare --mount --propagation private "
                f"sh -c {shlex.quote(f'{mount} && {text}')}")

    def sh(self, side, text, timeout=30):
        return self.vm.sh(self.inside(side, text), timeout)

    def show(self, side, console=CONSOLE):
        """Bring a console of one side to the foreground, and an unused one of the other
        side."""
        for each in SIDES:
            wanted = console if each == side else ASIDE
            self.sh(each, f"chvt {wanted} </dev/tty0")

    def act(self, kind, what):
        """One thing a person does: type text, press a chord, or run a command.

        answer: type once a process reads. PAM drops input that came before that.
        """
        {"type": self.vm.keyboard.type,
         "answer": lambda answer: self._answer(*answer),
         "press": lambda keys: self.vm.keyboard.press(*keys),
         "sh": self.vm.sh}[kind](what)

    def _answer(self, process, text):
        """A process that reads is shown by /proc as sleeping in read(), poll() or select()."""
        self.vm.poll(f"grep -qE '^({READING}) ' /proc/$(pgrep -n -x {process})/syscall", WAIT)
        self.vm.keyboard.type(text)

    def _await(self, command, stream, pattern, start):
        """Wait until a pattern is in the output after start, or in the trace; return its
        end."""
        if stream == "trace":
            self.vm.poll(f"grep -qE {shlex.quote(pattern)} {TRACE}", WAIT)
            return start
        return command.wait_for(b".{%d}.*?(?:%s)" % (start, pattern), WAIT, stream).end()

    def converse(self, command, talk):
        """Do each action as soon as the command has printed its pattern after the last one.

        Output to its console is read from its trace.
        """
        seen = {"out": 0, "err": 0, "trace": 0}
        for stream, pattern, kind, what in talk:
            seen[stream] = self._await(command, stream, pattern, seen[stream])
            self.act(kind, what)

    def _command_line(self, side, step):
        session = "setsid --wait --ctty" if step.ctty else "setsid --wait"
        strace = (f"strace --seccomp-bpf -f -y -e trace={step.syscalls} -e signal=none "
                  f"-o {TRACE}" if step.syscalls else "")
        return self.inside(side, f"{session} {strace} {step.command} <>/dev/tty{CONSOLE}")

    def run(self, side, step):
        """Run a step to its end on the console, traced."""
        if step.program:
            self.vm.install(build.shared_program(step.program), step.program.stem)
        self.vm.sh(f": >{TRACE}; {step.prepare}")
        command = self.vm.spawn(self._command_line(side, step))
        with self.vm.qemu.explaining():
            try:
                self.converse(command, step.talk)
                result = command.wait(step.timeout)
            except NoAnswer as late:
                raise NoAnswer(f"{side}: {late}\n{self._trace_end()}") from None
        trace = self.vm.sh(f"cat {TRACE}")
        return Outcome(step.command, calls.parse(trace), result.status, result.text,
                       result.errtext)

    def _trace_end(self):
        return self.vm.run(f"tail -n 20 {TRACE}").text
