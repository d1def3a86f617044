# SPDX-License-Identifier: GPL-2.0
"""A console's tones reach a speaker as the built-in keyboard's do, where vtkbd acts."""
from pathlib import Path

import pytest

from .desk import Desk

ACTS = "/sys/module/vtkbd/parameters/grab"


@pytest.mark.parametrize("speaker", ["tone", "bell"])
def test_what_a_speaker_is_told(stock_vm, speaker):
    Desk(stock_vm)
    stock_vm.compile(Path(__file__).with_name("beeps.c"))
    real = stock_vm.sh(f"beeps /dev/tty1 {speaker}", 60)
    assert f" {speaker} " in real and "then" in real
    listening = stock_vm.sh(f"beeps /dev/vtkbd1 {speaker}", 60)
    assert " tone " not in listening and " bell " not in listening
    stock_vm.sh(f"echo 1 >{ACTS}")
    assert stock_vm.sh(f"beeps /dev/vtkbd1 {speaker}", 60) == real


@pytest.mark.parametrize("end", [f"echo 0 >{ACTS}", "rmmod vtkbd"], ids=["grab=0", "rmmod"])
def test_a_tone_does_not_outlive_who_would_end_it(stock_vm, end):
    """No ioctl can end it any more: a listening seat does not act, an unloaded module has no
    ioctls."""
    Desk(stock_vm, "grab=1")
    stock_vm.compile(Path(__file__).with_name("beeps.c"))
    speaker = stock_vm.spawn("exec beeps /dev/vtkbd1 tone for-ever")
    speaker.wait_for(rb"^ tone \d+\n$")
    stock_vm.sh(end)
    speaker.wait_for(rb"^ tone \d+\n(?s:.*) tone 0", 5)
