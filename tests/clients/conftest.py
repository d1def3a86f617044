# SPDX-License-Identifier: GPL-2.0
"""A seat for each keyboard, and the clients that `make test` runs; `make clients` runs them
all.

A tool of kbd, a boot and a login without CONFIG_VT, and bad states that doctor knows.
"""
import pytest

from .display import KEYBOARDS, Seat

SHORT = {
    "test_tools.py": ["[chvt]", "golden_files"],
    "test_doctor.py": ["forgets_the_keyboard[vtkbd]", "wrote_to_the_device[built-in]",
                       "getty_behind_a_display_server[built-in]",
                       "in_a_container_does_not_cost_the_machine_its_getty[vtkbd]"],
    "test_standin.py": ["nodes_are_there_at_major_4[modules", "loaded_it[modules",
                        "is_a_session_of_seat0[modules", "initramfs_hook"],
}


@pytest.fixture(params=KEYBOARDS)
def keyboard(request):
    return request.param


@pytest.fixture
def seat(run_system, keyboard):
    return Seat(run_system, keyboard)


def _is_short(item):
    return any(part in item.name for part in SHORT.get(item.path.name, ()))


def pytest_collection_modifyitems(config, items):
    if config.getoption("--all-clients"):
        return
    here = [item for item in items if item.path.parent.name == "clients"]
    left_out = [item for item in here if not _is_short(item)]
    unused = {name for name, parts in SHORT.items() for part in parts
              if not any(item.path.name == name and part in item.name for item in here)}
    if unused and {item.path.name for item in here} >= unused:
        raise pytest.UsageError(f"tests/clients: SHORT has what is no test: {', '.join(unused)}")
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=left_out)
