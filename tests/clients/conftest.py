# SPDX-License-Identifier: GPL-2.0
"""A seat for each keyboard, and the clients that `make test` runs; `make clients` runs them
all.

One of each kind: a tool that sets modes, one that reads keys, a login, a display server by
itself and one started by logind, a boot without CONFIG_VT, the reboot by Ctrl-Alt-Del, and the
bad states that doctor knows.
"""
import pytest

from .display import KEYBOARDS, Seat

SHORT = {
    "test_tools.py": ["[kbd_mode]", "[showkey]", "[chvt]", "[sdl]", "[agetty]", "golden_files"],
    "test_display.py": ["[Xorg-vtkbd]", "[weston-direct-stand-in]"],
    "test_seed.py": ["forgets_the_keyboard_loses_the_machine[vtkbd]", "saves_it[vtkbd]"],
    "test_race.py": ["started_by_hand[vtkbd]"],
    "test_doctor.py": ["forgets_the_keyboard", "keyboard_raw[built-in]", "8_bit_keyboard[vtkbd]",
                       "left_on[stand-in]", "wrote_to_the_device[built-in]", "getty_behind",
                       "console_of_a_getty[built-in]", "never_answers_again[vtkbd]",
                       "has_no_console",
                       "in_a_container_does_not_cost_the_machine_its_getty[vtkbd]",
                       "a_containers_getty_that_has_taken_the_console_is_the_one_too_many[built-in]",
                       "a_service_that_has_grabbed_the_keyboard[built-in]",
                       "a_service_that_reads_the_keyboard_as_well[vtkbd]"],
    "test_udev.py": ["has_his_own_console"],
    "test_watch.py": ["ssh[built-in]"],
    "test_standin.py": ["nodes_are_there", "loaded_it", "typed_at_the_getty", "alt_f2",
                        "ctrl_alt_del_starts", "initramfs_hook"],
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
