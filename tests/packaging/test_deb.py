# SPDX-License-Identifier: GPL-2.0
"""Debian's packages: what is in them, and what lintian says of them."""
import re
import shutil
import subprocess

import pytest

import deb_packages
import forms
from deb_packages import VERSION, contents
from vm import host
from vm.build import TREE

MODULE = "drivers/tty/vtkbd"
SOURCES = f"usr/src/vtkbd-{VERSION}"
# The packages follow the policy of the oldest suite they are for; a newer lintian knows a newer.
LINTIAN = ("lintian", "--allow-root", "-EvIL", "+pedantic",
           "--suppress-tags", "out-of-date-standards-version")


def tracked(*folders):
    return set(host.output("git", "-C", str(TREE), "ls-files", "--", *folders).splitlines())


def beside_documents(name):
    """What a package has beside its own folder of documents."""
    return {path for path in contents(name) if not path.startswith(f"usr/share/doc/{name}/")}


# -- contents ------------------------------------------------------------------------


def test_the_dkms_package_has_the_modules_sources_and_nothing_built():
    sources = {f"{SOURCES}/{path}" for path in tracked("Kbuild", "drivers", "include")}
    assert len(sources) > 60
    assert beside_documents("vtkbd-dkms") == sources | {
        f"{SOURCES}/dkms.conf", "usr/lib/udev/rules.d/60-vtkbd.rules",
        "usr/share/man/man4/vtkbd.4.gz"}


def test_the_tools_package_is_what_install_puts_in_without_the_module():
    assert beside_documents("vtkbd-tools") == {
        "usr/bin/vtkbdctl", "usr/include/linux/vtkbd.h",
        "usr/share/bash-completion/completions/vtkbdctl", "usr/share/man/man1/vtkbdctl.1.gz",
        *(f"usr/share/vtkbdctl/json/{name}.json" for name in forms.FORMS)}


def test_the_doc_package_has_every_page():
    html = "usr/share/doc/vtkbd-doc/html"
    pages = {f"{html}/{path.stem}.html" for path in (TREE / "Documentation").glob("*.rst")}
    assert len(pages) >= 6 and pages - contents("vtkbd-doc").keys() == set()


def test_nothing_is_loaded_at_boot_but_an_example_says_how():
    examples = "usr/share/doc/vtkbd-dkms/examples"
    assert {path.removeprefix(f"{examples}/") for path in contents("vtkbd-dkms")
            if path.startswith(examples)} == {"initramfs-tools/hooks/vtkbd",
                                              "modules-load.d/vtkbd.conf"}


def test_the_modules_files_in_sysfs_are_described_beside_it():
    described = "usr/share/doc/vtkbd-dkms/sysfs-class-tty-vtkbd"
    assert {described, f"{described}.gz"} & contents("vtkbd-dkms").keys()


def test_what_was_built_in_the_tree_is_not_in_the_source_package():
    archive, = deb_packages.folder().glob("*.tar.xz")
    names = {name.partition("/")[2] for name in
             host.output("tar", "-tf", str(archive)).splitlines() if name[-1] != "/"}
    wanted = {str(path.relative_to(TREE)) for path in deb_packages.files()}
    # dpkg-source leaves these out by itself.
    assert names == {name for name in wanted if not name.endswith(".gitignore")}


def test_what_make_modules_built_does_not_reach_dkms(tmp_path):
    """Also where dpkg-buildpackage is run in a tree that was used: it cleans first."""
    for path in deb_packages.files():
        target = tmp_path / path.relative_to(TREE)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    sources = {path for path in tmp_path.rglob("*") if path.is_file()}
    for name in (*(f"{MODULE}/{name}" for name in (
            "main.o", ".main.o.cmd", ".main.o.d", "core/key.o", "vtkbd.ko", "vtkbd.mod",
            "vtkbd.mod.c", "modules.order")), "modules.order", "Module.symvers", ".Module.symvers.cmd"):
        (tmp_path / name).touch()
    host.output("make", "-s", "-C", str(tmp_path), "-f", "debian/rules", "clean")
    assert {path for path in tmp_path.rglob("*") if path.is_file()} == sources


OLDER = ("vtkbd-dkms_0.0.1_all.deb", "vtkbd_0.0.1.dsc", "vtkbd-tools-dbgsym_0.0.1_amd64.deb")
OTHERS = ("vtkbd-other_1_all.deb", "notes.txt")


def test_any_folder_will_do_and_what_is_older_of_ours_goes(tmp_path, monkeypatch):
    """make has no way to write a colon in a rule's path. And what is asked of make install
    in the environment is not asked of the packages."""
    for name, value in (("MODULES_LOAD", "1"), ("INITRAMFS", "1"), ("mandir", "/elsewhere"),
                        ("docdir", "/elsewhere"), ("MAKEFLAGS", " -j4 --jobserver-auth=3,4")):
        monkeypatch.setenv(name, value)
    top = tmp_path / "v:t k"
    for path in deb_packages.files():
        target = top / path.relative_to(TREE)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    host.output("git", "-C", str(top), "init", "-q")
    out = top / "build/deb"
    out.mkdir(parents=True)
    for name in (*OLDER, *OTHERS):
        (out / name).touch()
    host.output(str(top / "tools/setup/deb"), str(out))
    names = {path.name for path in out.iterdir()}
    assert not names & set(OLDER) and set(OTHERS) < names
    assert all(len(list(out.glob(f"{name}_{VERSION}_*.deb"))) == 1 for name in deb_packages.NAMES)
    assert not [path for path in out.iterdir() if path.is_dir()]
    assert "jobserver" not in (out / "build.log").read_text(encoding="utf-8")


# -- one version, one condition --------------------------------------------------------


@pytest.mark.parametrize("path, pattern", [
    ("tools/vtkbdctl/Makefile", r"^VERSION +\?= (.+)$"),
    ("tools/packaging/rpm/vtkbd.spec", r"^Version: +(.+)$"),
    ("tools/packaging/rpm/vtkbd.spec", r"^\* .* - (\S+)-1$"),
    ("tools/packaging/arch/PKGBUILD", r"^pkgver=(.+)$"),
    ("CHANGELOG.md", r"\A# Changes\n\n## ([\d.]+)")])
def test_the_version_is_the_same_everywhere(path, pattern):
    assert re.search(pattern, (TREE / path).read_text(encoding="utf-8"), re.M)[1] == VERSION


def test_dkms_builds_where_kconfig_would():
    config = deb_packages.text("vtkbd-dkms", f"{SOURCES}/dkms.conf")
    assert f'\nPACKAGE_VERSION="{VERSION}"\n' in config
    depends = re.search(r"^\tdepends on (.+)$", (TREE / MODULE / "Kconfig").read_text(), re.M)[1]
    wanted = [f"CONFIG_{word}" for word in depends.split(" && ")]
    assert all(re.fullmatch(r"CONFIG_[A-Z]+", word) for word in wanted)
    assert f'BUILD_EXCLUSIVE_CONFIG="{" ".join(wanted)} !CONFIG_VTKBD"\n' in config


# -- lintian ---------------------------------------------------------------------------


def lint(path):
    """Its tags, one a line; nothing where there is none."""
    done = subprocess.run([*LINTIAN, path], capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).splitlines()


def test_lintian_says_nothing_of_source_and_packages():
    changes, = deb_packages.folder().glob("*.changes")
    assert lint(changes) == []


def test_lintian_sees_a_fault(tmp_path):
    """The same tags are asked for: a package whose manual page is gone, and copyright."""
    host.output("dpkg-deb", "-R", str(deb_packages.package("vtkbd-tools")), str(tmp_path / "x"))
    (tmp_path / "x/usr/share/man/man1/vtkbdctl.1.gz").unlink()
    (tmp_path / "x/usr/share/doc/vtkbd-tools/copyright").unlink()
    host.output("dpkg-deb", "--build", "--root-owner-group", str(tmp_path / "x"),
                str(tmp_path / "x.deb"))
    said = "\n".join(lint(tmp_path / "x.deb"))
    assert "vtkbd-tools: no-manual-page [usr/bin/vtkbdctl]" in said
    assert "vtkbd-tools: no-copyright-file" in said


def test_there_is_no_override():
    assert [path for path in tracked("debian") if "override" in path] == []
