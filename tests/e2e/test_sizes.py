# SPDX-License-Identifier: GPL-2.0
"""Programs that were built with another version of <linux/vtkbd.h> than the module: structures
that are shorter or longer than the module's, for 32-bit programs, too."""
from pathlib import Path

import pytest

from vm import build
from vm.errors import BuildError

from .desk import Desk

HERE = Path(__file__).parent
# Read and written; only read; only written.
BOTH, ANSWERS, ORDERS = (("console", "history", "device", "faults"), ("seat", "output"),
                         ("attach", "send", "fault"))
LONGER = {"longer": "0 same zeroed", "huge": "0 same zeroed", "longer at the page": "0 same zeroed",
          "exact": "0 same", "at the page": "0 same"}
REFUSED = {"none": "EINVAL", "one less": "EINVAL", "over the page": "EFAULT",
           "longer over the page": "EFAULT", "NULL": "EFAULT", "elsewhere": "ENOTTY"}
SET = {"longer and set": "E2BIG", "huge and set": "E2BIG"}
# A pure answer is zeroed there, whatever was in it.
UNSET = dict.fromkeys(SET, "0 same zeroed")
INNER = """\
last 39: EINVAL
last 40: 0 to 1 zeroed
last 48: 0 to 1 zeroed
last 4096: 0 to 1 zeroed
last 4097: E2BIG
changes 0 of 0: 0 0 of 3, 3, run 8:
changes 1 of 39: EINVAL
changes 1 of 40: 0 1 of 3, 3, run 8: 1
changes 2 of 40: 0 2 of 3, 3, run 8: 4 1
changes 5 of 40: 0 3 of 3, 3, run 8: 2 4 1
changes 5 of 48: 0 3 of 3, 3, run 8: 2 4 1
changes 3 of 4096: 0 3 of 3, 3, run 8: 2 4 1
changes 3 of 4097: E2BIG
changes 3 of 40 over the page: EFAULT
name 0: 0 takes {length} ''
name 1: 0 takes {length} ''
name 5: 0 takes {length} '{name:.4}'
name 64: 0 takes {length} '{name}'
name 5 over the page: EFAULT
rules 0 of 24: EINVAL
rules 1 of 23: EINVAL
rules 1 of 24: 0
rules 16 of 24: 0
rules 17 of 24: EINVAL
rules 2 of 32: 0
rules 2 of 32 and set: E2BIG
rules 1 of 4096: 0
rules 1 of 4097: E2BIG
rules 2 of 24 over the page: EFAULT
list 0 of 0: 0 0 of 2, console 3
list 1 of 23: EINVAL
list 1 of 24: 0 1 of 2, console 3
list 2 of 24: 0 2 of 2, console 3
list 5 of 24: 0 2 of 2, console 3
list 5 of 32: 0 2 of 2, console 3
list 3 of 4096: 0 2 of 2, console 3
list 1 of 4097: E2BIG
list 2 of 24 over the page: EFAULT
reserved console: EINVAL
reserved send: EINVAL
reserved fault: EINVAL
reserved faults: EINVAL
console 64 fault: EINVAL
"""


def install(vm, name, flags):
    try:
        vm.install(build.program(HERE / f"{name}.c", *flags), name)
    except BuildError as error:
        pytest.fail(f"{name}.c {flags}: is Debian's gcc-multilib installed?\n{error}",
                    pytrace=False)


def expected():
    """{request: {case: result}}"""
    common = LONGER | REFUSED
    return ({name: common | SET for name in BOTH + ORDERS}
            | {name: common | UNSET for name in ANSWERS})


def by_request(lines):
    told = {}
    for line in lines:
        what, result = line.split(": ", 1)
        request, case = what.split(" ", 1)
        told.setdefault(request, {})[case] = result
    return told


def check_sizes(vm):
    """On a console whose mode was set three times, by one process each."""
    vm.sh("for mode in mediumraw off xlate; do vtkbdctl set 3 $mode --force; done")
    told = vm.sh("sizes /dev/vtkbd0")
    unknown = "numbers that are not ENOTTY: 0\n"
    assert unknown in told
    sizes, inner = told.split(unknown)
    assert by_request(sizes.splitlines()) == expected()
    name = first_device(vm)
    assert inner == INNER.format(name=name, length=len(name) + 1)


def first_device(vm):
    return vm.sh("devices /dev/vtkbd0").split("|")[1]


@pytest.mark.parametrize("flags", [(), ("-m32",)], ids=["64-bit", "32-bit"])
def test_structures_of_other_sizes(stock_vm, flags):
    Desk(stock_vm)
    stock_vm.compile(HERE / "devices.c")
    install(stock_vm, "sizes", flags)
    check_sizes(stock_vm)


def test_structures_of_other_sizes_under_kasan(debug_vm):
    Desk(debug_vm)
    debug_vm.compile(HERE / "devices.c")
    install(debug_vm, "sizes", ())
    check_sizes(debug_vm)
    debug_vm.check_log()


OLD = """\
seat: ENOTTY
console: ENOTTY
history: ENOTTY
device: ENOTTY
attach with a reserved member: E2BIG
attach: 0
output: 0
console 3 size 16384 written 3 unread 3 lost 0
send: 0
"""


@pytest.mark.parametrize("flags", [(), ("-m32",)], ids=["64-bit", "32-bit"])
def test_a_program_from_before_sizes_works_or_is_refused(stock_vm, flags):
    """What it is told is right, and what it asks for in vain is ENOTTY: never rubbish."""
    Desk(stock_vm)
    install(stock_vm, "oldsizes", flags)
    reader = stock_vm.spawn("exec <>/dev/vtkbd3; stty raw -echo; echo ready >&2; exec head -c 1")
    reader.wait_for(rb"ready\n", stream="err")
    stock_vm.sh("printf out >/dev/vtkbd3")
    assert stock_vm.sh("oldsizes /dev/vtkbd0") == OLD
    reader.wait_for(rb"a")
