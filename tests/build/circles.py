# SPDX-License-Identifier: GPL-2.0
"""Which files include, or call, each other in a circle.

Two graphs, each {file: {other file: names}}, the names being why: of includes, read from the
sources, and of calls, read by nm from the objects, where one file uses a function or a table
of another. A source and its own header are one file to the second, but for the inline functions of
a header: each is a file of its own there, since no object has them by name. What work items, timers
and registered callbacks lead to is in neither.

`python3 -m build.circles [--all]` shows the circles of the module and of the tool; with --all,
each edge of them.
"""
import re
import sys
from pathlib import Path

from vm import build, host, kernel
from vm.errors import BuildError

MODULE = build.TREE / "drivers/tty/vtkbd"
TOOL = build.TREE / "tools/vtkbdctl"
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(["<])([^">]+)', re.M)
COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.S)
CALL = re.compile(r"\b([A-Za-z_]\w*)\(")
INLINE = re.compile(r"^static (?:__always_)?inline\b[^;{}]*?\b(\w+)\([^;{}]*\)\n?\s*\{(.*?)^\}",
                    re.M | re.S)
HAS_INCLUDES = (".c", ".h", ".c_shipped", ".h_shipped")


def includes(top, roots=()):
    """Who includes whom, below top; roots is what the compiler's -I names."""
    files = {p.resolve(): str(p.relative_to(top)) for p in sorted(top.rglob("*"))
             if p.name.endswith(HAS_INCLUDES)}
    graph = {name: {} for name in files.values()}
    for path, name in files.items():
        for quote, included in INCLUDE.findall(path.read_text(encoding="utf-8")):
            places = [*([path.parent] if quote == '"' else []), top, *roots]
            found = next((files[q] for p in places if (q := (p / included).resolve()) in files),
                         None)
            if found:
                graph[name][found] = ["#include"]
    return graph


def _symbols(path):
    """Global names that an object defines, and those that it wants."""
    lines = [line.split() for line in host.output("nm", "-g", "-P", str(path)).splitlines()]
    wanted = {line[0] for line in lines if line[1] in "Uwv"}
    return {line[0] for line in lines} - wanted, wanted


def inlines(top):
    """{inline function of a header below top: (header:function, its text)}"""
    found = {}
    for path in sorted(top.rglob("*.h")):
        for name, body in INLINE.findall(COMMENT.sub("", path.read_text(encoding="utf-8"))):
            found[name] = (f"{path.relative_to(top)}:{name}", body)
    return found


def _add_inlines(graph, owner, top):
    """By name, as a file of its own, each inline function that another one or a source calls."""
    inline = inlines(top)
    texts = {name: COMMENT.sub("", (top / name).read_text(encoding="utf-8"))
             for name in graph if (top / name).exists()}
    for node, body in inline.values():
        texts[node], graph[node] = body, {}
    for name, text in texts.items():
        for called in sorted(set(CALL.findall(text))):
            if called in inline and inline[called][0] != name:
                graph[name].setdefault(inline[called][0], []).append(called)
            elif called in owner and ":" in name:
                graph[name].setdefault(owner[called], []).append(called)


def calls(objects, top=None):
    """Who uses whose functions and tables; objects is {file: path of its object}. top: where
    the sources are, for the inline functions of their headers."""
    symbols = {name: _symbols(path) for name, path in objects.items()}
    owner = {symbol: name for name, (defined, _) in symbols.items() for symbol in defined}
    graph = {name: {} for name in objects}
    for name, (_, wanted) in symbols.items():
        for symbol in sorted(wanted & owner.keys()):
            graph[name].setdefault(owner[symbol], []).append(symbol)
    if top:
        _add_inlines(graph, owner, top)
    return graph


def objects_of(sources, built):
    """{source: its object in the folder built}; an object that is missing is an error.

    modpost leaves a .mod.c in a tree that was built in."""
    return {str(p.relative_to(sources)): built / p.relative_to(sources).with_suffix(".o")
            for p in sorted(sources.rglob("*.c")) if not p.name.endswith(".mod.c")}


def module_calls():
    stock = kernel.get("stock")
    build.modules(stock)
    return calls(objects_of(MODULE, build.folder(stock) / "drivers/tty/vtkbd"), MODULE)


def core_objects(built):
    """{core/source: its object} for what the tool has of the module's core."""
    for folder in ("core", "module"):
        found = {f"core/{p.stem}.c": p for p in sorted((built / folder).glob("*.o"))
                 if (MODULE / "core" / f"{p.stem}.c").exists()}
        if found:
            return found
    raise BuildError(f"{built}: no object of the module's core")


def tool_calls():
    """With the files of the module's core that it is linked with."""
    built = build.tool().parent
    return calls({**objects_of(TOOL, built), **core_objects(built)}, TOOL)


def shortest(graph, start):
    """The shortest way from a file back to itself, both ends named; None if there is none."""
    came_from, ahead = {}, [start]
    while ahead:
        here = ahead.pop(0)
        for there in sorted(graph[here]):
            if there == start:
                way = [start, here]
                while way[-1] != start:
                    way.append(came_from[way[-1]])
                return way[::-1] if here != start else [start, start]
            if there not in came_from:
                came_from[there] = here
                ahead.append(there)
    return None


def reached(graph, start):
    """All that a file needs, directly or by way of others."""
    seen, ahead = set(), [start]
    while ahead:
        new = graph[ahead.pop()].keys() - seen
        seen |= new
        ahead += new
    return seen


def components(graph):
    """The files that are in circles with each other, one sorted list for each set of them."""
    needs = {name: reached(graph, name) for name in graph}
    return sorted({tuple(sorted(other for other in needs[name] if name in needs[other]))
                   for name in graph if name in needs[name]})


def circles(graph):
    """One line for each component: its shortest circle, with the names of each step."""
    lines = []
    for files in components(graph):
        way = min((shortest(graph, name) for name in files), key=len)
        lines.append(way[0] + "".join(f" -[{', '.join(graph[a][b])}]-> {b}"
                                      for a, b in zip(way, way[1:])))
    return lines


def graphs():
    """Every graph there must be no circle in, by name."""
    return {"the module's includes": includes(MODULE, [build.TREE / "include"]),
            "the module's calls": module_calls(),
            "the tool's includes": includes(TOOL),
            "the tool's calls": tool_calls()}


def main(argv):
    found = 0
    for title, graph in graphs().items():
        lines = circles(graph)
        found += len(lines)
        print(f"{title}: {len(graph)} files, {sum(map(len, graph.values()))} edges, "
              f"{len(lines) or 'no'} sets of circles", *lines, sep="\n  ")
        for files in components(graph) if "--all" in argv else []:
            print(f"  {len(files)} files: {' '.join(files)}",
                  *(f"{a} -> {b}: {', '.join(graph[a][b])}" for a in files
                    for b in sorted(graph[a]) if b in files), sep="\n    ")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv))
