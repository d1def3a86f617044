# SPDX-License-Identifier: GPL-2.0
"""The calls of a program on its console: strace's log without values that differ from run to
run.

The ioctls on console nodes and their opens are kept, process by process. File descriptor
numbers, addresses and process ids are dropped; all else must be the same.
"""
import re
from itertools import groupby

CONSOLE = re.compile(r"/dev/(tty\d*|console|vc.*|systty)$|/proc/self/fd/0$|/sys/class/tty/")
REQUEST = re.compile(r"\b(?:KD|VT_|GIO_|PIO_|TIO|TC)\w*")
LINE = re.compile(r"(\d+) +(.*)")
IOCTL = re.compile(r"ioctl\(\d+<([^>]*)>, ([^,)]*(?:\([^)]*\))?)(?:, (.*))?\) += (.*)")
OPEN = re.compile(r'openat\([^,]*, "([^"]*)", (\w[\w|]*)[^)]*\) += (.*)')
# A console's size is its screen's.
CHANCE = [(re.compile(r"0x[0-9a-f]{6,}"), "ADDRESS"), (re.compile(r"\{ws_row=.*?\}"), "{SIZE}"),
          (re.compile(r"pipe:\[\d+\]"), "pipe")]
MANY, WIDE = 8, 100     # rows and arguments that only the full comparison keeps whole
PROCESS_IDS = {"TIOCGPGRP", "TIOCSPGRP", "TIOCGSID"}


def _result(text):
    """0, the name of an errno, or the node of an opened descriptor."""
    opened = re.match(r"\d+<(.*)>$", text)
    failed = re.match(r"-1 (\w+)", text)
    return opened[1] if opened else failed[1] if failed else text


def _call(text):
    """(node, request, arguments, result), or None for a call that is not compared."""
    if match := OPEN.match(text):
        path, flags, result = match.groups()
        call = (path, "open", flags, _result(result))
    elif match := IOCTL.match(text):
        path, request, args, result = match.groups()
        names = REQUEST.findall(request)      # strace names all that have the number
        request = names[-1] if names else request
        args = "PROCESS" if request in PROCESS_IDS else args or ""
        call = (path, request, args, _result(result))
    else:
        return None
    return call if CONSOLE.match(call[0]) else None


def _whole(lines):
    """(pid, text) of each call, with those that strace showed in two pieces joined."""
    begun = {}
    for pid, text in lines:
        if text.endswith("<unfinished ...>"):
            begun[pid] = text.removesuffix("<unfinished ...>").rstrip(" ,")
        elif resumed := re.match(r"<\.\.\. \w+ resumed>(.*)", text):
            rest = resumed[1].lstrip(" ,")
            yield pid, begun.pop(pid, "") + ("" if rest.startswith(")") else ", ") + rest
        else:
            yield pid, text


def parse(log):
    """The calls of each process that made any, in the order in which they were forked."""
    processes = {}
    for pid, text in _whole(LINE.match(line).groups() for line in log.splitlines()):
        for pattern, name in CHANCE:
            text = pattern.sub(name, text)
        if call := _call(text):
            processes.setdefault(int(pid), []).append(call)
    return [processes[pid] for pid in sorted(processes)]


def _line(path, request, args, result):
    return " ".join(filter(None, (path, request, args, "=", result)))


def _brief(args):
    args = re.sub(r"\{c_iflag=.*\}", "{...}", args)
    return args if len(args) <= WIDE else f"{args[:WIDE]}..."


def full(processes):
    """Every call on a line of its own."""
    return [_line(*call) for calls in processes for call in [*calls, ("--", "", "", "")]]


def _rows(calls):
    """(node, request, all arguments, result) of each series of equal calls."""
    for (path, request, result), row in groupby(calls, lambda c: (c[0], c[1], c[3])):
        args = [_brief(call[2]) for call in row]
        if len(args) < MANY and len(set(args)) > 1:
            yield from ((path, request, [arg], result) for arg in args)
        else:
            yield path, request, args, result


def short(processes):
    """The same with a series of equal calls on one line, for reading."""
    lines = []
    for calls in processes:
        for path, request, args, result in _rows(calls):
            shown = args[0] if len(set(args)) == 1 else "..."
            times = f" (x{len(args)})" if len(args) > 1 else ""
            lines.append(_line(path, request, shown, result) + times)
        lines.append("--")
    return lines[:-1]
