#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""The inputs that libFuzzer begins with: corpus.hex, a line each.

python3 -m fuzz.corpus SECONDS makes it anew: a sample, from short to long, of those that each
cover something of their own, of what libFuzzer finds against the newest kernel in that time and
of what is there.
"""
import subprocess
import sys
import tempfile
from pathlib import Path

from . import build

FILE = Path(__file__).parent / "corpus.hex"
SHORT = 240             # bytes; longer ones are not kept: their lines are too long for lintian
MANY = 150


def unpack(folder):
    folder.mkdir()
    lines = FILE.read_text().split() if FILE.exists() else []
    for number, line in enumerate(lines):
        (folder / str(number)).write_bytes(bytes.fromhex(line))


def _make(work, seconds):
    program = build.program(build.GENERATIONS[-1], "libfuzzer")
    old, kept = work / "old", work / "kept"
    unpack(old)
    kept.mkdir()
    for args in ([f"-max_total_time={seconds}", f"-max_len={SHORT}", "-reduce_inputs=1", old],
                 ["-merge=1", f"-max_len={SHORT}", kept, old]):
        subprocess.run([program, *args], check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
    found = sorted((path.read_bytes() for path in kept.iterdir()), key=len)
    return [data.hex() for data in found]


def main(argv):
    if len(argv) != 1 or not argv[0].isdigit():
        print("usage: python3 -m fuzz.corpus SECONDS", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="vtkbd-fuzz-") as work:
        found = _make(Path(work), int(argv[0]))
    kept = found[::max(1, len(found) // MANY)]
    FILE.write_text("".join(f"{line}\n" for line in kept))
    print(f"{FILE}: {len(kept)} of {len(found)} inputs")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
