# SPDX-License-Identifier: GPL-2.0
"""Files for systems that are not Debian: read by the lints that Debian has, and no more."""
import re
import subprocess

import pytest

from vm.build import TREE

PACKAGING = TREE / "tools/packaging"
SPEC = PACKAGING / "rpm/vtkbd.spec"
PKGBUILD = PACKAGING / "arch/PKGBUILD"
SCRIPTS = [TREE / "tools/setup/install", TREE / "tools/setup/deb", TREE / "debian/tests/smoke",
           PKGBUILD]


def rpmlint(path):
    return subprocess.run(["rpmlint", "-r", PACKAGING / "rpm/vtkbd.rpmlintrc", path],
                          capture_output=True, text=True, check=False)


def test_rpmlint_says_nothing():
    done = rpmlint(SPEC)
    assert done.returncode == 0, done.stdout
    assert "; 0 errors, 0 warnings, " in done.stdout


def test_rpmlint_sees_a_fault(tmp_path):
    bad = tmp_path / "vtkbd.spec"
    bad.write_text(SPEC.read_text().replace("%prep\n", "%prep\nrm -r $RPM_BUILD_ROOT\n"))
    assert "E: rpm-buildroot-usage" in rpmlint(bad).stdout


def test_rpm_itself_can_read_the_spec():
    done = subprocess.run(["rpmspec", "-P", SPEC], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda p: p.name)
def test_a_script_is_clean(path):
    shell = path.read_text().partition("\n")[0].rpartition("/")[2] if path != PKGBUILD else "bash"
    assert subprocess.run([shell, "-n", path], check=False).returncode == 0
    done = subprocess.run(["shellcheck", path], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("path", [SPEC, PKGBUILD], ids=lambda p: p.name)
def test_it_says_that_it_is_untested(path):
    assert re.search(r"^# UNTESTED: ", path.read_text(), re.M)


def test_files_that_the_pkgbuild_names_exist():
    named = re.findall(r"(?<=[ ])(?:tools|Documentation)/[\w./-]+", PKGBUILD.read_text())
    assert len(named) >= 4 and [name for name in named if not (TREE / name).exists()] == []
