# SPDX-License-Identifier: GPL-2.0
"""63 consoles and a node for the foreground one: opening, switching, remembering."""
from .desk import Desk, poll


def foreground(desk):
    return desk.seat()["foreground_console"]


def active(vm, node="vtkbd0"):
    return vm.sh(f"cat /sys/class/tty/{node}/active").strip()


def test_64_nodes_and_the_minor_is_the_console(stock_vm):
    Desk(stock_vm)
    listed = stock_vm.sh("stat -c '%n %t %T' /dev/vtkbd*").splitlines()
    assert len(listed) == 64
    for line in listed:
        name, _, minor = line.split()
        assert int(name.removeprefix("/dev/vtkbd")) == int(minor, 16)


def test_node_0_is_the_foreground_console(stock_vm):
    desk = Desk(stock_vm)
    assert not desk.console(1)["open"], "who asks is nobody"
    reader = stock_vm.reader("/dev/vtkbd0")
    assert desk.console(1)["open"]
    desk.press(("a",))
    poll("a", lambda: reader.out == b"a")
    stock_vm.sh("chvt 3 </dev/vtkbd1")
    assert stock_vm.sh("fgconsole -C /dev/vtkbd0").strip() == "3"
    second = stock_vm.reader("/dev/vtkbd0")
    desk.press(("b",))
    poll("b", lambda: second.out == b"b")
    assert reader.out == b"a", "an open node 0 stays with the console it opened"


def test_alt_fn_and_alt_arrows_go_where_the_real_ones_go(stock_vm):
    """Consoles 1, 2, 3 and 5 are allocated on both sides; every step is compared."""
    desk = Desk(stock_vm)
    for num in (2, 3, 5):
        stock_vm.sh(f": </dev/tty{num}; : </dev/vtkbd{num}")
    steps = [("alt", "f3"), ("alt", "left"), ("alt", "right"), ("alt", "right"),
             ("alt", "right"), ("alt", "left"), ("alt", "f2"), ("alt", "f4"),
             ("ctrl", "alt", "f1"), ("shift", "alt", "right")]
    went = []
    for step in steps:
        desk.press(step)
        want = poll(f"both consoles after {step}",
                    lambda: (real := active(stock_vm, "tty0").removeprefix("tty")) ==
                    active(stock_vm).removeprefix("vtkbd") and real)
        went.append(int(want))
    assert went[:4] == [3, 2, 3, 5], "the judge went elsewhere than this test assumes"


def test_activate_and_waitactive(stock_vm):
    desk = Desk(stock_vm)
    stock_vm.sh("chvt 7 </dev/vtkbd1")
    assert foreground(desk) == 7 and active(stock_vm) == "vtkbd7"
    assert stock_vm.run("chvt 64 </dev/vtkbd1").status != 0
    assert foreground(desk) == 7


def test_keys_follow_the_foreground_at_once(stock_vm):
    desk = Desk(stock_vm)
    one, two = (stock_vm.reader(f"/dev/vtkbd{n}") for n in (1, 2))
    for num, char in ((2, "x"), (1, "y"), (2, "w")):
        stock_vm.sh(f"chvt {num} </dev/vtkbd1")
        desk.press((char,))
    poll("the letters", lambda: (one.out, two.out) == (b"y", b"xw"))


def test_openvt_finds_a_free_console_and_getstate_sees_it(stock_vm):
    desk = Desk(stock_vm)
    readers = [stock_vm.reader(f"/dev/vtkbd{n}") for n in (1, 2)]
    assert stock_vm.sh("fgconsole -n -C /dev/vtkbd1").strip() == "3"
    assert [desk.console(n)["open"] for n in (1, 2, 3)] == [True, True, False]
    readers[1].kill()
    poll("console 2 closed", lambda: not desk.console(2)["open"])
    assert stock_vm.sh("fgconsole -n -C /dev/vtkbd1").strip() == "2"


def test_state_outlives_the_last_close(stock_vm):
    desk = Desk(stock_vm)
    stock_vm.sh("kbd_mode -s -C /dev/vtkbd4 && setleds -F +num </dev/vtkbd4")
    console = desk.console(4)
    assert (console["open"], console["kbdmode"], console["leds"]) == (False, "raw", ["num"])


def test_the_setter_is_named_by_pid_command_uid_time_and_mode(stock_vm):
    desk = Desk(stock_vm)
    assert desk.console(4)["setter"] is None
    before = int(stock_vm.sh("date +%s"))
    pid = stock_vm.sh("sh -c 'echo $$; exec kbd_mode -s -C /dev/vtkbd4'").strip()
    after = int(stock_vm.sh("date +%s"))
    setter = desk.console(4)["setter"]
    assert setter["pid"] == int(pid)
    assert (setter["comm"], setter["uid"]) == ("kbd_mode", 0)
    assert (setter["from"], setter["to"], setter["cause"]) == ("unicode", "raw", "ioctl")
    tick = 0.02     # the time of a change is rounded to ticks
    assert before - tick <= setter["when_ns"] / 1e9 < after + 1 + tick
    assert f"pid {pid}" in stock_vm.sh("vtkbdctl get 4")


def test_sysfs_tells_the_mode_without_opening(stock_vm):
    desk = Desk(stock_vm)
    assert stock_vm.sh("cat /sys/class/tty/vtkbd9/kbdmode "
                       "/sys/class/tty/vtkbd9/kdmode") == "unicode\ntext\n"
    assert not desk.console(9)["allocated"]


def test_scroll_lock_stops_output_and_shows_it(stock_vm):
    """Scroll Lock is Hold: a writer waits until it is pressed again."""
    desk = Desk(stock_vm)
    keep = stock_vm.reader("/dev/vtkbd1")
    desk.press(("scroll_lock",))
    poll("the Scroll Lock flag", lambda: "scroll" in desk.console(1)["leds"])
    writer = stock_vm.spawn("echo hello >/dev/vtkbd1")
    desk.press(("a",))
    assert writer.running
    desk.press(("scroll_lock",))
    assert writer.wait(10).status == 0
    assert "scroll" not in desk.console(1)["leds"] and keep.running


def test_leds_follow_caps_lock_only_where_the_seat_acts(stock_vm):
    desk = Desk(stock_vm, "grab=1")
    led = "cat /sys/class/leds/input*::capslock/brightness"
    desk.press(("caps_lock",))
    poll("the Caps Lock LED", lambda: stock_vm.sh(led).strip() == "1")
    stock_vm.sh("chvt 2 </dev/vtkbd1")
    poll("the other console's LEDs", lambda: stock_vm.sh(led).strip() == "0")
