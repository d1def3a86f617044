# SPDX-License-Identifier: GPL-2.0
"""Backtraces through a kernel of which gdb has no debug information.

An x86-64 kernel carries tables of its own for its own backtraces: ORC, see
Documentation/x86/orc-unwinder.rst in the kernel. They are in memory, so the guest or the
dump has them. They say where the stack pointer, the frame pointer and the return
address are; the other registers are not known further up, and gdb says so. Functions
that have debug information are left to gdb, which gets more out of it.
"""
import bisect
import struct

import gdb
import gdb.unwinder

from . import module

MASK = (1 << 64) - 1
USER = 3            # the privilege in CS
WORD = 8
# What the stack pointer or frame pointer is found from, struct orc_entry's sp_reg and bp_reg, by
# number; 7.2 has other numbers than 6.12. At a function's first instruction it is the stack pointer.
SP, BP, PREV_SP, SP_INDIRECT, BP_INDIRECT = "rsp", "rbp", "caller's rsp", "(rsp)", "(rbp)"
OLD_BASES = {1: PREV_SP, 2: "rdx", 3: "rdi", 4: BP, 5: SP, 6: "r10", 7: "r13",
             8: BP_INDIRECT, 9: SP_INDIRECT}
NEW_BASES = {1: "rax", 2: "rdx", 3: SP, 4: BP, 5: "rdi", 6: "r10", 7: "r13",
             8: PREV_SP, 9: SP_INDIRECT, 10: BP_INDIRECT}
A_FUNCTION = "panic"
# Kinds of frame, before Linux 6.4 (where an entry has a bit `end`) and after.
OLD_KINDS = {0: "call", 1: "regs", 2: "iret"}
NEW_KINDS = {1: "end", 2: "call", 3: "regs", 4: "iret"}
# struct pt_regs on the stack of an interrupt
PT_REGS = ("r15 r14 r13 r12 rbp rbx r11 r10 r9 r8 rax rcx rdx rsi rdi orig_rax "
           "rip cs eflags rsp ss").split()
IRET = PT_REGS[PT_REGS.index("rip"):]
NOT_GDBS = ("orig_rax", "cs", "eflags", "ss")


def _read(address, form):
    size = struct.calcsize(form)
    data = gdb.selected_inferior().read_memory(address & MASK, size)
    return struct.unpack(form, data.tobytes())


def _word(address):
    return _read(address, "<Q")[0]


class _Table:
    """One table: the kernel's, or a module's."""

    def __init__(self, places, count, entries):
        self._places, self._count, self._entries = places, count, entries

    def __len__(self):
        return self._count

    def __getitem__(self, index):
        """The address from which on an entry holds; stored relative to its own place."""
        at = self._places + 4 * index
        return at + _read(at, "<i")[0]

    def entry(self, address):
        """struct orc_entry for an address; None if it is not this table's."""
        if not self._count or not self[0] <= address <= self[self._count - 1]:
            return None
        kind = gdb.lookup_type("struct orc_entry")
        index = bisect.bisect_right(self, address) - 1
        return gdb.Value(self._entries + kind.sizeof * index).cast(kind.pointer()).dereference()


def _tables():
    start, stop, entries = (module.address_of(name) for name in (
        "__start_orc_unwind_ip", "__stop_orc_unwind_ip", "__start_orc_unwind"))
    if None in (start, stop, entries):
        return
    yield _Table(start, (stop - start) // 4, entries)
    for it in module.modules():
        arch = it["arch"]
        yield _Table(int(arch["orc_unwind_ip"]), int(arch["num_orcs"]), int(arch["orc_unwind"]))


def _end(stack):
    """What gdb shows as 0x0 and goes no further."""
    return {"rip": 0, "rsp": stack, "rbp": 0}


def find(address):
    found = (table.entry(address) for table in _tables())
    return next((entry for entry in found if entry is not None), None)


def _bases():
    """The numbers of this kernel's registers."""
    start = find(module.address_of(A_FUNCTION) or 0)
    return NEW_BASES if start and NEW_BASES.get(int(start["sp_reg"])) == SP else OLD_BASES


def _kind(entry):
    fields = [field.name for field in entry.type.fields()]
    if "end" in fields:
        return "end" if entry["end"] else OLD_KINDS.get(int(entry["type"]))
    return NEW_KINDS.get(int(entry["type"]))


def _described(address):
    """Whether gdb has debug information of the function here."""
    block = gdb.block_for_pc(address)
    while block and not block.function:
        block = block.superblock
    return block is not None


def _function_start(address):
    """Where the function begins: a frame is the same for as long as it is in it."""
    said = gdb.execute(f"info symbol {address:#x}", to_string=True).split()
    plus = said[1:3]
    return address - int(plus[1]) if plus[:1] == ["+"] else address


class _Frame:
    """Registers of a frame, those that are known."""

    def __init__(self, pending):
        self._pending = pending

    def register(self, name):
        return int(self._pending.read_register(name)) & MASK

    def stack(self, entry, kind):
        """Where the caller's stack pointer was, or the saved registers are."""
        base, offset = _bases().get(int(entry["sp_reg"])), int(entry["sp_offset"])
        if kind == "end":
            return self.register("rsp")
        if base in (None, PREV_SP):
            return None
        if base == SP_INDIRECT:
            return _word(self.register(SP)) + offset
        if base == BP_INDIRECT:
            return _word(self.register(BP) + offset)
        return self.register(base) + (offset if base in (BP, SP) else 0)

    def frame_pointer(self, entry, stack):
        base, offset = _bases().get(int(entry["bp_reg"])), int(entry["bp_offset"])
        if base == PREV_SP:
            return _word(stack + offset)
        if base == BP:
            return _word(self.register(BP) + offset)
        return self.register(BP)

    def caller(self, entry, kind, stack):
        """Registers of the frame above."""
        if kind == "end":
            return _end(stack)
        if kind == "call":
            return {"rip": _word(stack - WORD), "rsp": stack,
                    "rbp": self.frame_pointer(entry, stack)}
        names = PT_REGS if kind == "regs" else IRET
        saved = dict(zip(names, _read(stack, f"<{len(names)}Q")))
        if saved["cs"] & USER:
            return _end(stack)
        if kind == "iret":
            saved["rbp"] = self.frame_pointer(entry, stack)
        return {name: value for name, value in saved.items() if name not in NOT_GDBS}


class Orc(gdb.unwinder.Unwinder):
    def __init__(self):
        super().__init__("vtkbd-orc")
        self._interrupted = set()

    def _entry(self, pending, address):
        """A call is looked up where it is, not where it returns to: that may be the next
        function. An interrupted frame, or the innermost, is at its very instruction."""
        exact = pending.level() == 0 or address in self._interrupted
        return find(address if exact else address - 1)

    def _unwind(self, pending):
        frame = _Frame(pending)
        address = frame.register("rip")
        if _described(address):
            return None
        entry = self._entry(pending, address)
        kind = entry and _kind(entry)
        stack = kind and frame.stack(entry, kind)
        if not stack:
            return None
        info = pending.create_unwind_info(_FrameId(stack, _function_start(address)))
        saved = frame.caller(entry, kind, stack)
        if kind != "call":
            self._interrupted.add(saved["rip"])
        for name, value in saved.items():
            info.add_saved_register(name, gdb.Value(value))
        return info

    def __call__(self, pending):
        try:
            return self._unwind(pending)
        except gdb.error:
            return None     # memory that is not there, or no types yet: gdb's own guess


class _FrameId:
    def __init__(self, sp, pc):
        self.sp, self.pc = gdb.Value(sp), gdb.Value(pc)


def register():
    gdb.unwinder.register_unwinder(None, Orc(), replace=True)
