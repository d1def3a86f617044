# SPDX-License-Identifier: GPL-2.0
"""vtkbd-symbols: vtkbd.ko's debug information, at the addresses that the guest has it.

Only the file that was loaded will do, unstripped and built for a kernel with debug
information (as Debian's is). From the same file come the kernel's types that are needed
to find the module: a vmlinux with symbols but no types is enough.
"""
from pathlib import Path

import gdb

from .command import Command
from .relocatable import without_addresses

NAME = "vtkbd"
NO_ADDRESS = (".symtab", ".strtab")     # shown in sysfs, gone from memory once loaded
# Never in the guest's memory: put where no address is, lest 0 be one of their symbols.
BUILD_ID, BUILD_ID_AT = ".note.gnu.build-id", 16     # behind the note's head and name
DROPPED = {".modinfo": 1 << 63, "__versions": 1 << 63}

_loaded = None
_waiting = None


def address_of(symbol):
    """The address of a kernel symbol, with or without a type; None if there is none."""
    try:
        return int(gdb.parse_and_eval(f"(unsigned long)&{symbol}"))
    except gdb.error:
        return None


def offset(type_name, member):
    return next(field.bitpos // 8 for field in gdb.lookup_type(type_name).fields()
                if field.name == member)


def modules():
    """struct module of each module in the guest, by the kernel's list."""
    head = address_of("modules")
    if head is None:
        raise gdb.error("no kernel symbol `modules': load vmlinux or use vtkbd-kallsyms first, "
                        "or give a copy of /sys/module/vtkbd/sections")
    module = gdb.lookup_type("struct module")
    link = gdb.Value(head).cast(gdb.lookup_type("struct list_head").pointer())["next"]
    while int(link) != head:
        it = gdb.Value(int(link) - offset("struct module", "list"))
        yield it.cast(module.pointer()).dereference()
        link = link["next"]


def _sections_in_memory(module):
    """{section: address}, from what /sys/module/NAME/sections is made of.

    struct module_sect_attrs is private to kernel/module/sysfs.c; the group that it begins with
    is not. An address is in its attribute (7.2), or behind it (6.12 and before).
    """
    group = gdb.lookup_type("struct attribute_group").pointer()
    word = gdb.lookup_type("unsigned long").pointer()
    attributes = list(_until_null(module["sect_attrs"].cast(group)["bin_attrs"]))
    inside = any(int(attribute["private"]) for attribute in attributes)
    return {attribute["attr"]["name"].string():
            int(attribute["private"] if inside else (attribute + 1).cast(word).dereference())
            for attribute in attributes}


def _until_null(pointers):
    """The pointers of an array that ends with NULL."""
    while int(pointers.dereference()):
        yield pointers.dereference()
        pointers += 1


def _sections_in_folder(folder):
    files = [path for path in Path(folder).iterdir() if path.is_file()]
    return {path.name: int(path.read_text(encoding="ascii"), 0) for path in files}


def _quoted(path):
    return '"%s"' % str(path).replace("\\", "\\\\").replace('"', '\\"')


def _forget():
    """The symbols of an earlier load, which may lie elsewhere by now."""
    global _loaded
    if _loaded:
        gdb.execute(f"remove-symbol-file {_quoted(_loaded)}", to_string=True)
    _loaded = None


def _add(path, where=""):
    global _loaded
    _forget()
    file = without_addresses(path)
    gdb.execute(f"add-symbol-file {_quoted(file)} {where}", to_string=True)
    _loaded = file


def _check_build(path, sections):
    """Another build has the same names at other places: what it shows would look right."""
    build = gdb.lookup_objfile(str(Path(_loaded).resolve())).build_id
    if not build or BUILD_ID not in sections:
        return
    try:
        loaded = gdb.selected_inferior().read_memory(sections[BUILD_ID] + BUILD_ID_AT,
                                                     len(build) // 2).tobytes().hex()
    except gdb.MemoryError:     # a dump without it
        return
    if loaded != build:
        _forget()
        raise gdb.error(f"{path}: not the file that was loaded: its build ID is {build}, "
                        f"the module's {loaded}")


def _place(path, sections):
    if ".text" not in sections:
        raise gdb.error(f"{path}: no address of its .text")
    others = " ".join(f"-s {name} {address:#x}" for name, address in (DROPPED | sections).items()
                      if name != ".text" and name not in NO_ADDRESS)
    _add(path, f"{sections['.text']:#x} {others}")
    _check_build(path, sections)
    return f"{NAME}: .text at {sections['.text']:#x}, {len(sections)} sections"


class _Arrival(gdb.Breakpoint):
    """Nobody sees it: where a module's init is about to be called, its sections placed."""

    def __init__(self, path):
        super().__init__(f"*{address_of('do_init_module'):#x}", internal=True)
        self.silent = True
        self._path = path

    def stop(self):
        module = gdb.parse_and_eval("(struct module *)$rdi").dereference()
        if module["name"].string() == NAME:
            print(_place(self._path, _sections_in_memory(module)))
        return False


def _wait_for(path):
    global _waiting
    if address_of("do_init_module") is None:
        raise gdb.error(f"{NAME} is not loaded, and no kernel symbol `do_init_module' to "
                        f"wait for it")
    _waiting = _Arrival(path)
    return f"{NAME} is not loaded: its symbols will be read when it is"


def _stop_waiting():
    global _waiting
    if _waiting and _waiting.is_valid():
        _waiting.delete()
    _waiting = None


def _find(path):
    """The module's sections, or None if it is not loaded."""
    _add(path)      # anywhere: for its types
    if not gdb.lookup_static_symbol("vtkbd_seat"):
        raise gdb.error(f"{path}: no debug information of {NAME} in it")
    found = [module for module in modules() if module["name"].string() == NAME]
    return _sections_in_memory(found[0]) if found else None


def symbols(path, folder=None):
    """vtkbd-symbols vtkbd.ko [SECTIONS]

    Read the module's symbols. Its place is found in the guest by the kernel's list of
    modules, or taken from SECTIONS, a copy of the guest's /sys/module/vtkbd/sections.
    If it is not loaded yet, they are read when it is, before its init runs."""
    _stop_waiting()
    if not Path(path).is_file():
        raise gdb.error(f"{path}: no such file")
    sections = _sections_in_folder(folder) if folder else _find(path)
    return [_place(path, sections) if sections else _wait_for(path)]


def register():
    Command("vtkbd-symbols", symbols, gdb.COMPLETE_FILENAME)
