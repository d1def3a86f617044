# SPDX-License-Identifier: GPL-2.0
"""The VM with systemd: functions that the tests of real programs use."""
import pytest

from vm.errors import NoAnswer, VmError


def test_systemd_is_pid_1_and_no_unit_failed(system_vm):
    assert system_vm.sh("cat /proc/1/comm") == "systemd\n"
    assert system_vm.sh("systemctl is-system-running --wait") == "running\n"


def test_a_display_device_is_there_and_logind_runs(system_vm):
    assert system_vm.sh("loginctl list-seats --no-legend") == "seat0\n"
    assert "seat" in system_vm.sh("udevadm info --query=property /dev/dri/card0")


def test_a_command_can_run_as_the_user(system_vm):
    assert system_vm.sh(system_vm.as_user("id -un; echo $HOME")) == "user\n/home/user\n"


def test_a_unit_that_fails_to_start_shows_its_journal(system_vm):
    unit = r"[Service]\nExecStart=/bin/sh -c 'echo told; exit 3'\nType=oneshot\n"
    system_vm.sh(f'printf "{unit}" >/run/systemd/system/bad.service; systemctl daemon-reload')
    with pytest.raises(VmError, match="(?s)bad.service.*told"):
        system_vm.start("bad.service")


def test_polling_for_what_never_comes_says_the_last_of_it(system_vm):
    with pytest.raises(NoAnswer, match="(?s)not in 1 s.*status 7.*never"):
        system_vm.poll("echo never; exit 7", timeout=1)


def test_the_module_loads_and_a_getty_runs_on_tty1(system_vm):
    system_vm.insmod("vtkbd")
    assert system_vm.sh("ls /dev/vtkbd* | wc -l") == "64\n"
    assert system_vm.poll("pgrep -a -t tty1 agetty")
