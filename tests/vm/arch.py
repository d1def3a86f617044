# SPDX-License-Identifier: GPL-2.0
"""The architectures that the module is built for, each with the machine that boots it.

All that differs between them is here. Everything but amd64's is built in a root that has
Debian's cross compiler (suites.py).
"""
from dataclasses import dataclass


@dataclass(frozen=True)
class Board:
    """A machine of QEMU's.

    program: the QEMU that emulates it. machine: its arguments. control: arguments of the
    control line's port. cmdline: the kernel's log goes to the first port; vm_control, which the
    kernel hands to init, names the other. modules: what its keyboard needs beside what all need.
    keyboard: the name that the kernel gives it.
    """
    program: str
    machine: tuple
    control: tuple
    cmdline: str
    keyboard: str
    modules: tuple = ()


@dataclass(frozen=True)
class Arch:
    """name, flavour: of the architecture and of its kernel, as Debian calls them. triplet: the
    prefix of its compiler's name. libraries: the folder of its libraries in /usr/lib. make: its
    name in the kernel."""
    name: str
    flavour: str
    triplet: str
    libraries: str
    make: str
    board: Board

    @property
    def is_foreign(self):
        """Whether it takes a cross compiler here."""
        return self is not AMD64


# Keys come from the PS/2 keyboard, which every PC has.
PC = Board("qemu-system-x86_64", ("-M", "q35"), ("-serial", "chardev:control"),
           "console=ttyS0 no_timer_check vm_control=/dev/ttyS1", "AT Translated Set 2 keyboard")
VIRT = Board("qemu-system-aarch64",
             ("-M", "virt", "-cpu", "cortex-a57", "-device", "virtio-keyboard-pci"),
             ("-device", "pci-serial,chardev=control"),
             "console=ttyAMA0 vm_control=/dev/ttyS0", "QEMU Virtio Keyboard", ("virtio_input",))

AMD64 = Arch("amd64", "amd64", "x86_64-linux-gnu", "x86_64-linux-gnu", "x86_64", PC)
FOREIGN = {arch.name: arch for arch in (
    Arch("i386", "686-pae", "i686-linux-gnu", "i386-linux-gnu", "i386", PC),
    Arch("arm64", "arm64", "aarch64-linux-gnu", "aarch64-linux-gnu", "arm64", VIRT))}
