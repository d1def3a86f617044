# SPDX-License-Identifier: GPL-2.0
"""Documentation/debugging.rst with libvirt: its lines for virsh, and gdb at the other end.

pytest does not find this test by itself: `make inject`, which has libvirt, names it.
"""
import functools
import shutil
import socket
from concurrent.futures import ThreadPoolExecutor

import pytest

from e2e.debugger import Gdb
from e2e.desk import poll
from e2e.test_gdb import INIT, WAY, functions, in_order
from vm import build
from vm.machine import Machine

from .domain import NAME, Domain

DEADLINE = 600
BOOT = 240      # seconds, where the CPU is emulated


@pytest.fixture(name="port")
def fixture_port():
    """An unused port."""
    with socket.socket() as any_port:
        any_port.bind(("127.0.0.1", 0))
        return any_port.getsockname()[1]


def attach(gdb, domain, port):
    domain.daemon.virsh(f"qemu-monitor-command --hmp {NAME} gdbserver tcp::{port}")
    return gdb.do(f"target remote :{port}")


def test_who_reboots_this_machine(port):
    with Machine("stock", deadline=DEADLINE, start=Domain) as vm, Gdb(vm) as gdb:
        vm.insmod("vtkbd", "grab=1")
        gdb.kernel_symbols()
        attach(gdb, vm.qemu, port)
        gdb.module_symbols()
        gdb.do("break vtkbd_do_cad")
        gdb.start("continue")
        poll("the domain to run", lambda: not vm.qemu.ended())
        vm.qemu.daemon.virsh(f"send-key {NAME} KEY_LEFTCTRL KEY_LEFTALT KEY_DELETE")
        assert "vtkbd_do_cad (con=0x" in gdb.finish()
        frames = functions(gdb.do("bt"))
        assert not in_order(WAY, frames), frames
        gdb.do("delete")
        gdb.do("detach")
        assert vm.wait_signal().code == 128


def to_the_kernel(gdb, port, domain):
    """From the first instruction on; returns gdb's output at the kernel's start."""
    attach(gdb, domain, port)
    gdb.do("hbreak start_kernel")
    reached = gdb.do("continue")
    gdb.do(f"vtkbd-symbols {build.modules_once(gdb.kernel)['vtkbd']}")
    gdb.do("break vtkbd_seat_create")
    gdb.start("continue")
    assert "start_kernel ()" in reached


def test_from_the_first_instruction_on(stock_vm, port):
    with Gdb(stock_vm) as gdb, ThreadPoolExecutor(1) as pool:
        gdb.kernel_symbols()
        start = functools.partial(Domain, before=functools.partial(to_the_kernel, gdb, port))
        with Machine("stock", deadline=DEADLINE, start=start) as vm:
            shutil.copy(build.modules_once(vm.kernel)["vtkbd"], vm.share)
            loading = pool.submit(vm.run, "insmod /share/vtkbd.ko cad=ignore", BOOT)
            assert "vtkbd_seat_create (params=" in gdb.finish(BOOT)
            frames = functions(gdb.do("bt"))
            assert frames[0] == "vtkbd_seat_create" and not in_order(INIT, frames), frames
            gdb.do("delete")
            gdb.do("detach")
            assert loading.result().status == 0
