# SPDX-License-Identifier: GPL-2.0
"""Any allocation of any call may fail: the call says ENOMEM and has changed nothing.

Loading is in e2e/test_module.py. Which calls, the tables in failcall/ say.
"""
import re
import subprocess
from pathlib import Path

import ioctl_names
from stress.test_crowd import leave
from vm import build

PROGRAM = Path(__file__).parent / "failcall"


def _walk(vm, *groups, timeout=300):
    """{call: (allocations, ENOMEM)}; the program stops at the first call that is wrong."""
    vm.insmod("vtkbd")
    vm.compile_folder(PROGRAM)
    vm.sh("echo N > /sys/kernel/debug/failslab/ignore-gfp-wait; "
          "echo 0 > /sys/kernel/debug/failslab/verbose")
    # The allocator's own message about vmalloc() has a stack trace, and no "WARNING:".
    vm.allow.append(r"Call Trace:")
    result = vm.run(f"failcall {' '.join(groups)}", timeout=timeout)
    assert result.status == 0 and result.text.endswith("end\n"), result.text + result.errtext
    print(result.text)
    return {call: (int(needed), int(refused)) for call, needed, refused in
            re.findall(r"^(.*): (\d+) allocations, (\d+) ENOMEM", result.text, re.M)}


def _nothing_has_leaked(vm):
    """What a call got before it failed was given back."""
    leave(vm)
    if vm.run("test -e /sys/kernel/debug/kmemleak").status == 0:
        vm.check_leaks()


def test_no_ioctl_of_the_module_is_left_out():
    listed = subprocess.run([build.folder_program(PROGRAM), "list"], capture_output=True,
                            text=True, check=True).stdout.splitlines()
    assert len(ioctl_names.every()) > 60
    assert sorted(ioctl_names.every() - set(listed)) == []


def test_any_open_and_any_ioctl(fire):
    found = _walk(fire, "open", "ioctl")
    assert found["open"][1] > 3
    for call in ("KDSKBENT", "KDGKBSENT", "KDSKBSENT", "KDGKBDIACR", "KDSKBDIACR",
                 "KDGKBDIACRUC", "KDSKBDIACRUC"):
        # More than it refuses: kmemleak's own record of an object, without which it works.
        assert found[call][1] > 0, call
    _nothing_has_leaked(fire)


def test_attach_writes_and_files(fire):
    found = _walk(fire, "attach", "write", "files")
    assert found["VTKBD_ATTACH"][1] > 2 and found["VTKBD_SET_FAULT"][1] > 2
    assert found["/sys/module/vtkbd/parameters/grab"][1] > 1
    _nothing_has_leaked(fire)


def test_a_keyboard_that_comes_when_there_is_no_memory(fire):
    found = _walk(fire, "device")
    needed, refused = found["UI_DEV_CREATE"]
    assert needed > refused > 5
    _nothing_has_leaked(fire)
