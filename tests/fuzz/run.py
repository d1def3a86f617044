# SPDX-License-Identifier: GPL-2.0
"""Runs the programs, and reads what they say."""
import re
import subprocess
import tempfile
from pathlib import Path

from vm.errors import VmError

from . import build, corpus

SCRIPTS = Path(__file__).parent / "scripts"
TAPE_BYTES = 1500       # of an input that libFuzzer makes: 125 steps
# The plain driver's last line when nothing differs.
COUNTS = re.compile(r"^no difference: events=(\d+) runs=(\d+) steps=(\d+) maps=(\d+) "
                    r"seconds=([\d.]+) seed=(\d+)$", re.M)
DEPTH = re.compile(r"^Done (\d+) runs in (\d+) second", re.M)
# Where a difference, or a sanitizer's report, begins.
FAULT = re.compile(r"^.*(difference|runtime error|ERROR): ", re.M)


class Difference(Exception):
    """A text that names what differs, and the script that shows it."""


def _counts(done, generation):
    if done.returncode == 1:
        raise Difference(f"{done.stdout}# {generation}: save it as tests/fuzz/scripts/NAME, and "
                         f"repeat it: make fuzz K={generation} SCRIPT=tests/fuzz/scripts/NAME")
    found = COUNTS.search(done.stdout)
    if done.returncode or not found:
        raise VmError(f"{generation}: the fuzzer ended with {done.returncode}:\n"
                      f"{done.stdout[-400:]}{done.stderr[-2000:]}")
    events, runs, steps, maps = map(int, found.groups()[:4])
    return {"events": events, "runs": runs, "steps": steps, "maps": maps,
            "seconds": float(found[5]), "seed": int(found[6])}


def random(generation, seed, events, seconds, jobs=1, program=None):
    """The plain driver's counts, of so many processes with seeds of their own together.

    Raises Difference with the first that is found.
    """
    program = program or build.program(generation)
    running = [subprocess.Popen([program, str(seed + job), str(events // jobs), str(seconds)],
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
               for job in range(jobs)]
    said = [subprocess.CompletedProcess(one.args, None, *one.communicate()) for one in running]
    for done, one in zip(said, running):
        done.returncode = one.returncode
    parts = [_counts(done, generation) for done in said]
    total = {name: sum(part[name] for part in parts) for name in ("events", "runs", "steps", "maps")}
    return {**total, "seconds": max(part["seconds"] for part in parts), "seed": seed}


def depth(generation, seconds, seed=0, program=None):
    """How many inputs libFuzzer tried, beginning with those of the corpus."""
    program = program or build.program(generation, "libfuzzer")
    with tempfile.TemporaryDirectory(prefix="vtkbd-fuzz-") as work:
        inputs = Path(work) / "corpus"
        corpus.unpack(inputs)
        done = subprocess.run([program, f"-seed={seed}", f"-max_len={TAPE_BYTES}",
                               f"-max_total_time={seconds}", f"-artifact_prefix={work}/", inputs],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              errors="replace", check=False)
    found = DEPTH.search(done.stdout)
    if done.returncode or not found:
        fault = FAULT.search(done.stdout)
        at = fault.start() if fault else 0
        raise Difference(f"{generation}: libFuzzer: {done.stdout[at:at + 6000]}")
    return int(found[1])


def play(generation, script, program=None):
    """Play a script; what the program says. Raises Difference if there is one."""
    done = subprocess.run([program or build.program(generation), script], capture_output=True,
                          text=True, check=False)
    if done.returncode == 1:
        raise Difference(f"{generation}: {done.stdout}")
    if done.returncode:
        raise VmError(done.stderr)
    return done.stdout
