# SPDX-License-Identifier: GPL-2.0
"""In the source of Debian's kernel here, and of the newest that Debian serves: the suites by
kunit.py, as a program (UML) and in QEMU, and the module built for the kernel and as a module.
"""
import pytest

from intree import trees
from kunit import ktap
from vm import build, host

KERNELS = ("stock", "newest")


def passed(said):
    return {name: suite.passed for name, suite in ktap.parse(said).items()}


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("arch", ["um", "x86_64"])
def test_kunit_runs_all_suites(kernel, arch):
    with trees.tree(kernel) as (tree, builds):
        suites = ktap.parse(trees.kunit(tree, builds / arch, arch))
    for name in ktap.SUITES:
        ktap.check(suites, name)
    program = host.output(str(build.kunit_program())).splitlines()
    assert {name: suite.passed for name, suite in suites.items()} == passed(program)


SAID = """\
make: Entering directory '/linux'
make[1]: Nothing to be done for 'all'.
  CC [M]  drivers/tty/vtkbd/core/key.o
  AR      drivers/tty/vtkbd/built-in.a
  LD [M]  drivers/tty/vtkbd/vtkbd.o
"""


@pytest.mark.parametrize("line", [
    "drivers/tty/vtkbd/main.c:3:5: warning: no previous prototype for 'x' [-Wmissing-prototypes]",
    "cc1: warning: /linux/no: No such file or directory [-Wmissing-include-dirs]",
    "ld: drivers/tty/vtkbd/main.o: in function `x':",
    "make[4]: *** [scripts/Makefile.build:250: drivers/tty/vtkbd/main.o] Error 1"])
def test_what_make_does_is_no_complaint_and_a_warning_is_one(line):
    assert trees.complaints(SAID) == []
    assert trees.complaints(f"{SAID}{line}\n") == [line]


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("config", trees.CONFIGS)
def test_it_is_built_without_a_warning(kernel, config):
    with trees.tree(kernel) as (tree, builds):
        folder = builds / config
        trees.configure(tree, folder, config)
        said = trees.build(tree, folder, "W=1", "drivers/tty/vtkbd/")
        built = {path.name for path in (folder / "drivers/tty/vtkbd").rglob("*.o")}
    assert said == []
    assert {"main.o", "key.o", "trace.o"} <= built
    assert ("vtkbd_kunit.o" in built) == (config == "module")
