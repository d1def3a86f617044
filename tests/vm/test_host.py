# SPDX-License-Identifier: GPL-2.0
"""Programs of the host."""
import os
import subprocess
import sys

import pytest

from .sources import TREE

ASKS = "from vm import host; print(host.output('depmod', '--version'))"


@pytest.mark.parametrize("path", ["/usr/bin:/bin", "/usr/local/bin:/usr/bin:/bin:/usr/games", None])
def test_programs_of_administrators_are_found_by_users(path):
    """Who has no /sbin in the PATH may well run what is there: depmod of a folder."""
    env = {name: value for name, value in os.environ.items() if name != "PATH"}
    done = subprocess.run([sys.executable, "-c", ASKS], cwd=TREE / "tests", capture_output=True,
                          text=True, check=False, env={**env, "PATH": path} if path else env)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("kmod version ")
