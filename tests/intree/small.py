# SPDX-License-Identifier: GPL-2.0
"""What there is to see of a tree and of the tool, for tests of tools/intree."""
import os
import stat
import subprocess

from intree import trees


def look(tree):
    """All that may be seen of a tree: names, modes, and what is in the files."""
    return {str(path.relative_to(tree)): (stat.filemode(path.stat().st_mode),
                                          path.read_bytes() if path.is_file() else None)
            for path in tree.rglob("*")}


def intree(*args, tool=trees.INTREE, **environment):
    done = subprocess.run([tool, *args], capture_output=True, text=True, check=False,
                          env=os.environ | environment)
    return done.returncode, done.stdout, done.stderr


OK = (0, "", "")


def refused(kernel, *args, says):
    """It said one line with what is wrong and what to do, and changed nothing."""
    before = look(kernel)
    status, out, err = intree(*args, kernel)
    assert (status, out, err.count("\n")) == (1, "", 1)
    assert err.startswith("intree: ") and says in err
    assert look(kernel) == before
