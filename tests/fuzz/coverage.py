#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Which lines and branches of the core the fuzzer reaches: python3 -m fuzz.coverage

Of all generations together. Exit status: 0 if at least PERCENT of the lines are reached, and
each line or branch that is not has its reason in UNREACHED.
"""
import argparse
import gzip
import json
import subprocess
import sys
from collections import defaultdict

from . import build, run

PERCENT = 95
EVENTS = 2 * 10**6
SECONDS = 600
NO_MEMORY = "a program's malloc() does not fail; the KUnit suites, under fault injection, see it"
# (file, words of the line, why it is not reached)
UNREACHED = [
    ("keymap.c", "return -ENOMEM;", NO_MEMORY),
    ("keymap.c", "if (!km->map[i])", NO_MEMORY),
    ("keymap.c", "if (!km->func[i])", NO_MEMORY),
    ("keymap.c", "if (!err)", NO_MEMORY),
    ("keymap.c", "if (err)", NO_MEMORY),
    ("keymap.c", "vtkbd_keymap_destroy(km);", NO_MEMORY),
    ("keymap.c", "return err;", NO_MEMORY),
    ("state.c", "*kbd = (struct vtkbd_kbd) {", "consoles that start in XLATE (default_utf8=0): the "
     "states' KUnit suite; here they start as they do where nobody asks for that"),
    ("text.c", "void k_lowercase", "no key leads there, as its comment says"),
    ("text.c", "WARN_ON_ONCE(1);", "no key leads there"),
    ("text.c", "}", "the end of k_lowercase()"),
    ("core.h", "if (!WARN_ON_ONCE(x->out->len >= VTKBD_OUT_BYTES))",
     "a key never has more bytes than there is room for"),
    ("escape.c", 'else if (c && strchr("?>=<", c))', "a NUL is a control character and never "
     "gets there; without the test it would be found at the end of the string"),
    ("rules.c", "vtkbd_generation[i].m", "kernels before the first row, and of a row's minor "
     "version, are chosen by the rules' KUnit suite"),
]


def _counts(generation, events):
    """(file, line): [how often it ran, and each branch of it was taken]"""
    program = build.program(generation, "gcov")
    for old in (program.parent / "core").glob("*.gcda"):
        old.unlink()
    run.random(generation, 1, events, SECONDS, program=program)
    for counters in sorted((program.parent / "core").glob("*.gcda")):
        told = subprocess.run(["gcov", "--json-format", "--branch-probabilities", "--stdout",
                               counters], check=True, stdout=subprocess.PIPE,
                              cwd=counters.parent).stdout
        told = gzip.decompress(told) if told.startswith(b"\x1f\x8b") else told
        for file in json.loads(told)["files"]:
            if file["file"].startswith(str(build.CORE)):
                for line in file["lines"]:
                    yield ((file["file"].rpartition("/")[2], line["line_number"]),
                           [line["count"], *(b["count"] for b in line["branches"])])


def measure(generations, events):
    """Sums of that over generations."""
    total = defaultdict(list)
    for generation in generations:
        for place, counts in _counts(generation, events):
            old = total[place]
            old.extend([0] * (len(counts) - len(old)))
            for at, count in enumerate(counts):
                old[at] += count
    return total


def reason(name, text):
    return next((why for file, words, why in UNREACHED
                 if file == name and (text.strip() == words or len(words) > 1 and words in text)),
                None)


def unreached(total):
    """(file, line, what, text, why) of what is not reached."""
    for (name, number), (lines, *branches) in sorted(total.items()):
        if lines and all(branches):
            continue
        text = (build.CORE / name).read_text().splitlines()[number - 1]
        what = f"{branches.count(0)} of {len(branches)} branches" if lines else "line"
        yield name, number, what, text.strip(), reason(name, text)


def summary(total):
    """(lines reached, lines, branches reached, branches)"""
    branches = [count for _, *counts in total.values() for count in counts]
    return (sum(counts[0] > 0 for counts in total.values()), len(total),
            sum(count > 0 for count in branches), len(branches))


def main(argv):
    parser = argparse.ArgumentParser(prog="fuzz.coverage")
    parser.add_argument("kernels", nargs="*", default=build.GENERATIONS)
    parser.add_argument("--events", type=int, default=EVENTS, help="keys, of each kernel")
    options = parser.parse_args(argv)
    total = measure(options.kernels, options.events)
    left = list(unreached(total))
    for name, number, what, text, why in left:
        print(f"{name}:{number}: {what}: {text}\n{'':8}{why or 'NO REASON IS KNOWN'}")
    lines, all_lines, branches, all_branches = summary(total)
    percent = 100 * lines / all_lines
    print(f"fuzz: {lines} of {all_lines} lines of the core ({percent:.1f} %), {branches} of "
          f"{all_branches} branches ({100 * branches / all_branches:.1f} %)")
    return 0 if percent >= PERCENT and all(entry[4] for entry in left) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
