# SPDX-License-Identifier: GPL-2.0
"""The VM in which instructions are counted, and what is measured in it.

With counting every run of a VM is the same if nothing comes from outside: one processor, a
clock that counts instructions, no randomness in the kernel's addresses.
"""
import contextlib
import re
from pathlib import Path

from vm import build, kernel
from vm.errors import VmError
from vm.machine import Machine
from vm.qemu import COUNTED

from . import memory

HERE = Path(__file__).parent
SOURCES = ("Kbuild", "kbench.c", "kbench.h")
SAME = ("-cpu", "qemu64", "-seed", "1", "-rtc", "base=2024-01-01,clock=vm")
# Mitigations as on real machines; the harness otherwise turns them off to save time.
CMDLINE = "norandmaps mitigations=auto"
SECONDS = 600
NODES = {"builtin": "/dev/tty1", "vtkbd": "/dev/vtkbd1"}
OTHER = 5       # a console that is opened, and switched to
# The tty core searches the machine's terminals in a line for the one that is opened first, vtkbd's
# after the built-in ones. So these are opened as well: the last of those, and vtkbd's first.
NEIGHBOURS = {"builtin": "/dev/tty63", "vtkbd": "/dev/vtkbd1"}
# What the keyboard is in while keys are counted, how cost makes it so, and how kbench does.
STATES = {
    "LEDs pending": ("leds", ""),
    "one notifier": ("plain", "notifiers=1"),
    "two notifiers": ("plain", "notifiers=2"),
    "screen map": ("map", ""),
    "63 consoles open": ("open", ""),
    "100 keyboards": ("plain", "others=99"),
}


def machine():
    """Booted afresh."""
    return Machine("stock", fresh=True, deadline=SECONDS, extra=SAME, cmdline=CMDLINE,
                   counted=True)


def module_of(tree=None):
    """vtkbd.ko of this tree or of another one."""
    stock = kernel.get("stock")
    return (build.modules(stock, tree=tree) if tree else build.modules_once(stock))["vtkbd"]


def _rows(text):
    """((words), {name: number}) of each line "kind word... name=number..."."""
    for line in text.splitlines():
        words = line.split()
        names = [word for word in words[1:] if "=" not in word]
        numbers = dict(word.split("=") for word in words if "=" in word)
        yield names, {name: int(number) for name, number in numbers.items()}


def _keys(vm, node):
    """{mode: {key: numbers}}; of the one mode "any" where there is no console."""
    found = {}
    for (mode, key), numbers in _rows(vm.sh(f"cost keys {node}", SECONDS)):
        found.setdefault(mode, {})[key] = numbers
    return found


def _calls(vm, side):
    """{call: instructions}: of a node, of another one, and between the two."""
    def of(what):
        return {name: numbers["median"]
                for (name,), numbers in _rows(vm.sh(f"calls {what}", SECONDS))}

    node = NODES[side]
    other = re.sub(r"\d+$", str(OTHER), node)
    found = of(f"ioctls {node}") | of(f"opens {other}")
    found["open-first, neighbours"] = of(f"opens {NEIGHBOURS[side]}")["open-first"]
    return found | of(f"switch {node} {OTHER}")


def _state(vm, node, state):
    """{mode: {key: numbers}}"""
    found = {}
    for (mode, key), numbers in _rows(vm.sh(f"cost state {node} {state}", SECONDS)):
        found.setdefault(mode, {})[key] = numbers
    return found


def _load(vm, what):
    """{mode or what: {name: number}}"""
    return {name: numbers for (name,), numbers in _rows(vm.sh(f"load {what}", SECONDS))}


def _heard_by(vm):
    """The handlers on the bench's keyboard, as the input core names them."""
    text = vm.sh("cat /proc/bus/input/devices")
    (block,) = [b for b in text.split("\n\n") if 'Name="kbench"' in b]
    return re.search(r"Handlers=(.*)", block)[1].split()


class Bench:
    """kbench.ko, inserted again for each configuration: it never sees two of them at once."""

    def __init__(self, vm):
        self.vm = vm
        self.module = build.modules(vm.kernel, tree=HERE, tops=SOURCES)["kbench"]
        vm.compile(HERE / "cost.c")
        vm.compile(HERE / "calls.c")
        vm.compile(HERE / "load.c")
        # Both would receive every key event besides the handler that is measured.
        vm.sh("rmmod evdev && echo 0 > /proc/sys/kernel/sysrq && cost seed")

    def core(self):
        """The input core alone: the keys end at the bench itself."""
        return self.keys("none", ["kbd", "kbench"], "grab=1")["any"]

    def keys(self, node, handlers, params=""):
        with self._inserted(handlers, params):
            return _keys(self.vm, node)

    def states(self, node, handlers):
        """{state: {mode: {key: numbers}}}"""
        found = {}
        for name, (state, params) in STATES.items():
            with self._inserted(handlers, params):
                found[name] = _state(self.vm, node, state)
        return found

    def load(self, node, handlers):
        """{what: {mode: {name: number}}}, or without modes"""
        with self._inserted(handlers):
            packets, typists, loops = (_load(self.vm, f"{what} {node}")
                                       for what in ("packets", "typists", "loops"))
            return {"packets": packets, "typists": typists, "loops": loops,
                    **_load(self.vm, "unplug")}

    def unplugged(self, handlers):
        with self._inserted(handlers):
            return _load(self.vm, "unplug")["unplug"]

    def packets_alone(self):
        """Packets in the input core alone."""
        with self._inserted(["kbd", "kbench"], "grab=1"):
            return _load(self.vm, "packets none")["any"]

    def state(self, node, handlers, state):
        with self._inserted(handlers):
            return _state(self.vm, node, state)

    @contextlib.contextmanager
    def _inserted(self, handlers, params=""):
        self.vm.insmod_file(self.module, params)
        heard_by = _heard_by(self.vm)
        if heard_by != handlers:
            raise VmError(f"the bench's keyboard has the handlers {heard_by}, not {handlers}")
        yield
        self.vm.rmmod("kbench")


def _reads(result, side):
    """{what: (how many, of what)}"""
    kinds = {"": result[side]} | {f", {state}": modes
                                  for state, modes in result["states"][side].items()}
    found = {f"{mode} {key}{kind}": (numbers["reads"], "reads") for kind, modes in kinds.items()
             for mode, row in modes.items() for key, numbers in row.items()}
    return found | {f"{mode}, packets": (packet["bytes"], "bytes")
                    for mode, packet in result["load"][side]["packets"].items()}


def _check_reads(result):
    """A key that only one reader got would make the other keyboard look cheap."""
    ours = _reads(result, "vtkbd")
    for what, (theirs, unit) in _reads(result, "builtin").items():
        if ours[what] != (theirs, unit):
            raise VmError(f"{what}: {theirs} {unit} from {NODES['builtin']}, {ours[what][0]} from "
                          f"{NODES['vtkbd']}")


def _check_core(before, after):
    """The cost that is subtracted from both sides must not change between the measurements."""
    for key, numbers in before.items():
        for event in ("press", "release"):
            if after[key][event] != numbers[event]:
                raise VmError(f"{key} {event}: the input core alone took {numbers[event]} "
                              f"instructions at first and {after[key][event]} at last")


def run(module):
    """Everything, in one VM: no handler, the built-in one alone, vtkbd alone."""
    with machine() as vm:
        bench = Bench(vm)
        result = {"kernel": vm.kernel.release, "qemu": [*COUNTED, *SAME],
                  "cmdline": vm.sh("cat /proc/cmdline").strip()}
        result["none"] = bench.core()
        result["builtin"] = bench.keys(NODES["builtin"], ["kbd"])
        result["states"] = {"builtin": bench.states(NODES["builtin"], ["kbd"])}
        result["ioctls"] = {"builtin": _calls(vm, "builtin")}
        result["load"] = {"none": bench.packets_alone(),
                          "builtin": bench.load(NODES["builtin"], ["kbd"])}
        with memory.measured(vm, module) as result["memory"]:
            vm.insmod_file(module, "grab=1")
        result["vtkbd"] = bench.keys(NODES["vtkbd"], ["kbd", "vtkbd"])
        result["states"]["vtkbd"] = bench.states(NODES["vtkbd"], ["kbd", "vtkbd"])
        result["ioctls"]["vtkbd"] = _calls(vm, "vtkbd")
        result["load"]["vtkbd"] = bench.load(NODES["vtkbd"], ["kbd", "vtkbd"])
        vm.rmmod("vtkbd")
        vm.insmod_file(module)
        result["both"] = bench.state(NODES["builtin"], ["kbd", "vtkbd"], "plain")
        result["load"]["both"] = {"unplug": bench.unplugged(["kbd", "vtkbd"])}
        vm.rmmod("vtkbd")
        _check_core(result["none"], bench.core())
        vm.check_log()
    _check_reads(result)
    return result
