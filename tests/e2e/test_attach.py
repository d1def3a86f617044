# SPDX-License-Identifier: GPL-2.0
"""VTKBD_ATTACH and vtkbdctl attach: they read what programs write to a console, and type on
it."""
from pathlib import Path

import pytest

from vm import build
from vm.errors import BuildError

from .desk import Desk, poll

SOURCE = Path(__file__).with_name("attached.c")
NODE = "/dev/vtkbd3"
RING = 16384
ABC = "abcdefghijklmnopqrstuvwxyz"


def attach(vm, *steps, console=3, timeout=60):
    """The steps' lines, by step; a repeated step has several."""
    quoted = " ".join(f"'{step}'" for step in steps)
    lines = vm.sh(f"attached {console} {quoted}", timeout).splitlines()
    return [line.strip() for line in lines]


@pytest.fixture(name="vm")
def fixture_vm(stock_vm):
    Desk(stock_vm)
    stock_vm.compile(SOURCE)
    return stock_vm


def unread(vm, node=NODE):
    """A program that has the console open in raw mode and does not read it."""
    holder = vm.spawn(f"exec <>{node}; stty raw -echo; echo ready >&2; exec tail -f /dev/null")
    holder.wait_for(rb"ready\n", stream="err")
    return holder


def waiting(vm, step="a:wait"):
    """An attached program that sleeps in poll() or write()."""
    command = vm.spawn(f"exec attached 3 a:open {step}")
    command.wait_for(rb"a:open")
    poll("sleep", lambda: vm.sh("cut -d' ' -f3 /proc/$(pidof attached)/stat").strip() == "S")
    return command


# -- reading -------------------------------------------------------------------------


def test_what_was_written_before_and_after(vm):
    vm.sh(f"printf before >{NODE}")
    assert attach(vm, "a:open", "a:read", "a:read", "sh=printf after >/dev/vtkbd3", "a:wait",
                  "a:info") == [
        "a:open cloexec rdwr", "a:read 6 before", "a:read EAGAIN", "a:wait 5 after",
        f"a:info console 3 size {RING} written 11 unread 0 lost 0"]


def test_the_foreground_console_is_0(vm):
    vm.sh("chvt 5 </dev/vtkbd1; printf five >/dev/vtkbd5")
    assert attach(vm, "a:open", "a:read", console=0)[1] == "a:read 4 five"


def test_readers_are_independent_and_consoles_apart(vm):
    vm.sh("printf four >/dev/vtkbd4")
    assert attach(vm, "a:open", "sh=printf one >/dev/vtkbd3", "b:open", "a:read",
                  "sh=printf two >/dev/vtkbd3", "b:read", "a:read", "a:close",
                  "sh=printf 3 >/dev/vtkbd3", "b:read")[2:] == [
        "a:read 3 one", "b:read 6 onetwo", "a:read 3 two", "a:close 0", "b:read 1 3"]


def test_output_is_what_the_line_discipline_made_of_it_and_echo_is_output(vm):
    keep = vm.spawn(f"exec cat <{NODE}")
    poll("console 3 open", lambda: vm.run("fgconsole -n -C /dev/vtkbd1").status == 0
         and keep.running)
    steps = ["a:open", f"sh=echo line >{NODE}", "a:read", "a:type=x", "a:wait"]
    assert attach(vm, *steps)[1:] == ["a:read 6 line\\0d\\0a", "type 1", "a:wait 1 x"]


def test_who_falls_behind_goes_on_at_the_oldest_byte_and_is_told(vm):
    text = "".join(f"{n:07}." for n in range(5000))
    vm.share.joinpath("text").write_text(text)
    got = attach(vm, "a:open", f"sh=stty -opost -F {NODE}; cat /share/text >{NODE}", "a:poll",
                 "a:read", "a:info", f"sh=printf more >{NODE}", "a:read", "b:open", "b:info")
    assert got[1] == "a:poll in"
    assert got[2] == f"a:read {RING} {text[-RING:]}"
    lost = len(text) - RING
    assert got[3].endswith(f"written {len(text)} unread 0 lost {lost}")
    assert got[4] == "a:read 4 more"
    assert got[6].endswith(f"unread {RING} lost 0"), "what came before it is not its loss"


@pytest.mark.parametrize("size", [1, 1023, 1024, 1025, 2048, 5000])
def test_writes_of_any_size_come_out_whole(stock_vm, size):
    """A ring of 1 KiB, less than one write of the tty core, wrapped in every way."""
    Desk(stock_vm, "output=1")
    stock_vm.compile(SOURCE)
    text = (ABC * (size // 26 + 1))[:size]
    stock_vm.share.joinpath("text").write_text(text)
    copy = f"sh=cat /share/text >{NODE}"
    got = attach(stock_vm, "a:open", copy, "a:read", copy, "a:read", copy, "a:read")
    want = f"a:read {min(size, 1024)} {text[-1024:]}"
    assert got[1:] == [want] * 3


def test_a_blocking_read_waits_for_the_next_byte(vm):
    reader = waiting(vm)
    assert reader.running
    vm.sh(f"printf z >{NODE}")
    assert b"a:wait 1 z" in reader.wait(10).out


def test_stopped_output_is_not_written_and_so_not_read(vm):
    keep = unread(vm)
    steps = ["a:open", f"bg=stty -F {NODE} ixon; printf late >{NODE}", "a:wait"]
    assert attach(vm, *steps)[-1] == "a:wait 4 late"
    assert keep.running


# -- typing --------------------------------------------------------------------------


def test_typed_bytes_arrive_as_keys_do(vm):
    reader = vm.reader(NODE)
    assert attach(vm, "a:open", "a:poll", "a:type=hello")[1:] == ["a:poll out", "type 5"]
    poll("hello", lambda: reader.out == b"hello")


def test_an_interrupt_that_is_typed_is_one(vm):
    shell = vm.spawn(f"exec setsid -w -c sh -c 'echo up >&2; exec tail -f /dev/null' <{NODE}")
    shell.wait_for(rb"up\n", stream="err")
    attach(vm, "a:open", "a:type=\x03")
    assert shell.wait(10).status != 0


def test_nobody_reads_and_the_writer_is_held_off(vm):
    """write() takes no more bytes than the line discipline has room for, and none is lost."""
    holder = unread(vm)
    got = attach(vm, "a:open", "a:fill=3000", "a:fill=3000", "a:fill=1", "a:poll",
                 f"sh=stty -F {NODE} min 0 time 0; cat {NODE} | wc -c", "a:poll")
    taken = int(got[2].split()[1])
    assert got[1] == "fill 3000" and 900 < taken < 1096
    assert got[3:] == ["fill EAGAIN", "a:poll", str(3000 + taken), "a:poll out"]
    assert holder.running


def test_a_blocking_write_brings_all_of_it(vm):
    holder = unread(vm)
    writer = waiting(vm, "a:all=100000")
    assert writer.running, "100,000 bytes do not fit anywhere"
    count = vm.sh(f"head -c 100000 <{NODE} | wc -c", timeout=30)
    assert count.strip() == "100000"
    assert b"all 100000" in writer.wait(10).out
    assert holder.running


def test_typing_on_a_console_that_nobody_has_open_waits_until_somebody_has(vm):
    assert attach(vm, "a:open", "a:poll", "a:type=x")[1:] == ["a:poll", "type EAGAIN"]
    writer = waiting(vm, "a:all=5")
    assert writer.running
    reader = vm.reader(NODE)
    assert b"all 5" in writer.wait(10).out
    poll("what was typed", lambda: b"xxxxx" in reader.out or reader.out == b"")
    holder = unread(vm)
    assert holder.running


# -- the end, and who may ---------------------------------------------------------------


def test_a_console_that_is_done_away_with_is_the_end(vm):
    vm.sh(f"printf old >{NODE}")
    assert attach(vm, "a:open", "a:poll", "sh=deallocvt 3 </dev/vtkbd1", "a:poll", "a:wait",
                  "a:type=x", f"sh=printf new >{NODE}", "a:read", "b:open", "b:read") == [
        "a:open cloexec rdwr", "a:poll in", "a:poll in hup", "a:wait 0", "type EIO",
        "a:read 0", "b:open cloexec rdwr", "b:read 3 new"]


def test_sak_ends_who_is_attached(vm):
    """After SAK no program keeps the console: an earlier reader gets no later output."""
    vm.compile(Path(__file__).with_name("sendkey.c"))
    vm.sh(f"printf 'keycode 183 = SAK\\n' | loadkeys -q -C /dev/vtkbd0; printf old >{NODE}")
    got = attach(vm, "a:open", "sh=sendkey /dev/vtkbd1 3:183:1 3:183:0 >/dev/null", "a:wait",
                 "a:type=x", f"sh=printf new >{NODE}", "a:read", "b:open", "b:read")
    assert got[1:] == ["a:wait 0", "type EIO", "a:read 0", "b:open cloexec rdwr", "b:read 3 new"]


def test_what_is_done_on_an_old_descriptor_does_not_reach_the_next_life(vm):
    holder = vm.spawn("until test -e /tmp/ended; do :; done; "
                      f"exec <>{NODE}; stty raw -echo; touch /tmp/open; exec cat")
    got = attach(vm, "a:open", "a:size=30x90", "sh=deallocvt 3 </dev/vtkbd1; touch /tmp/ended",
                 "sh=until test -e /tmp/open; do :; done", "b:open", "b:size=31x91",
                 "a:size=40x100", "a:getsize", "a:type=x", "a:poll", f"sh=stty size <{NODE}",
                 "b:type=y")
    assert got[3:] == ["size 31 91", "size EIO", "getsize EIO", "type EIO", "a:poll in hup",
                       "31 91", "type 1"]
    poll("what the new descriptor typed", lambda: holder.out == b"y")


def test_an_old_descriptor_does_not_tell_how_much_the_next_life_writes(vm):
    got = attach(vm, f"sh=printf old >{NODE}", "a:open", "a:read", "sh=deallocvt 3 </dev/vtkbd1",
                 f"sh=printf secret >{NODE}", "a:info", "b:open", "b:info")
    assert [line for line in got if "info" in line] == [
        "a:info console 3 size 16384 written 3 unread 0 lost 0",
        "b:info console 3 size 16384 written 9 unread 6 lost 0"]


def test_a_waiting_reader_wakes_at_the_end(vm):
    reader = waiting(vm)
    vm.sh("deallocvt 3 </dev/vtkbd1")
    assert b"a:wait 0" in reader.wait(10).out


def test_being_attached_does_not_open_the_console(vm):
    desk = Desk.__new__(Desk)
    desk.vm = vm
    reader = waiting(vm)
    assert (desk.console(3)["allocated"], desk.console(3)["open"]) == (True, False)


def test_who_may_and_how(vm):
    assert attach(vm, "a:bad", "a:ro", "a:type=x", "a:size=30x90", "a:poll", "a:close", "user",
                  "a:open") == [
        "a:bad EINVAL", "a:ro cloexec rdonly", "type EBADF", "size EBADF", "a:poll", "a:close 0",
        "user 0", "a:open EPERM"]
    assert attach(vm, "a:open", console=64) == ["a:open EINVAL"]


def test_size_is_the_consoles(vm):
    vm.spawn(f"exec tail -f /dev/null <{NODE}")
    assert attach(vm, "a:open", "a:size=30x90", f"sh=stty size <{NODE}", "a:size=40000x1",
                  "a:size=0x0")[1:] == ["size 30 90", "30 90", "size EINVAL", "size 30 90"]


def test_no_ring_if_none_is_wanted(stock_vm):
    Desk(stock_vm, "output=0")
    stock_vm.compile(SOURCE)
    assert attach(stock_vm, f"sh=printf x >{NODE}", "a:open") == ["a:open EOPNOTSUPP"]
    tool = stock_vm.run("vtkbdctl attach 3")
    assert tool.status == 1 and "keeps no output" in tool.errtext


def test_the_module_stays_while_somebody_is_attached(vm):
    reader = waiting(vm)
    assert vm.run("rmmod vtkbd").status != 0
    reader.kill()
    poll("unloading", lambda: vm.run("rmmod vtkbd").status == 0)


def test_active_tty_names_the_foreground_console_as_the_kernel_does(vm):
    assert attach(vm, "active", "active", "sh=chvt 4 </dev/vtkbd1", "active", "active") == [
        "active changed tty1", "active tty1", "active changed tty4", "active tty4"]


def test_a_32_bit_program_sees_the_same(stock_vm):
    Desk(stock_vm)
    try:
        stock_vm.install(build.program(SOURCE, "-m32"), "attached")
    except BuildError as error:
        pytest.fail(f"no 32-bit program; is Debian's gcc-multilib installed?\n{error}",
                    pytrace=False)
    test_what_was_written_before_and_after(stock_vm)
    test_size_is_the_consoles(stock_vm)


# -- in a debug kernel -------------------------------------------------------------------


@pytest.fixture(name="debug")
def fixture_debug(debug_vm):
    Desk(debug_vm, "output=4")
    debug_vm.compile(SOURCE)
    return debug_vm


def test_a_write_does_not_fail_for_want_of_a_ring(debug):
    got = attach(debug, "a:open", "lack=lost", "a:read", "a:info", f"sh=printf kept >{NODE}", "a:read")
    assert "lack 4" in got and "left 0" in got, "no allocation failed"
    assert "a:info console 3 size 4096 written 4 unread 0 lost 4" in got
    assert got[-1] == "a:read 4 kept"


def test_everybody_at_once(debug):
    """Writers, readers, typists, openers and VT_DISALLOCATE at once; afterwards nothing has
    leaked."""
    loops = [f"while :; do cat /proc/kallsyms | head -c 50000 >{NODE}; done",
             f"while :; do timeout 1 head -c 9000 <{NODE} >/dev/null; done",
             "while :; do deallocvt 3 </dev/vtkbd1 2>/dev/null; done"]
    busy = [debug.spawn(loop) for loop in loops]
    for _ in range(8):
        attach(debug, "a:open", "b:open", "a:fill=5000", "a:sum", "b:sum", "a:info", "a:fill=5000",
               "a:size=30x90", "b:sum", "a:sum", "a:poll", "b:close", "a:sum")
    assert all(command.running for command in busy)
    for command in busy:
        command.kill()
    poll("unloading", lambda: debug.run("rmmod vtkbd").status == 0)
    debug.check_log()
    debug.check_leaks()


# -- vtkbdctl attach ---------------------------------------------------------------------


def shell_on(vm, node=NODE):
    """A shell as getty would leave it: the console is its controlling terminal."""
    shell = vm.spawn(f"exec setsid -c sh -c 'PS1=ready:; export PS1; echo up; "
                     f"exec dash -i' <{node} >{node} 2>{node}")
    poll("a shell", lambda: "ready:" in vm.sh("attached 3 a:open a:read"))
    return shell


def test_piped_lines_are_typed_and_their_answers_shown(vm):
    shell_on(vm)
    out = vm.run("echo 'echo $((6*7))' | vtkbdctl attach 3")
    assert (out.status, out.err) == (0, b"")
    assert b"ready:" in out.out and b"\r\n42\r\n" in out.out


def test_read_only_shows_and_types_nothing(vm):
    reader = vm.reader(NODE)
    shown = vm.spawn("echo typed | vtkbdctl attach --read-only 3")
    vm.sh(f"printf hello >{NODE}")
    shown.wait_for(rb"hello")
    vm.sh("deallocvt 3 </dev/vtkbd1 || true")
    assert reader.out == b"" and shown.running
    reader.kill()
    poll("deallocation", lambda: vm.run("deallocvt 3 </dev/vtkbd1").status == 0)
    assert shown.wait(10).status == 0


def user_on(vm, args="3", rows=40, cols=100):
    """vtkbdctl attach on another terminal, console 9."""
    vm.sh("true </dev/vtkbd9; stty -F /dev/vtkbd9 rows 1 || true")
    user = vm.spawn(f"exec setsid -c sh -c 'stty rows {rows} cols {cols}; stty -a; "
                    f"vtkbdctl attach {args}; echo status $? >&5; stty -a; "
                    f"exec tail -f /dev/null' </dev/vtkbd9 >/dev/vtkbd9 2>&1 5>/share/status")
    poll("vtkbdctl attach", lambda: "leaves" in screen(vm))
    return user


def screen(vm, num=9):
    return vm.sh(f"attached {num} a:open a:read").split("a:read")[-1]


def settings(vm):
    return vm.sh("stty -a </dev/vtkbd9")


def typed(vm, text, num=9):
    attach(vm, "a:open", f"a:type={text}", console=num)


def status(vm):
    return poll("an exit status", lambda: vm.sh("cat /share/status")).strip()


def test_a_person_at_a_terminal_types_and_leaves_with_the_escape_key(vm):
    shell_on(vm)
    user_on(vm)
    poll("raw mode", lambda: "-icanon" in settings(vm))
    typed(vm, "echo $((6*7))\r")
    poll("the answer", lambda: "\\0d\\0a42\\0d\\0a" in screen(vm))
    typed(vm, "\x1d")
    assert status(vm) == "status 0"
    text = settings(vm)
    assert " icanon" in text and " echo " in text and "-icanon" not in text


def test_another_escape_key(vm):
    shell_on(vm)
    user_on(vm, "--escape=^A 3")
    poll("raw mode", lambda: "-icanon" in settings(vm))
    typed(vm, "echo x\x1dy\r")
    poll("the answer", lambda: "x\\1dy\\0d\\0a" in screen(vm))
    typed(vm, "\x01")
    assert status(vm) == "status 0"


def test_one_leaves_even_if_nobody_reads_the_console(vm):
    holder = unread(vm)
    user_on(vm)
    poll("raw mode", lambda: "-icanon" in settings(vm))
    vm.sh("attached 9 a:open a:all=20000 'a:type=\x1d'")
    assert status(vm) == "status 0"
    assert holder.running


def test_a_signal_leaves_the_terminal_as_it_was(vm):
    shell_on(vm)
    user_on(vm)
    poll("raw mode", lambda: "-icanon" in settings(vm))
    vm.sh("kill -TERM $(pidof vtkbdctl)")
    assert status(vm) == "status 143"
    assert " icanon" in settings(vm)


def test_the_console_takes_the_terminals_size_and_gets_its_own_back(vm):
    shell_on(vm)

    def size():
        return vm.sh(f"stty size <{NODE}").strip()

    user_on(vm)
    poll("the terminal's size", lambda: size() == "40 100")
    vm.sh("stty rows 50 cols 120 </dev/vtkbd9")
    poll("its new size", lambda: size() == "50 120")
    typed(vm, "\x1d")
    assert status(vm) == "status 0"
    assert size() == "25 80"


def test_a_console_is_not_shown_on_itself(vm):
    out = vm.run("vtkbdctl attach 9 </dev/vtkbd9 >/dev/vtkbd9")
    assert out.status == 1 and "console 9: is this terminal itself" in out.errtext


def test_what_was_not_shown_in_time_is_said(vm):
    text = ABC * 2000
    vm.share.joinpath("text").write_text(text)
    vm.sh("mkfifo /tmp/pipe")
    shown = vm.spawn("exec vtkbdctl attach --read-only 3 >/tmp/pipe")
    keep = vm.spawn("exec 4<>/tmp/pipe; echo ready; exec tail -f /dev/null")
    keep.wait_for(rb"ready")
    fds = "/proc/$(pidof vtkbdctl)/fd"
    poll("a reader", lambda: not vm.run(f"ls -l {fds} | grep -qF [vtkbd]").status)
    # More than the pipe and the ring have room for.
    for _ in range(3):
        vm.sh(f"cat /share/text >{NODE}")
    count = vm.spawn("exec cat /tmp/pipe | wc -c")
    poll("deallocation", lambda: vm.run("deallocvt 3 </dev/vtkbd1").status == 0)
    keep.kill()
    assert b"bytes were not shown in time" in shown.wait(10).err
    count.kill()


def test_without_privilege_it_says_which(vm):
    vm.sh("chmod 666 /dev/vtkbd0")
    said = "\n".join(attach(vm, "user", "sh=vtkbdctl attach 3 2>&1; echo status $?"))
    assert "VTKBD_ATTACH 3: not permitted: needs CAP_SYS_ADMIN" in said and "status 1" in said
