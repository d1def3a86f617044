# SPDX-License-Identifier: GPL-2.0
"""No two files of the module, or of the tool, include or call each other in a circle.

`python3 -m build.circles --all` shows more of the circles there are.
"""
import subprocess

import pytest

from build import circles
from vm.errors import BuildError

# What each graph has at least of files and edges: fewer, and the reader has gone blind.
FLOOR = {"the module's includes": (40, 50), "the module's calls": (30, 60),
         "the tool's includes": (70, 200), "the tool's calls": (50, 150)}


@pytest.fixture(scope="module", name="graphs")
def fixture_graphs():
    return circles.graphs()


@pytest.mark.parametrize("title", FLOOR)
def test_no_two_files_need_each_other(graphs, title):
    graph = graphs[title]
    files, edges = FLOOR[title]
    assert len(graph) >= files and sum(map(len, graph.values())) >= edges
    found = circles.circles(graph)
    if found:
        pytest.fail("\n".join([f"circles in {title}:", *found]), pytrace=False)


def test_every_graph_has_its_floor(graphs):
    assert graphs.keys() == FLOOR.keys()


# -- the checker itself, on files that are made up ---------------------------------


def write(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)


def calls(folder, files):
    write(folder, files)
    for path in folder.rglob("*.c"):
        subprocess.run(["gcc", "-c", path, "-o", path.with_suffix(".o")], check=True)
    return circles.calls(circles.objects_of(folder, folder))


def test_a_circle_of_calls_is_written_out_with_its_symbols(tmp_path):
    graph = calls(tmp_path, {
        "main.c": "int a(void); int main(void) { return a(); }",
        "a.c": "int b(void); int b2(void); int a(void) { return b() + b2(); }",
        "x/b.c": "int c(void); int b(void) { return c(); } int b2(void) { return 0; }",
        "x/c.c": "int a(void); int c(void) { return a(); }"})
    assert circles.components(graph) == [("a.c", "x/b.c", "x/c.c")]
    assert circles.circles(graph) == ["a.c -[b, b2]-> x/b.c -[c]-> x/c.c -[a]-> a.c"]


def test_the_shortest_circle_of_each_set_is_shown(tmp_path):
    """Of 'a b c' and 'b c', which share two files, the second; of 'x y' the only one."""
    graph = calls(tmp_path, {
        "a.c": "int b(void); int a(void) { return b(); }",
        "b.c": "int c(void); int b(void) { return c(); }",
        "c.c": "int a(void); int b(void); int c(void) { return a() + b(); }",
        "x.c": "int y(void); int x(void) { return y(); }",
        "y.c": "int a(void); int x(void); int y(void) { return a() + x(); }"})
    assert circles.circles(graph) == ["b.c -[c]-> c.c -[b]-> b.c", "x.c -[y]-> y.c -[x]-> x.c"]


def test_a_table_counts_as_a_call_does(tmp_path):
    graph = calls(tmp_path, {
        "table.c": "int f(void); int (*const table[])(void) = { f };",
        "f.c": "extern int (*const table[])(void); int f(void) { return table[0](); }"})
    assert circles.circles(graph) == ["f.c -[table]-> table.c -[f]-> f.c"]


def test_an_inline_function_of_a_header_that_calls_back(tmp_path):
    write(tmp_path, {
        "a.h": "void slow(int x); /* way(): no */\n"
               "static inline void way(int x)\n{\n\tif (x)\n\t\tslow(x);\n}\n"
               "static inline int\nno_way(int x)\n{\n\treturn x;\n}\n",
        "a.c": '#include "a.h"\nvoid slow(int x) { (void)x; } void force(void) { way(1); }',
        "b.c": '#include "a.h"\nint b(void) { way(2); return no_way(1); }'})
    for name in ("a", "b"):
        subprocess.run(["gcc", "-O2", "-c", f"{name}.c"], cwd=tmp_path, check=True)
    graph = circles.calls(circles.objects_of(tmp_path, tmp_path), tmp_path)
    assert graph["b.c"].keys() == {"a.c", "a.h:way", "a.h:no_way"}
    assert circles.circles(graph) == ["a.c -[way]-> a.h:way -[slow]-> a.c"]


def test_the_inline_functions_of_both_are_read():
    module, tool = (circles.inlines(top) for top in (circles.MODULE, circles.TOOL))
    assert len(module) > 15 and module["vtkbd_leds_changed_locked"][0].startswith("seat.h:")
    for top, inline in ((circles.MODULE, module), (circles.TOOL, tool)):
        text = "".join(path.read_text() for path in top.rglob("*.h"))
        assert len(inline) == text.count("static inline ")


def test_what_is_static_or_goes_one_way_is_no_circle(tmp_path):
    graph = calls(tmp_path, {
        "a.c": "int b(void); static int same(void) { return b(); } int a(void) { return same(); }",
        "b.c": "static int same(void) { return 1; } int b(void) { return same(); }",
        "c.c": "int a(void); int b(void); int puts(const char *);"
               "int c(void) { puts(\"\"); return a() + b(); }"})
    assert graph["c.c"] == {"a.c": ["a"], "b.c": ["b"]}
    assert circles.circles(graph) == []


def test_a_source_that_was_not_compiled_is_an_error(tmp_path):
    calls(tmp_path, {"a.c": "int a;"})
    write(tmp_path, {"b.c": "int b;"})
    with pytest.raises(BuildError, match="b.o"):
        circles.calls(circles.objects_of(tmp_path, tmp_path))


@pytest.mark.parametrize("by_root", ['"x/b.h"', "<x/b.h>", '"../top/x/b.h"'])
def test_a_circle_of_includes(tmp_path, by_root):
    top = tmp_path / "top"
    top.mkdir()
    write(top, {"main.c": f"#include {by_root}\n#include <stdio.h>\n",
                "a.h": f"#ifndef A\n#define A\n# include {by_root}\n#endif\n",
                "x/b.h": '#include "c.h"\n#include "none.h"\n', "x/c.h": '#include "../a.h"\n'})
    graph = circles.includes(top)
    assert graph["main.c"] == {"x/b.h": ["#include"]}
    assert circles.circles(graph) == [
        "a.h -[#include]-> x/b.h -[#include]-> x/c.h -[#include]-> a.h"]


def test_includes_that_go_one_way_are_no_circle(tmp_path):
    write(tmp_path, {"a.c": '#include "a.h"\n#include "b.h"\n', "a.h": '#include "b.h"\n', "b.h": ""})
    assert circles.circles(circles.includes(tmp_path)) == []
    assert circles.includes(tmp_path)["a.c"].keys() == {"a.h", "b.h"}
