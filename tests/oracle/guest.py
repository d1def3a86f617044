# SPDX-License-Identifier: GPL-2.0
"""A VM with the typist in it: how a script or a seed is played there."""
from pathlib import Path

from vm import build, cache, host
from vm.machine import Machine

from . import ps2

HERE = Path(__file__).parent
SHARED = ("step.c", "side.c", "compare.c", "keyboard.c", "ps2.c", "keep.c",
          "machine.c", "run.c", "prepare.c", "generate.c")
SCRIPTS = HERE / "scripts"


def program(main="typist.c", kernel=None):
    """One of the guest programs, built from all its C files."""
    others = [HERE / name for name in SHARED]
    contents = cache.digest(*(path.read_bytes() for path in others))
    return build.program(HERE / main, *map(str, others), f"-DSOURCES={contents}", kernel=kernel)


def insert(vm, module=None, params=""):
    """The module beside the built-in keyboard: it listens."""
    if module:
        vm.insmod_file(module, params)
    else:
        vm.insmod("vtkbd", params)


def prepare(vm, module=None, main="typist.c", params=""):
    vm.install(program(main, vm.kernel), Path(main).stem)
    insert(vm, module, params)


def machine(kernel, seconds, ps2=False):
    """With a clock that counts instructions. A clock that runs on while a busy host stops the
    guest would make the guest's scheduler run the typist before a kernel thread that a key
    woke, and a seed would not give the same run twice. Keys from QEMU come in the host's
    time."""
    return Machine(kernel, deadline=seconds + 60, counted=not ps2)


def uses_ps2(lines):
    """Whether a script wants the machine's own keyboard."""
    return any(line.startswith("type ") for line in lines)


def play(vm, arguments, seconds):
    """(status, output): 0 no difference, 1 a difference, 2 trouble."""
    return ps2.run(vm, f"typist {arguments}", seconds)


def play_lines(vm, lines, seconds, careful=True):
    (vm.share / "script").write_text("\n".join(lines) + "\n")
    return play(vm, ("--careful " if careful else "") + "--script /share/script", seconds)


def chapter(flags, number):
    """A chapter of random steps, as lines; made here, without a machine."""
    return host.output(str(program()), *flags.split(), "--list", str(number)).splitlines()
