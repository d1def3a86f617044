# SPDX-License-Identifier: GPL-2.0
"""vtkbdctl explain is right in random states; the long run is
`python3 -m oracle.explained --seed S --chords 2000`."""
import os

from oracle import explained

SEED = os.environ.get("SEED", "1")
CHORDS = os.environ.get("CHORDS", "80")


def test_what_is_explained_is_what_comes(capfd):
    status = explained.main(["--seed", SEED, "--chords", CHORDS])
    out, err = capfd.readouterr()
    assert status == 0, out + err
    assert f"explained: seed {SEED}: " in out
