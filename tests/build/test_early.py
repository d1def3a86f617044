# SPDX-License-Identifier: GPL-2.0
"""Linux 6.1 as it was first: the module uses nothing that only a later 6.1.y has.

Debian's 6.1 has what its stable updates brought. The compiler is told to take those names for
errors, behind the headers, which may use them themselves.
"""
import pytest

from build import circles
from vm import build, kernel, sources
from vm.errors import BuildError

MODULE = "drivers/tty/vtkbd"
# What 6.1.y, or a later kernel that runs the test, has and 6.1 has not; and a use of it.
LATER = {
    "list_count_nodes": "size_t late{n}(struct list_head *h) {{ return list_count_nodes(h); }}",
    "memdup_array_user": "void *late{n}(void __user *p) {{ return memdup_array_user(p, 1, 1); }}",
    "vmemdup_array_user":
        "void *late{n}(void __user *p) {{ return vmemdup_array_user(p, 1, 1); }}",
    "timer_delete": "void late{n}(struct timer_list *t) {{ timer_delete(t); }}",
    "timer_delete_sync": "void late{n}(struct timer_list *t) {{ timer_delete_sync(t); }}",
    "timer_shutdown_sync": "void late{n}(struct timer_list *t) {{ timer_shutdown_sync(t); }}",
    "__free": "void late{n}(void) {{ void *p __free(kfree) = NULL; }}",
    "scoped_guard": "void late{n}(struct mutex *m) {{ scoped_guard(mutex, m) {{ }} }}",
}


def headers():
    """All headers of the kernel that the module includes, but those that define tracepoints."""
    names = {name for path in sources.files(build.TREE, (MODULE,)) if path.suffix in (".c", ".h")
             for quote, name in circles.INCLUDE.findall(
                 (build.TREE / path).read_text(encoding="utf-8"))
             if quote == "<"}
    return sorted(name for name in names
                  if name.startswith("linux/") and name != "linux/vtkbd.h")


@pytest.fixture(name="early")
def fixture_early(tmp_path):
    """A header to be read before any source."""
    path = tmp_path / "early.h"
    path.write_text("".join(f"#include <{name}>\n" for name in headers())
                    + "".join(f"#undef {name}\n#pragma GCC poison {name}\n" for name in LATER))
    return path


@pytest.fixture(name="tree")
def fixture_tree(tmp_path):
    """The module alone, as a tree of its own."""
    tree = tmp_path / "tree"
    tree.mkdir()
    sources.copy(build.TREE, build.SOURCES, tree)
    return tree


def poisoned(tree, early):
    """(whether the module was built, the names that the compiler refused)"""
    kern = kernel.get("stock")
    try:
        # The headers define pr_fmt before the module does: that is only a warning.
        text, built = "\n".join(build.warnings(kern, tree, f"KCFLAGS=-include {early}", "-k")), True
    except BuildError:
        text, built = (build.warnings_folder(kern, tree) / "build.log").read_text(), False
    return built, {name for name in LATER if f'poisoned "{name}"' in text}


def test_the_module_is_built_without_what_came_later(tree, early):
    assert poisoned(tree, early) == (True, set())


def test_the_check_sees_each_of_them(tree, early):
    with open(tree / "drivers/tty/vtkbd/seat.c", "a", encoding="utf-8") as file:
        for number, use in enumerate(LATER.values()):
            file.write(use.format(n=number) + "\n")
    assert poisoned(tree, early) == (False, set(LATER))
