# SPDX-License-Identifier: GPL-2.0
"""A seat for each keyboard."""
import pytest

from .display import KEYBOARDS, Seat


@pytest.fixture(params=KEYBOARDS)
def keyboard(request):
    return request.param


@pytest.fixture
def seat(run_system, keyboard):
    return Seat(run_system, keyboard)
