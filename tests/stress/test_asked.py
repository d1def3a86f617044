# SPDX-License-Identifier: GPL-2.0
"""`make stress`: which kernels and how many processors."""
import pytest

from stress.__main__ import main, parse


def test_what_is_asked_for_is_taken():
    asked = parse(["--kernels", "kcsan,sid", "--cpus", "8"])
    assert (asked.kernels, asked.cpus) == (["kcsan", "sid"], ["8"])
    asked = parse([])
    assert (asked.kernels, asked.cpus) == (["debug", "kcsan", "rt"], ["2", "4"])


@pytest.mark.parametrize("word, said", [
    ("--kernels=debug,slink", "slink: not among"), ("--kernels=,", "none is named"),
    ("--cpus=2,x", "x: not a number"), ("--cpus=0", "0: not a number")])
def test_a_wrong_word_is_refused_before_anything_is_run(capsys, word, said):
    with pytest.raises(SystemExit) as end:
        main([word])
    assert end.value.code == 2
    assert said in capsys.readouterr().err
