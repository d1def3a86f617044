# SPDX-License-Identifier: GPL-2.0
"""Files for systems that are not Debian: read by the lints that Debian has, and no more."""
import os
import re
import subprocess

import pytest

from vm.build import TREE

PACKAGING = TREE / "tools/packaging"
SPEC = PACKAGING / "rpm/vtkbd.spec"
PKGBUILD = PACKAGING / "arch/PKGBUILD"
NEED = TREE / "tools/setup/need"
SCRIPTS = [TREE / "tools/setup/install", NEED, TREE / "tools/setup/deb", TREE / "debian/tests/smoke",
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


@pytest.fixture(name="without")
def fixture_without(tmp_path):
    """without(program): an environment whose PATH has all programs but that."""
    def make(*programs):
        for folder in ("/usr/bin", "/bin"):
            for path in os.scandir(folder):
                if path.name not in programs and not (tmp_path / path.name).is_symlink():
                    (tmp_path / path.name).symlink_to(path)
        return os.environ | {"PATH": str(tmp_path)}
    return make


def test_where_there_is_no_dpkg_it_is_built_all_the_same(without):
    """`make modules tools && sudo make install`, as README says for other systems."""
    env = without("dpkg", "dpkg-query", "apt-get")
    done = subprocess.run([NEED, "tool"], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert re.fullmatch(r"need: no dpkg here: what matches these is taken to be there:.* gcc .*\n",
                        done.stderr)


def test_a_git_that_is_missing_is_named(without, tmp_path):
    done = subprocess.run([TREE / "tools/setup/deb", tmp_path / "out"], env=without("git"),
                          capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "deb: git: not in PATH: install it\n")
