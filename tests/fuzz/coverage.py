#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Which lines and branches of the core the fuzzer reaches: python3 -m fuzz.coverage

Of all generations together. Exit status: 0 if at least PERCENT of the lines are reached, and
those that are not, or have a branch that is not taken, are those of coverage.explained.
"""
import argparse
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from vm import explained, gcov

from . import build, run

PERCENT = 95
EVENTS = 2 * 10**6
SECONDS = 600
EXPLAINED = Path(__file__).with_name("coverage.explained")


@dataclass
class Counts:
    """Of a line: its function, how often it ran, and each branch of it was taken."""
    function: str = ""
    runs: int = 0
    branches: list = field(default_factory=list)

    def add(self, line):
        """What gcov tells of it, of one program."""
        self.function = line.get("function_name", "")
        self.runs += line["count"]
        more = [branch["count"] for branch in line["branches"]]
        self.branches.extend([0] * (len(more) - len(self.branches)))
        for at, count in enumerate(more):
            self.branches[at] += count

    def missed(self):
        """In words; empty if all of it is reached."""
        if not self.runs:
            return "line"
        left = self.branches.count(0)
        return f"{left} of {len(self.branches)} branches" if left else ""


def measure(generations, events):
    """{(file, line): Counts} of all generations."""
    total = defaultdict(Counts)
    for generation in generations:
        program = build.program(generation, "gcov")
        for old in (program.parent / "core").glob("*.gcda"):
            old.unlink()
        run.random(generation, 1, events, SECONDS, program=program)
        for counters in sorted((program.parent / "core").glob("*.gcda")):
            for file in gcov.files(counters, "--branch-probabilities"):
                name = file["file"].removeprefix(f"{build.copied(program.parent)}/")
                for line in file["lines"] if name != file["file"] else ():
                    total[name, line["line_number"]].add(line)
    return total


def unreached(total):
    """{(file, line): its explained.Line} of what is not reached."""
    return {(name, number): explained.Line(
        name, counts.function, (build.CORE / name).read_text().splitlines()[number - 1].strip())
        for (name, number), counts in sorted(total.items()) if counts.missed()}


def complaints(total):
    return explained.complaints(EXPLAINED, unreached(total).values())


def summary(total):
    """(lines reached, lines, branches reached, branches)"""
    branches = [count for counts in total.values() for count in counts.branches]
    return (sum(counts.runs > 0 for counts in total.values()), len(total),
            sum(count > 0 for count in branches), len(branches))


def main(argv):
    parser = argparse.ArgumentParser(prog="fuzz.coverage")
    parser.add_argument("kernels", nargs="*", default=build.GENERATIONS)
    parser.add_argument("--events", type=int, default=EVENTS, help="keys, of each kernel")
    options = parser.parse_args(argv)
    total = measure(options.kernels, options.events)
    wrong = complaints(total)
    for (name, number), line in unreached(total).items():
        print(f"{name}:{number}: {total[name, number].missed()}: {line.text}")
    print(*wrong, sep="\n", end="\n" if wrong else "")
    lines, all_lines, branches, all_branches = summary(total)
    percent = 100 * lines / all_lines
    print(f"fuzz: {lines} of {all_lines} lines of the core ({percent:.1f} %), {branches} of "
          f"{all_branches} branches ({100 * branches / all_branches:.1f} %)")
    return 0 if percent >= PERCENT and not wrong else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
