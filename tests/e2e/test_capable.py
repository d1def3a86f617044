# SPDX-License-Identifier: GPL-2.0
"""Which capabilities the kernel checks: each check may write a line to the audit log, so a
call checks only those that it needs. The real console is the judge."""
import re
from pathlib import Path

import pytest

TRACING = "/sys/kernel/tracing"
PROBE = "p:asked cap_capable cap=%dx:s32 opts=%cx:u32"
K_SAK, K_UP, K_NOSUCHMAP = 0x20f, 0x603, 0x27f     # as in <linux/keyboard.h>

# Map, key, keysym, in this order: each sees the changes of those before it.
ENTRIES = [(0, 200, K_UP), (0, 200, K_UP), (77, 200, K_UP), (0, 200, K_SAK), (0, 200, K_SAK),
           (0, 200, K_UP), (78, 200, K_SAK), (77, 0, K_NOSUCHMAP), (78, 0, K_NOSUCHMAP)]


@pytest.fixture(name="vm")
def fixture_vm(stock_vm):
    stock_vm.insmod("vtkbd")
    stock_vm.compile(Path(__file__).with_name("setentry.c"))
    stock_vm.sh(f"mountpoint -q {TRACING} || mount -t tracefs tracefs {TRACING}; cd {TRACING}; "
                f"echo '{PROBE}' > kprobe_events && echo 'opts == 0' > events/kprobes/asked/filter"
                " && echo 1 > events/kprobes/asked/enable")
    return stock_vm


def asked(vm, node, entry):
    """(result, checked capabilities): the audited checks between open and end."""
    words = " ".join(map(str, entry))
    result = vm.sh(f"echo > {TRACING}/trace; setentry {node} {words}").strip()
    told = vm.sh(f"cat {TRACING}/trace")
    return result, [int(n) for n in re.findall(r"setentry-\d+ .* asked: .*cap=(\d+) ", told)]


def test_an_entry_of_the_keymap_asks_for_no_more_than_it_takes(vm):
    real = [asked(vm, "/dev/tty3", entry) for entry in ENTRIES]
    ours = [asked(vm, "/dev/vtkbd3", entry) for entry in ENTRIES]
    assert ours == real
    assert [result for result, _ in real] == ["0"] * len(ENTRIES)
    assert all(capabilities for _, capabilities in real)
