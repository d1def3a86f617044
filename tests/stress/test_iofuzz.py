# SPDX-License-Identifier: GPL-2.0
"""Random requests from many threads on a machine under fire: iofuzz, see its folder."""
import re
import subprocess

import pytest

import ioctl_names
import iofuzz_vm
from vm import build, cache, sources
from vm import kernel as kernels
from vm.machine import Machine

STEPS = 15000
LONG_IOCTLS = 10_000_000
STEPS_PER_IOCTL = 1.26      # the others are writes, keys, signals
PROCS = 4
# What few steps may not reach: waiting for an event that comes, and what one kernel has.
RARE = {"VT_WAITACTIVE", "VT_WAITEVENT", "VT_GETCONSIZECSRPOS", "VT_LOCKSWITCH", "TIOCEXCL"}


def listed(seed, procs=2):
    return subprocess.run([iofuzz_vm.program(), "--list", "--seed", str(seed), "--steps", "3000",
                           "--procs", str(procs)], capture_output=True, text=True,
                          check=True).stdout


def test_the_steps_are_those_of_the_seed():
    """The same each time, of each thread its own, and none of them depends on how many there
    are."""
    steps = listed(7)
    assert steps == listed(7) != listed(8)
    of = {n: [line.partition(" ")[2] for line in steps.splitlines() if line.startswith(f"{n} ")]
          for n in range(4)}
    assert len({tuple(thread) for thread in of.values()}) == 4
    alone = [line.partition(" ")[2] for line in listed(7, 1).splitlines() if line[0] == "0"]
    assert alone[:len(of[0])] == of[0]


def test_no_ioctl_of_the_module_is_left_out():
    rows = (iofuzz_vm.FOLDER / "rows.c").read_text()
    names = set(re.findall(r"^\t(?:[A-Z]+\(|\{ \")([A-Z]\w+)", rows, re.M))
    wanted = ioctl_names.every() - ioctl_names.subcodes() | {"TIOCLINUX"}
    assert sorted(wanted - names) == []


def test_the_module_survives_all_of_it(fire, long):
    """Nothing in the log, all consoles answer, the module can be unloaded, nothing is leaked."""
    module = build.modules(fire.kernel)["vtkbd"]
    steps = int(LONG_IOCTLS * STEPS_PER_IOCTL) if long else STEPS
    done = iofuzz_vm.run(fire, module, 1, steps, PROCS, seconds=6600 if long else 500)
    print(done)
    assert done["ioctls"] > (LONG_IOCTLS if long else STEPS // 2)
    assert done["succeeded"] > done["ioctls"] // 3
    assert set(done["never"]) <= RARE
    fire.sh("! grep -q ^vtkbd /proc/modules")
    if fire.run("test -e /sys/kernel/debug/kmemleak").status == 0:
        fire.check_leaks()


# Each is seen within seconds.
BROKEN = {
    "an index is not checked": (
        "seat.h", "(--num >= VTKBD_NR_CONSOLES)\n\t\treturn NULL;\n"
        "\treturn seat->con[array_index_nospec(num, VTKBD_NR_CONSOLES)];",
        "(!num--)\n\t\treturn NULL;\n\treturn seat->con[num & 0xff];", "UBSAN|KASAN"),
    "a ring is freed and used": (
        "output.c", "\tWRITE_ONCE(out->ring, NULL);\n\tout->begin", "\tout->begin",
        "KASAN|free_large_kmalloc"),
    "a reader is freed while it is attached": (
        "ioctl/attach.c", "\tfd_install(fd, file);\n", "\tfd_install(fd, file);\n\tif (flags)\n"
        "\t\tkfree(r);\n", "KASAN"),
    "who waits stays in the list": (
        "waiters.c", "(w.done));\n\tvtkbd_waiter_remove",
        "(w.done));\n\tif (w.done)\n\t\tvtkbd_waiter_remove", "KASAN"),
    "an owner is given back twice": (
        "ioctl/vt.c", "\tcon->owner.pid = NULL;\n\tvtkbd_output_end", "\tvtkbd_output_end", "KASAN"),
    "faults are freed while an ioctl waits": (
        "fault.c", "\t\trefcount_inc(&faults->refs);", "", "KASAN|refcount_t"),
    "more is written than there is": (
        "ioctl/ioctl.h", "put_user(value, (u8 __user *)", "put_user((u32)value, (u32 __user *)",
        "failed: thread .* KDG"),
}


def built_with(kernel, file, old, new):
    """vtkbd.ko of a copy of the tree with one thing in it changed."""
    copy = cache.root() / "iofuzz-broken"
    copy.mkdir(parents=True, exist_ok=True)
    with cache.lock(copy):
        sources.copy(sources.TREE, build.SOURCES, copy)
        path = copy / "drivers/tty/vtkbd" / file
        text = path.read_text()
        assert text.count(old) == 1
        path.write_text(text.replace(old, new))
        try:
            return build.modules(kernel, tree=copy)["vtkbd"]
        finally:
            path.write_text(text)


@pytest.mark.parametrize("what", BROKEN)
def test_it_sees_that(what):
    """And says how to repeat it, and what each thread did last."""
    file, old, new, told = BROKEN[what]
    # The kernel itself, as a name may be replaced by one that counts lines, without KASAN.
    with Machine(kernels.get("debug"), cpus=2, deadline=400) as vm:
        module = built_with(vm.kernel, file, old, new)
        with pytest.raises(iofuzz_vm.Found) as found:
            iofuzz_vm.run(vm, module, 1, STEPS, PROCS, 300)
    said = str(found.value)
    assert re.search(told, said), said
    assert f"iofuzz {iofuzz_vm.arguments(1, STEPS, PROCS)}" in said
    threads = re.findall(r"^thread (\d+), life \d+, seed \d+: (\d+) steps\n((?:  \d+ \w+ .*\n)*)",
                         said, re.M)
    assert "0" in {number for number, _, _ in threads}
    assert any(int(steps) for _, steps, _ in threads)
    assert all(bool(int(steps)) == bool(last) for _, steps, last in threads)
