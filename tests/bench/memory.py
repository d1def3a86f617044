# SPDX-License-Identifier: GPL-2.0
"""How much kernel memory the module uses: the module itself, a seat, a console."""
import contextlib
import re

from vm import host
from vm.errors import VmError

PAGE = 4096
KINDS = ("MemFree", "Slab", "VmallocUsed")
STRUCTURES = {"seat": "vtkbd_seat", "keymap": "vtkbd_keymap", "console": "vtkbd_console"}


def _meminfo(vm):
    """KiB by kind, after the caches were emptied."""
    text = vm.sh("echo 3 > /proc/sys/vm/drop_caches; cat /proc/meminfo")
    return {kind: int(re.search(rf"^{kind}:\s+(\d+)", text, re.M)[1]) for kind in KINDS}


def _sizes(module):
    """sizeof() of the structures, from the module's debugging information."""
    text = host.output("readelf", "--debug-dump=info", str(module))
    sizes = {}
    for what, name in STRUCTURES.items():
        found = re.search(rf"DW_AT_name\s*:[^\n]*\b{name}\n[^\n]*DW_AT_byte_size\s*: (\w+)",
                          text)
        if not found:
            raise VmError(f"{module}: no structure {name} in its debugging information")
        sizes[what] = int(found[1], 0)
    return sizes


def _sections(module):
    """Bytes that stay loaded, and bytes that are freed after loading."""
    text = host.output("readelf", "--wide", "--section-headers", str(module))
    rows = re.findall(r"\] (\.\S+)\s+\S+\s+\S+ \S+ ([0-9a-f]+) \S+ +(\w+)", text)
    loaded = {name: int(size, 16) for name, size, flags in rows if "A" in flags}
    init = sum(size for name, size in loaded.items() if name.startswith(".init"))
    return {"core": sum(loaded.values()) - init, "init": init}


def _allocated(vm):
    """Bytes that vtkbd has by vmalloc(): its consoles."""
    pages = re.findall(r" \[vtkbd\] pages=(\d+)", vm.sh("cat /proc/vmallocinfo"))
    if not pages:
        raise VmError("no memory of vtkbd in /proc/vmallocinfo")
    return sum(map(int, pages)) * PAGE


@contextlib.contextmanager
def measured(vm, module):
    """A dict, filled in when the code inside the context has loaded the module."""
    before, found = _meminfo(vm), {}
    yield found
    after = _meminfo(vm)
    found["bytes"] = _sizes(module)
    found["bytes"]["consoles_allocated"] = _allocated(vm)
    found["sections"] = _sections(module)
    found["coresize"] = int(vm.sh("cat /sys/module/vtkbd/coresize"))
    found["loading_kib"] = {kind: after[kind] - before[kind] for kind in KINDS}
