# SPDX-License-Identifier: GPL-2.0
"""Types on the machine's PS/2 keyboard the keys that the typist in the guest requests (ps2.c).

QEMU's keyboard holds 16 bytes, so the typist requests a few keys at a time and waits until it
has received them.
"""
from vm.errors import NoAnswer
from vm.patience import Deadline

REQUEST = b"type "


def _type(vm, line):
    numbers = [int(word) for word in line.split()[1:]]
    vm.keyboard.events(zip(numbers[::2], map(bool, numbers[1::2])))


def _next_line(vm, command, at, deadline):
    """Where the line that begins at `at` ends; -1 when the command ended before it did."""
    def end():
        return command.out.find(b"\n", at)
    with vm.qemu.explaining():
        if not vm.qemu.channel.wait_for(lambda: end() >= 0 or not command.running,
                                        deadline.left()):
            raise NoAnswer(f"{command.text!r}: still running")
    return end()


def run(vm, text, timeout):
    """As vm.run(), and types the requested keys; the requests are not in the text."""
    command, at, said = vm.spawn(text), 0, []
    deadline = Deadline(timeout)
    try:
        while (end := _next_line(vm, command, at, deadline)) >= 0:
            line, at = command.out[at:end + 1], end + 1
            if line.startswith(REQUEST):
                _type(vm, line)
            else:
                said.append(line)
    except NoAnswer:
        command.kill()
        raise
    said.append(command.out[at:])
    return command.status, (b"".join(said) + command.err).decode(errors="replace")
