# SPDX-License-Identifier: GPL-2.0
"""Runs host programs; a failure becomes one readable error."""
import os
import subprocess

from .errors import BuildError

# On Debian, depmod and others are where a user's own PATH does not lead.
os.environ["PATH"] = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin"


def output(*argv):
    """A program's stdout as text, stripped; its failure names it and its stderr."""
    try:
        done = subprocess.run(argv, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise BuildError(f"{argv[0]}: not installed (see tools/setup/need)") from None
    if done.returncode:
        raise BuildError(f"{' '.join(argv)}: {done.stderr.strip() or done.returncode}")
    return done.stdout.strip()


def logged(argv, log, **options):
    """Run a long job with its output in a log file; if it fails, the error has the log's
    end."""
    with open(log, "ab") as file:
        file.write(f"\n$ {' '.join(map(str, argv))}\n".encode())
        file.flush()
        done = subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=file,
                              stderr=subprocess.STDOUT, check=False, **options)
    if done.returncode:
        tail = log.read_text(errors="replace").splitlines()[-30:]
        raise BuildError(f"{argv[0]} failed, see {log}\n  " + "\n  ".join(tail))
