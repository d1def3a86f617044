# SPDX-License-Identifier: GPL-2.0
"""A guest that sleeps and wakes up. The folders shared with the host do not outlast that."""
TIMEOUT = 60
# What is in the folder is in the guest's own memory from then on, at the same place.
KEEP = "cp -r /share /tmp/own && umount -l /share && cp -r /tmp/own/. /share"


def keep_programs(vm):
    """To be called once, after the last program or module was put there."""
    vm.sh(KEEP)


def sleep(vm, seconds):
    """In S3 until the clock wakes it; the seconds that passed in the guest."""
    begin, end = vm.sh(f"echo +{seconds} >/sys/class/rtc/rtc0/wakealarm; date +%s; "
                       "echo mem >/sys/power/state; date +%s", timeout=TIMEOUT + seconds).split()
    assert "suspend exit" in vm.log
    return int(end) - int(begin)


def rehearse(vm):
    """All of it but to sleep: devices are suspended, and resumed five seconds later."""
    vm.sh("echo devices >/sys/power/pm_test && echo mem >/sys/power/state && "
          "echo none >/sys/power/pm_test", timeout=TIMEOUT)
    assert "suspend exit" in vm.log
