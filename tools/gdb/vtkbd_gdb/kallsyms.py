# SPDX-License-Identifier: GPL-2.0
"""vtkbd-kallsyms: the kernel's own symbols, where there is no vmlinux with any.

A distribution's kernel comes without its symbols, but root can read them. Written down
as an ELF file that has symbols and nothing else, they are what gdb needs for names in
backtraces and for breakpoints. Modules are left out: their own files say more.
"""
import struct
import tempfile
from pathlib import Path

import gdb

from .command import Command

KERNEL_HALF = 1 << 63
SYMBOL = struct.Struct("<IBBHQQ")
SECTION = struct.Struct("<IIQQQQIIQQ")
HEADER = struct.Struct("<16sHHIQQQIHHHHHH")
IDENT = b"\x7fELF\x02\x01\x01"
# (section, first and last symbol, flags): where the kernel's code and data are
ALLOC, WRITE, CODE = 2, 1, 4
RANGES = ((".text", "_text", "_etext", ALLOC | CODE),
          (".data", "_etext", "_sinittext", ALLOC | WRITE),
          (".init.text", "_sinittext", "_einittext", ALLOC | CODE),
          (".bss", "_einittext", "_end", ALLOC | WRITE))
FUNC, OBJECT, GLOBAL = 2, 1, 0x10

_folder = tempfile.TemporaryDirectory(prefix="vtkbd-gdb-")     # goes when gdb does
FOLDER = _folder.name


def parse(text):
    """[(address, is code, name)] of the kernel's own symbols, in order of address."""
    found = []
    for line in text.splitlines():
        words = line.split()
        if len(words) == 3 and int(words[0], 16) >= KERNEL_HALF:
            found.append((int(words[0], 16), words[1] in "tTwW", words[2]))
    return sorted(found)


def _ranges(symbols):
    at = {name: address for address, _, name in symbols}
    missing = {edge for _, *edges, _ in RANGES for edge in edges} - at.keys()
    if missing:
        raise gdb.error(f"not a /proc/kallsyms that root read: no address of "
                        f"{', '.join(sorted(missing))}")
    return [(name, at[first], at[last], flags) for name, first, last, flags in RANGES]


def _sizes(symbols):
    """A symbol reaches to the next address that has one."""
    sizes, above, last = [], None, None
    for address, _, _ in reversed(symbols):
        if address != last:
            above, last = last, address
        sizes.append(above - address if above else 0)
    return reversed(sizes)


def _symbol_table(symbols, ranges):
    """(symtab, strtab); what lies in no section is left out."""
    table, strings, offset = [SYMBOL.pack(0, 0, 0, 0, 0, 0)], [b"\0"], 1
    for (address, code, name), size in zip(symbols, _sizes(symbols)):
        index = next((number for number, (_, start, end, _) in enumerate(ranges, 1)
                      if start <= address < end), None)
        if index is None:
            continue
        table.append(SYMBOL.pack(offset, GLOBAL | (FUNC if code else OBJECT), 0, index,
                                 address, size))
        strings.append(name.encode() + b"\0")
        offset += len(strings[-1])
    return b"".join(table), b"".join(strings)


def elf(symbols):
    """An ELF file of these symbols, as bytes."""
    ranges = _ranges(symbols)
    symtab, strtab = _symbol_table(symbols, ranges)
    names = [name for name, *_ in ranges] + [".symtab", ".strtab", ".shstrtab"]
    shstrtab = b"\0" + b"".join(name.encode() + b"\0" for name in names)
    name_at = {name: shstrtab.index(b"\0" + name.encode() + b"\0") + 1 for name in names}
    offsets = [HEADER.size, HEADER.size + len(symtab), HEADER.size + len(symtab) + len(strtab)]
    link = len(ranges) + 2      # .strtab's number
    rows = [(0,) * 10]
    rows += [(name_at[name], 8, flags, start, HEADER.size, end - start, 0, 0, 16, 0)
             for name, start, end, flags in ranges]
    rows += [(name_at[".symtab"], 2, 0, 0, offsets[0], len(symtab), link, 1, 8, SYMBOL.size),
             (name_at[".strtab"], 3, 0, 0, offsets[1], len(strtab), 0, 0, 1, 0),
             (name_at[".shstrtab"], 3, 0, 0, offsets[2], len(shstrtab), 0, 0, 1, 0)]
    header = HEADER.pack(IDENT, 2, 62, 1, 0, 0, offsets[2] + len(shstrtab), 0, HEADER.size,
                         0, 0, SECTION.size, len(rows), len(rows) - 1)
    return header + symtab + strtab + shstrtab + b"".join(SECTION.pack(*row) for row in rows)


def kallsyms(path):
    """vtkbd-kallsyms FILE

    Symbols of a kernel whose vmlinux is not at hand, from a copy of the guest's
    /proc/kallsyms that root made. In place of the symbols gdb had. With nokaslr a copy
    is good for every boot of that kernel."""
    symbols = parse(Path(path).read_text(encoding="ascii"))
    made = Path(FOLDER) / "kernel"
    made.write_bytes(elf(symbols))
    gdb.execute(f"symbol-file {made}", to_string=True)
    return [f"{len(symbols)} symbols of the kernel"]


def register():
    Command("vtkbd-kallsyms", kallsyms, gdb.COMPLETE_FILENAME)
