# SPDX-License-Identifier: GPL-2.0
"""The packages in fresh systems of Debian's suites, from their installation to their purge."""
import contextlib
import shutil

import pytest

import deb_packages
from fresh_system import Fresh

pytestmark = pytest.mark.parametrize("suite", ["bookworm", "trixie", "sid"])
# Of a kernel with less in it, built by the same compiler; every suite has it.
SECOND = ("linux-image-cloud-amd64", "linux-headers-cloud-amd64")
# Where older and newer DKMS look.
CONFIGS = (".config", "include/config/auto.conf")
# That its testbed is a whole VM, which ends with the test, it cannot know by itself.
AUTOPKGTEST = ("autopkgtest --no-built-binaries --ignore-restrictions=isolation-machine "
               "--summary=/tmp/summary /share/*.dsc -- null 2>&1")


def module(debian, release):
    """What modprobe would insert for a kernel."""
    return debian.do("modinfo", "-k", release, "-F", "vermagic", "vtkbd").split()[0]


def check_install(debian):
    debian.install(*map(deb_packages.package, deb_packages.NAMES))
    assert debian.dkms() == {debian.release: "installed"}
    assert module(debian, debian.release) == debian.release
    assert "warning:" not in debian.dkms_log()
    # What the end of this test must not find.
    assert {"usr/bin/vtkbdctl", "var/lib/dpkg/status", "var/lib/dkms/vtkbd",
            f"lib/modules/{debian.release}/modules.dep"} <= debian.named("vtkbd")
    assert debian.do("vtkbdctl", "--version") == f"vtkbdctl {deb_packages.VERSION}\n"


def check_running(debian):
    """By autopkgtest, in a machine that has the packages, but no network to get any from."""
    debian.install("autopkgtest")
    with contextlib.closing(debian.boot()) as vm:
        for path in deb_packages.source():
            shutil.copy(path, vm.share)
        print(vm.sh(AUTOPKGTEST, timeout=300))
        # Its status says that all tests passed, this says which.
        assert vm.sh("cat /tmp/summary").split() == ["smoke", "PASS"]
        assert vm.sh("uname -r") == f"{debian.release}\n"
        vm.check_log()


def check_second_kernel(debian):
    """A kernel that is installed later gets the module as well, and the first keeps its own."""
    debian.install(*SECOND)
    second, = set(debian.releases()) - {debian.release}
    assert debian.dkms() == {debian.release: "installed", second: "installed"}
    assert module(debian, second) == second and module(debian, debian.release) == debian.release
    return second


def check_exclusion(debian, release):
    """DKMS leaves a kernel alone that has no input devices."""
    headers = debian.do("readlink", "-f", f"/lib/modules/{release}/build").strip()
    debian.do("dkms", "remove", f"vtkbd/{deb_packages.VERSION}", "-k", release)
    debian.do("sed", "-i", "/^CONFIG_INPUT=/d",
              *(f"{headers}/{name}" for name in CONFIGS))
    status, said = debian.run("dkms", "build", f"vtkbd/{deb_packages.VERSION}", "-k", release)
    assert status == 77 and "BUILD_EXCLUSIVE" in said, said
    assert debian.dkms() == {debian.release: "installed"}


def check_removal(debian):
    debian.remove(*deb_packages.NAMES)
    assert debian.dkms() == {}
    assert list(debian.tree.glob("lib/modules/**/vtkbd.ko*")) == []
    debian.purge(*deb_packages.NAMES)
    assert debian.named("vtkbd") == set()


def test_from_installation_to_purge(suite):
    with Fresh(suite) as debian:
        assert debian.named("vtkbd") == set()
        check_install(debian)
        check_running(debian)
        check_exclusion(debian, check_second_kernel(debian))
        check_removal(debian)
