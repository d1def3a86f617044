# SPDX-License-Identifier: GPL-2.0
"""`make install` puts in what it says, and `make uninstall` takes out exactly that."""
import shutil
import subprocess

import pytest

import forms
from vm import build, host, kernel
from vm.build import TREE

BUILT = ("Kbuild", "drivers", "include")
SHIPPED = ("Makefile", "README.md", "CHANGELOG.md", "Documentation", "tools")
VARIABLE = "SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"


def left(path):
    """Everything in a folder, with a / at the end of folders' names."""
    return {f"{p.relative_to(path)}{'/' if p.is_dir() else ''}" for p in path.rglob("*")}


class Tree:
    """A copy of the tree with the module and the tool built in it."""

    def __init__(self, top):
        self.top = top
        self.root = top.parent / "root"
        self.kernel = kernel.get("stock")

    def make(self, *args):
        """(status, stderr)"""
        done = subprocess.run(["make", "-s", "-C", self.top, f"KDIR={self.kernel.kdir}",
                               f"DESTDIR={self.root}", *args], capture_output=True, text=True,
                              check=False)
        assert done.stdout == ""
        return done.returncode, done.stderr

    def install(self, *args, says=""):
        assert self.make("install", *args) == (0, says)
        return {name for name in left(self.root) if name[-1] != "/"}

    def release(self):
        return self.kernel.release


@pytest.fixture(scope="module", name="built")
def fixture_built(tmp_path_factory):
    """Built once; installing changes nothing in it."""
    top = tmp_path_factory.mktemp("install") / "tree"
    built = build.modules_once(kernel.get("stock"))["vtkbd"].parents[3]
    shutil.copytree(built, top)
    # Not the other modules that are built there; and older kernels have whole paths in it.
    order, = (line for line in (top / "modules.order").read_text().splitlines()
              if "/vtkbd/vtkbd." in line)
    (top / "modules.order").write_text(order.replace(str(built), str(top)) + "\n")
    for name in SHIPPED:
        source = TREE / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, top / name)
    # Not as it is shipped: nobody runs it.
    host.output("make", "-s", "-C", str(top / "tools/vtkbdctl"), "CFLAGS=-O0")
    return top


@pytest.fixture(name="tree")
def fixture_tree(built):
    tree = Tree(built)
    shutil.rmtree(tree.root, ignore_errors=True)
    tree.root.mkdir()
    return tree


def expected(prefix):
    names = ["bin/vtkbdctl", "include/linux/vtkbd.h", "lib/udev/rules.d/60-vtkbd.rules",
             "share/bash-completion/completions/vtkbdctl", "share/man/man1/vtkbdctl.1",
             "share/man/man4/vtkbd.4", "share/vtkbd/installed",
             *(f"share/vtkbdctl/json/{name}.json" for name in forms.FORMS),
             *(f"share/doc/vtkbd/{name}" for name in
               ("README.md", "CHANGELOG.md", "debugging.rst", "standin.rst",
                "sysfs-class-tty-vtkbd"))]
    return {f"{prefix}/{name}".removeprefix("./") for name in names}


def is_module(name):
    """Debian's kernels have theirs compressed since Debian 13, and kbuild does the same."""
    return "/vtkbd.ko" in name and name.partition("/vtkbd.ko")[2] in ("", ".xz", ".zst", ".gz")


def the_module(files):
    return {name for name in files if name.startswith("lib/modules/")}


def hint(prefix, program, name):
    """What is said of a file that its reader does not find there."""
    path = f"/{prefix}/lib/{name}"
    return "" if prefix in ("usr", "usr/local", ".") else (
        f"install: {path}: {program} does not look there: run: ln -s '{path}' "
        f"/etc/{name.partition('/')[0]}/\n" if program == "systemd" else
        f"install: {path}: udev does not look there: run: ln -s '{path}' /etc/udev/rules.d/\n")


@pytest.mark.parametrize("args, prefix", [((), "usr/local"), (("PREFIX=/usr",), "usr"),
                                          (("PREFIX=/opt/vtkbd",), "opt/vtkbd"),
                                          (("PREFIX=/usr/",), "usr"),
                                          (("PREFIX=/opt/v t",), "opt/v t"),
                                          (("PREFIX=/",), ".")])
def test_files_are_where_they_belong_and_nothing_is_left_of_them(tree, args, prefix):
    files = tree.install(*args, says=hint(prefix, "udev", "udev/rules.d/60-vtkbd.rules"))
    module, = the_module(files)
    assert module.startswith(f"lib/modules/{tree.release()}/")
    assert is_module(module)
    assert files - {module} == expected(prefix)
    assert tree.make("uninstall", *args) == (0, "")
    assert left(tree.root) == set()


@pytest.mark.parametrize("args, more", [
    (("MODULES_LOAD=1",), {"usr/local/lib/modules-load.d/vtkbd.conf"}),
    (("INITRAMFS=1",), {"etc/initramfs-tools/hooks/vtkbd"}),
    (("INITRAMFS=1", "MODULES_LOAD=0", "PREFIX=/usr"),
     {"usr/share/initramfs-tools/hooks/vtkbd"}),
    (("INITRAMFS=1", "PREFIX=/usr/"), {"usr/share/initramfs-tools/hooks/vtkbd"}),
    (("INITRAMFS=no", "MODULES_LOAD=N"), set()), (("INITRAMFS=", "MODULES_LOAD="), set()),
    (("INITRAMFS=false", "MODULES_LOAD=yes"), {"usr/local/lib/modules-load.d/vtkbd.conf"})],
                         ids=["load", "initramfs", "usr", "usr/", "no", "empty", "yes"])
def test_what_loads_the_module_at_boot_is_there_where_asked(tree, args, more):
    files = tree.install(*args)
    prefix = "usr" if args[-1].startswith("PREFIX=/usr") else "usr/local"
    assert files - the_module(files) == expected(prefix) | more
    hooks = [tree.root / name for name in more if "hooks" in name]
    assert all(path.stat().st_mode & 0o111 == 0o111 for path in hooks)
    assert tree.make("uninstall", *args[-1:]) == (0, "")    # the list knows of it
    assert left(tree.root) == set()


@pytest.mark.parametrize("args, prefix, moved", [
    (("prefix=/usr",), "usr", {}), (("prefix=/usr", "PREFIX=/opt"), "opt", {}),
    (("mandir=", "jsondir="), "usr/local", {}),
    (("mandir=/m", "docdir=/d", "includedir=/i", "bindir=/b"), "usr/local",
     {"share/man": "m", "share/doc/vtkbd": "d", "include": "i", "bin": "b"})])
def test_gnus_names_of_folders_are_taken(tree, args, prefix, moved):
    files = tree.install("MODULE=0", *args, says=hint(prefix, "udev", "udev/rules.d/60-vtkbd.rules"))
    wanted = expected(prefix)
    for here, there in moved.items():
        wanted = {name.replace(f"{prefix}/{here}/", f"{there}/", 1) for name in wanted}
    assert files == wanted
    assert tree.make("uninstall", *args) == (0, "")
    assert left(tree.root) == set()


def test_the_options_of_the_make_that_calls_it_are_its_own(tree):
    """-j would be complained of, and -B would build anew what is installed."""
    tool = tree.top / "tools/vtkbdctl/vtkbdctl"
    before = tool.stat().st_mtime_ns
    assert the_module(tree.install("-j4", "-B"))
    assert tool.stat().st_mtime_ns == before


def test_what_systemd_does_not_find_is_said(tree):
    said = hint("opt/x", "systemd", "modules-load.d/vtkbd.conf") + \
        hint("opt/x", "udev", "udev/rules.d/60-vtkbd.rules")
    tree.install("PREFIX=/opt/x", "MODULES_LOAD=1", "MODULE=0", says=said)


@pytest.mark.parametrize("new", ["", ".xz", ".zst", ".gz"])
def test_a_module_that_was_compressed_since_is_taken_out(tree, new):
    """By hand or by another program; and what is installed then is not hidden by it."""
    module, = the_module(tree.install())
    path = tree.root / module
    changed = path.with_name(f"vtkbd.ko{new}")
    path.rename(changed)
    assert the_module(tree.install()) == {module}
    path.rename(changed)
    assert tree.make("uninstall") == (0, "")
    assert left(tree.root) == set()


@pytest.mark.parametrize("name", ["v t", "v:t", "v'$t"])
def test_where_temporary_files_are_in_a_folder_with_any_name(tree, tmp_path, monkeypatch, name):
    (tmp_path / name).mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / name))
    assert the_module(tree.install())
    assert left(tmp_path / name) == set()


def test_what_was_there_before_stays(tree):
    """Also a folder that install would have had to make, and what others put in its own."""
    (tree.root / "usr/local/share/man/man1").mkdir(parents=True)
    (tree.root / "usr/local/bin").mkdir()
    (tree.root / "usr/local/bin/other").touch()
    before = left(tree.root)
    tree.install()
    (tree.root / "usr/local/share/man/man4/other.4").touch()
    assert tree.make("uninstall") == (0, "")
    assert left(tree.root) == before | {"usr/local/share/man/man4/",
                                        "usr/local/share/man/man4/other.4"}


def test_a_second_install_adds_to_the_list_of_the_first(tree):
    tree.install("MODULES_LOAD=1")
    files = tree.install("MODULE=0")
    assert the_module(files) and "usr/local/lib/modules-load.d/vtkbd.conf" in files
    assert tree.make("uninstall") == (0, "")
    assert left(tree.root) == set()


@pytest.mark.parametrize("name", ["usr/local/share/doc/vtkbd", "lib/modules"])
def test_a_folder_that_is_gone_already_hinders_nothing(tree, name):
    """As a kernel's own is, once its package was purged."""
    tree.install()
    shutil.rmtree(tree.root / name)
    assert tree.make("uninstall") == (0, "")
    assert left(tree.root) == set()


def test_what_cannot_be_taken_out_stays_on_the_list(tree):
    """A folder in the place of a file is another's."""
    module, = the_module(tree.install())
    (tree.root / module).unlink()
    (tree.root / module).mkdir()
    status, said = tree.make("uninstall")
    assert status and f"{module}': Is a directory" in said
    assert "installed: something on it is left, see above" in said
    assert not (tree.root / "usr/local/bin").exists()
    (tree.root / module).rmdir()
    assert tree.make("uninstall") == (0, "")
    assert left(tree.root) == set()


def test_where_the_module_is_left_out(tree):
    assert the_module(tree.install("MODULE=0")) == set()


def test_everybody_can_read_what_a_strict_umask_built(tree):
    """kbuild copies the module with its mode, and modinfo is for all."""
    built = tree.top / "drivers/tty/vtkbd/vtkbd.ko"
    built.chmod(0o600)
    try:
        module, = the_module(tree.install())
    finally:
        built.chmod(0o644)
    assert (tree.root / module).stat().st_mode & 0o777 == 0o644


def test_with_the_path_of_a_user(tree):
    """On Debian it has no folder with modinfo and depmod."""
    assert the_module(tree.install("PATH=/usr/local/bin:/usr/bin:/bin"))


READ_ONLY = """set -e
mount --bind "$1" "$1"
mount -o remount,bind,ro "$1"
! touch "$1/x" 2>/dev/null
make -s -C "$1" KDIR="$2" DESTDIR="$3" install
"""


def test_from_a_tree_that_cannot_be_written_to(tree):
    """Root's own rights end at another machine's folder."""
    done = subprocess.run(["unshare", "--mount", "sh", "-c", READ_ONLY, "sh", tree.top,
                           tree.kernel.kdir, tree.root], capture_output=True, text=True,
                          check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (tree.root / "usr/local/bin/vtkbdctl").exists() and the_module(
        {name for name in left(tree.root) if name[-1] != "/"})


REAL = """set -e
mount -t tmpfs none "$1"
mkdir "$1/upper" "$1/work"
mount -t overlay -o lowerdir=/usr,upperdir="$1/upper",workdir="$1/work" none /usr
make -s -C "$2" KDIR="$3" install
modinfo -k "$4" -F filename vtkbd
vtkbdctl --version
man -w 4 vtkbd
eval "$5"
make -s -C "$2" KDIR="$3" uninstall
! modinfo -k "$4" vtkbd 2>/dev/null
cd "$1/upper" && find . -type f | grep -v /modules/
"""


@pytest.mark.parametrize("meanwhile", ["", 'rm -r "/lib/modules/$4"'],
                         ids=["", "the kernel is purged"])
def test_on_this_very_system_the_module_is_found_and_then_not_any_more(tree, meanwhile):
    """In a layer over /usr that no other program sees; without DESTDIR depmod is run."""
    done = subprocess.run(["unshare", "--mount", "sh", "-c", REAL, "sh", tree.root, tree.top,
                           tree.kernel.kdir, tree.release(), meanwhile], capture_output=True,
                          text=True, check=False)
    assert done.returncode == 1, done.stderr    # of grep: no files
    module, version, manual, *files = done.stdout.splitlines()
    assert module.startswith(f"/lib/modules/{tree.release()}/")
    assert manual.startswith("/usr/local/") and manual.endswith("/man4/vtkbd.4")
    assert version.startswith("vtkbdctl ")
    assert files == []


# -- Secure Boot ---------------------------------------------------------------------


@pytest.mark.parametrize("value, module, hint", [(b"\6\0\0\0\1", 1, True), (b"\6\0\0\0\0", 1, False),
                                                 (None, 1, False), (b"\6\0\0\0\1", 0, False)],
                         ids=["on", "off", "no EFI", "no module"])
def test_secure_boot_is_spoken_of_where_it_is_on(tree, tmp_path, value, module, hint):
    folder = tmp_path / "sys/firmware/efi/efivars"
    folder.mkdir(parents=True)
    if value:
        (folder / VARIABLE).write_bytes(value)
    status, said = tree.make("install", f"SYSROOT={tmp_path}", f"MODULE={module}")
    assert (status, bool(said)) == (0, hint)
    if hint:
        module, = (name for name in left(tree.root) if is_module(name))
        assert "Secure Boot is on" in said and f"\n        /{module}\n" in said
        assert "mokutil --import /var/lib/dkms/mok.pub" in said
        assert f"{tree.kernel.kdir}/scripts/sign-file" in said


# -- mistakes ------------------------------------------------------------------------


@pytest.mark.parametrize("job", ["install", "uninstall"])
@pytest.mark.parametrize("name", ["PREFIX", "mandir", "jsondir"])
def test_a_relative_path_is_refused(tree, job, name):
    status, said = tree.make(job, f"{name}=usr")
    assert status and f"install: {name}=usr: not an absolute path: begin it with /\n" in said
    assert left(tree.root) == set()


@pytest.mark.parametrize("name", ['a"b', "a`b`", "a\\b", "a\nb", "a$$b"])
def test_a_prefix_that_is_no_path_to_make_is_refused(tree, name):
    status, said = tree.make("install", f"PREFIX=/{name}")
    assert status and "no path for make and the shell: choose one without" in said
    assert left(tree.root) == set()


@pytest.mark.parametrize("name", ["usr/local/bin/vtkbdctl", "usr/local/share/doc/vtkbd/README.md"])
@pytest.mark.parametrize("kind", ["file", "link", "folder"])
def test_nothing_is_installed_over_what_others_have_there(tree, name, kind):
    path = tree.root / name
    path.parent.mkdir(parents=True)
    {"file": path.touch, "link": lambda: path.symlink_to("nowhere"), "folder": path.mkdir}[kind]()
    before = left(tree.root)
    status, said = tree.make("install")
    assert status and (f"install: {path}: is there already, and not by make install with "
                       "PREFIX=/usr/local: move it away") in said
    assert left(tree.root) == before


def test_nothing_is_installed_of_what_is_not_built(tree):
    module = tree.top / "drivers/tty/vtkbd/vtkbd.ko"
    module.rename(f"{module}.away")
    try:
        status, said = tree.make("install")
    finally:
        (module.parent / f"{module.name}.away").rename(module)
    assert status and "drivers/tty/vtkbd/vtkbd.ko: not built: run make modules\n" in said
    assert left(tree.root) == set()


def test_a_module_for_another_kernel_is_refused(tree, tmp_path):
    header = tmp_path / "include/generated/utsrelease.h"
    header.parent.mkdir(parents=True)
    header.write_text('#define UTS_RELEASE "9.9-other"\n')
    status, said = tree.make("install", f"KDIR={tmp_path}")
    assert status and (f"vtkbd.ko: built for {tree.release()}, and {tmp_path} is of 9.9-other: "
                       f"run make modules KDIR={tmp_path}\n") in said
    assert left(tree.root) == set()


def test_a_module_that_was_not_built_last_is_missed(tree):
    """kbuild installs what modules.order names, and says nothing where that is nothing."""
    order = tree.top / "modules.order"
    text = order.read_text()
    order.write_text("")
    try:
        status, said = tree.make("install")
    finally:
        order.write_text(text)
    assert status and "vtkbd.ko: not among the modules built last: run make modules\n" in said
    assert left(tree.root) == set()


FAILING = """#!/bin/sh
case "$1 $4" in
"-T "*/vtkbd.4) echo "vtkbd.4: no" >&2; exit 1 ;;
esac
exec /usr/bin/install "$@"
"""


def test_an_install_that_fails_half_way_can_be_taken_out(tree, tmp_path):
    (tmp_path / "install").write_text(FAILING)
    (tmp_path / "install").chmod(0o755)
    before = left(tree.root)
    status, said = tree.make("install", f"PATH={tmp_path}:/usr/bin:/bin")
    assert status and "vtkbd.4: no" in said
    assert (tree.root / "usr/local/bin/vtkbdctl").exists()
    assert tree.make("uninstall") == (0, "")
    assert left(tree.root) == before


def test_the_tool_is_cleaned_where_no_kernel_has_headers(tree, tmp_path):
    shutil.copytree(tree.top, tmp_path / "tree")
    tool = tmp_path / "tree/tools/vtkbdctl/vtkbdctl"
    assert tool.exists()
    done = subprocess.run(["make", "-s", "-C", tmp_path / "tree", "KDIR=", "clean"],
                          capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert not tool.exists()


@pytest.mark.parametrize("signal", ["TERM", "KILL"])
@pytest.mark.parametrize("program, option", [("mkdir", "-m"), ("install", "-T")])
def test_an_install_that_is_interrupted_can_be_taken_out(tree, tmp_path, program, option, signal):
    """With what it was making just then; where it is killed, the first folder may be left."""
    shim = tmp_path / program
    shim.write_text(f'#!/bin/sh\n/usr/bin/{program} "$@"\n[ "$1" != {option} ] || '
                    f'kill -{signal} "$PPID"\n')
    shim.chmod(0o755)
    assert tree.make("install", f"PATH={tmp_path}:/usr/bin:/bin")[0]
    made = left(tree.root)
    if program == "mkdir":
        assert not made or (signal, len(made)) == ("KILL", 1)
        return
    assert made
    assert tree.make("uninstall") == (0, "")
    assert left(tree.root) == set()


def test_an_install_that_was_killed_is_finished_by_the_next(tree, tmp_path):
    """Its files are known to be its own."""
    whole = tree.install()
    assert tree.make("uninstall") == (0, "")
    (tmp_path / "install").write_text('#!/bin/sh\n/usr/bin/install "$@"\n[ "$1" != -T ] || '
                                      'kill -KILL "$PPID"\n')
    (tmp_path / "install").chmod(0o755)
    assert tree.make("install", f"PATH={tmp_path}:/usr/bin:/bin")[0]
    assert tree.install() == whole
    assert tree.make("uninstall") == (0, "")
    assert left(tree.root) == set()


def test_an_install_that_cannot_make_its_folders_leaves_none(tree):
    (tree.root / "usr/local/share").mkdir(parents=True)
    (tree.root / "usr/local/share/man").touch()
    before = left(tree.root)
    status, said = tree.make("install")
    assert status and "share/man" in said
    assert left(tree.root) == before


def test_nothing_to_uninstall(tree):
    status, said = tree.make("uninstall", "PREFIX=/opt")
    assert status and f"{tree.root}/opt/share/vtkbd/installed: not there" in said


def test_usage():
    done = subprocess.run([TREE / "tools/setup/install", "other"], capture_output=True, text=True,
                          check=False)
    assert (done.returncode, done.stderr) == (2, "usage: install [uninstall]\n")
