#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""vtkbdctl explain on a keymap of a few keys: the format of its output, and how names and
chords are parsed. tests/e2e checks whether it is true, by typing the explained chords.
"""
import subprocess

import pytest

from fake_world import GRAPHICS, MODES, TOP, USED, documented_members

SHIFT, CTRL, ALT = 0x700, 0x702, 0x703


@pytest.fixture
def keys(world):
    for keymap in (0, 1, 4, 12):
        for code, value in ((42, SHIFT), (29, CTRL), (56, ALT)):
            world.add(f"keysym {keymap} {code} {value}")
    world.add("keysym 0 30 0xb61").add("keysym 1 30 0xb41").add(f"keysym 0 18 {0x20ac ^ 0xf000}")
    world.add("keysym 12 111 0x20c").add("keysym 0 59 0x100").add("string 0 1b5b41")
    world.add("keysym 0 60 0x101").add("keysym 0 103 0x603").add("keysym 0 87 0x506")
    return world.console(1, kbdmode=MODES["unicode"])


def events(result):
    return [(e["key"], e["down"], e["bytes"]) for e in result.json["events"]]


def test_the_way_of_ctrl_alt_delete_in_words(keys):
    assert keys.run("explain", "1", "ctrl-alt-delete").out == """\
in all: 0 bytes
in all: Ctrl-Alt-Del: SIGINT to process 1: nothing, the seat listens, so it is only reported

console 1: unicode: keys become characters in UTF-8
  assumed: a program reads it: not all processes may be looked at

KEY_LEFTCTRL down
  keycode    29
  modifiers  none: keymap 0
  keysym     Control (0x0702)
  mode gate  passes
  handler    k_shift
  state      held: ctrl

KEY_LEFTALT down
  keycode    56
  modifiers  ctrl: keymap 4
  keysym     Alt (0x0703)
  mode gate  passes
  handler    k_shift
  state      held: ctrl alt

KEY_DELETE down
  keycode    111
  modifiers  ctrl alt: keymap 12
  keysym     Boot (0x020c)
  mode gate  passes
  handler    k_spec, fn_boot_it
  action     Ctrl-Alt-Del: SIGINT to process 1
  nothing    the seat listens, so it is only reported

KEY_DELETE up: releasing it means nothing

KEY_LEFTALT up
  keycode    56
  modifiers  ctrl alt: keymap 12
  keysym     Alt (0x0703)
  mode gate  passes
  handler    k_shift
  state      held: ctrl

KEY_LEFTCTRL up
  keycode    29
  modifiers  ctrl: keymap 4
  keysym     Control (0x0702)
  mode gate  passes
  handler    k_shift
  state      held: none
"""


@pytest.mark.parametrize("mode", ["off", "raw", "mediumraw"])
def test_where_keys_are_not_translated_the_gate_stops_them(keys, mode):
    keys.console(1, kbdmode=MODES[mode]).console(3, kbdmode=MODES["unicode"])
    result = keys.run("explain", "1", "ctrl-alt-delete", "--json").json
    delete = result["events"][2]
    assert (delete["gate"], delete["action"], delete["keysym_name"]) == (False, None, "Boot")
    assert bool(result["bytes"]) == (mode != "off")
    assert delete["why"] == (None if result["bytes"] else
                             "this mode lets only modifiers and SAK act")
    assert [e["gate"] for e in result["events"][:2]] == [True, True]


@pytest.mark.parametrize("chord, sent", [
    ("a", "61"), ("shift-a", "41"), ("A", "61"), ("KEY_A", "61"), ("keycode30", "61"),
    ("e", "e282ac"), ("f1", "1b5b41"), ("up", "1b5b41"), ("leftshift-a", "41"), ("b", "")])
def test_chords_and_what_they_send(keys, chord, sent):
    assert keys.run("explain", "1", chord, "--json").json["bytes"] == sent


def test_keys_go_down_in_order_and_up_in_reverse(keys):
    assert events(keys.run("explain", "1", "shift-a", "a", "--json")) == [
        ("KEY_LEFTSHIFT", True, ""), ("KEY_A", True, "41"), ("KEY_A", False, ""),
        ("KEY_LEFTSHIFT", False, ""), ("KEY_A", True, "61"), ("KEY_A", False, "")]


@pytest.mark.parametrize("chord, why", [
    ("b", "nothing is bound to it here"), ("f2", "the function string is empty"),
    ("ctrl-shift-a", "there is no keymap for these modifiers"),
    ("keycode600", "keymaps end at keycode 255")])
def test_why_nothing_comes_of_it(keys, chord, why):
    found = [e["why"] for e in keys.run("explain", "1", chord, "--json").json["events"]]
    assert why in found


def test_caps_lock_and_held_modifiers_count(keys):
    keys.console(1, ledflags=4)
    assert keys.run("explain", "1", "a", "--json").json["bytes"] == "41"
    assert "+a (0x0b61), by Caps Lock A" in keys.run("explain", "1", "a").out
    keys.seat(shift_state=1)
    assert keys.run("explain", "1", "a", "--json").json["bytes"] == "61"


def test_a_pending_accent_counts(keys):
    keys.seat(diacr=ord("'")).add(f"accent {ord(chr(39))} {ord('a')} 0xe1")
    assert keys.run("explain", "1", "a", "--json").json["bytes"] == "c3a1"


def test_of_a_character_code_it_is_known_only_that_it_was_begun(keys):
    assumed = keys.seat(flags=CODE).run("explain", "1", "a", "--json").json["assumed"]
    assert assumed == ["nothing comes of the character code that was begun"]


LAST, DOWN, UP, HOLD, SPAWN, LOG = 0x206, 0x210, 0x211, 0x209, 0x212, 0x202
PROCESS = 1
LOCKED, ASKED, CODE = 1, 2, 4    # the seat's flags


def effect(world, keysym, *args):
    """(action, its effect, why it has none) of a key with this keysym, from the JSON
    output."""
    world.add(f"keysym 0 88 {keysym}")
    top = world.run("explain", "1", "f12", "--json", *args).json
    return tuple(top["events"][0][k] for k in ("action", "effect", "why")), top["assumed"]


def test_keys_after_a_switch_are_another_consoles(keys):
    left = "the keys after KEY_F11 are another console's"
    assert left not in keys.run("explain", "1", "f11", "a").out
    result = keys.console(7, flags=USED).run("explain", "1", "f11", "a")
    assert left in result.out and "action     switch to console 7\n" in result.out


@pytest.mark.parametrize("keysym, action, number", [
    (0x506, "switch", 7), (LAST, "last-console", 5), (DOWN, "previous-console", 7),
    (UP, "next-console", 3)])
@pytest.mark.parametrize("state, why", [
    ({}, None), ({"kdmode": GRAPHICS}, "refused, this console shows graphics and has no owner "
                 "to ask"), ({"flags": LOCKED}, "switches are locked (VT_LOCKSWITCH)")])
def test_what_stops_one_switch_stops_all(keys, keysym, action, number, state, why):
    keys.console(7, flags=USED).console(5, flags=USED).seat(previous=5)
    if "flags" in state:
        keys.seat(**state)
    else:
        keys.console(1, **state)
    assert effect(keys, keysym) == ((action, f"switch to console {number}", why), [])


@pytest.mark.parametrize("keysym, number, why", [
    (0x506, 7, "refused, it is unused"), (0x500, 1, "this is that console"),
    (0x53f, 64, "there is no such console"), (LAST, 9, "refused, it is unused"),
    (UP, 1, "no other console is in use"), (DOWN, 1, "no other console is in use")])
def test_there_must_be_another_console(keys, keysym, number, why):
    keys.seat(previous=9).console(3, flags=0)
    assert effect(keys, keysym)[0][1:] == (f"switch to console {number}", why)


def test_an_owner_is_asked(keys):
    keys.console(1, kdmode=GRAPHICS, vtmode=PROCESS, vt_pid=77)
    assert effect(keys, DOWN)[0][1:] == ("switch to console 3, if its owner lets go", None)
    keys.process(78, "cat", fds=["/dev/vtkbd1"])
    assert effect(keys, DOWN)[0][1:] == ("switch to console 3, since its owner has ended", None)


def test_what_the_kernel_keeps_about_switches_is_assumed(vt):
    vt.seat(foreground=1).console(1, kbdmode=MODES["unicode"])
    (_, what, why), assumed = effect(vt, UP, "--vt")
    assert (what, why) == ("switch to console 3", None)
    assert assumed[-1] == "switches are not locked (VT_LOCKSWITCH)"
    (_, what, why), assumed = effect(vt, LAST, "--vt")
    assert (what, why) == ("switch to the console before", None)
    assert assumed[-1] == "there was another console before, and it is in use"


@pytest.mark.parametrize("policy, acts, what, why", [
    (0, 1, "SIGINT to process 1", None), (1, 1, "restart at once", None),
    (2, 1, "nothing but a count", "the module is told to ignore it (cad=ignore)"),
    (1, 0, "restart at once", "the seat listens, so it is only reported")])
def test_ctrl_alt_delete(keys, policy, acts, what, why):
    assert effect(keys.seat(cad=policy, acts=acts), 0x20c)[0] == (
        "cad", f"Ctrl-Alt-Del: {what}", why)


def test_somebody_must_have_asked_for_a_signal(keys):
    asked = "signal the process that has asked for it (KDSIGACCEPT)"
    assert effect(keys, SPAWN)[0] == ("spawn", asked, "no process that is there has")
    assert effect(keys.seat(flags=ASKED), SPAWN)[0] == ("spawn", asked, None)


def test_whether_somebody_asked_the_kernel_is_assumed(vt):
    vt.seat(foreground=1).console(1, kbdmode=MODES["unicode"])
    assert "a process has asked for it (KDSIGACCEPT)" in effect(vt, SPAWN, "--vt")[1]
    assert effect(vt, LOG, "--vt")[0][1:] == ("print registers to the kernel log", None)


def test_what_needs_a_screen_or_a_log_is_the_kernels(keys):
    left = "vtkbd leaves that to the kernel's own keyboard"
    assert effect(keys, LOG)[0] == ("show-registers", "print registers to the kernel log", left)


def test_a_console_that_nobody_reads(keys):
    assert "unread" not in keys.run("explain", "1", "a").out
    keys.process(50, "cat", fds=["/dev/vtkbd3"])
    assert "unread: no program has it open" in keys.run("explain", "1", "a").out
    assert effect(keys, HOLD)[0] == ("hold", "stop or start this console's output",
                                     "no program has the console open")
    keys.process(51, "cat", fds=["/dev/vtkbd1"])
    assert not keys.run("explain", "1", "a", "--json").json["unread"]
    assert effect(keys, HOLD)[0][2] is None
    assert "state      lock LEDs: scroll\n" in keys.run("explain", "1", "f12").out


def test_where_vtkbd_has_the_keys_the_kernels_keyboard_has_none(vt):
    vt.seat(foreground=1).console(1, kbdmode=3).add("keysym 0 30 0xb61").add("keysym 0 111 0x20c")
    vt.file("/sys/module/vtkbd/parameters/grab", "Y\n").file("/proc/sys/kernel/sysrq", "1\n")
    result = vt.run("explain", "1", "a", "alt-prtsc-h", "delete", "--vt", "--json").json
    assert result["bytes"] == "" and {e["taken"] for e in result["events"]} == {"vtkbd"}
    assert {e["action"] for e in result["events"]} == {None}
    assert ("KEY_A down: vtkbd withholds it from the kernel's own keyboard (grab=1)\n" in
            vt.run("explain", "1", "a", "--vt").out)
    vt.file("/sys/module/vtkbd/parameters/grab", "N\n")
    assert vt.run("explain", "1", "a", "--vt", "--json").json["bytes"] == "61"


def sysrq(world, *chords):
    top = world.run("explain", "1", *chords, "--json").json
    return top["bytes"], [(e["key"][4:], e["down"], e["again"]) for e in top["events"]
                          if e["taken"] is None], [e["action"] for e in top["events"]]


@pytest.fixture
def sysrq_keys(keys):
    keys.add("keysym 8 99 0x1c").add("keysym 8 35 0x868").add("keysym 0 35 0xb68")
    return keys.add(f"keysym 8 56 {ALT}").console(3, kbdmode=MODES["unicode"])


def test_sysrq_is_a_key_if_the_kernel_does_not_want_it(sysrq_keys):
    assert sysrq(sysrq_keys, "alt-prtsc-h")[0] == "1ce8"
    sysrq_keys.file("/proc/sys/kernel/sysrq", "438\n")
    assert sysrq(sysrq_keys, "alt-prtsc-h")[0] == ""
    sysrq_keys.file("/sys/module/vtkbd/parameters/grab", "Y\n")
    assert sysrq(sysrq_keys, "alt-prtsc-h")[0] == "1ce8"


def test_the_sysrq_handler_keeps_what_is_pressed_with_it(sysrq_keys):
    sysrq_keys.file("/proc/sys/kernel/sysrq", "438\n")
    sent, heard, actions = sysrq(sysrq_keys, "alt-prtsc-h", "h")
    assert sent == "68"
    assert heard == [("LEFTALT", True, False), ("LEFTALT", False, False),
                     ("H", True, False), ("H", False, False)]
    assert actions.count("sysrq") == 1
    out = sysrq_keys.run("explain", "1", "alt-prtsc-h").out
    assert ("KEY_H down: the kernel's SysRq handler keeps it, as Alt and SysRq are held\n"
            "  action     SysRq: print help; kernel.sysrq is 438\n") in out
    assert "in all: 0 bytes\nin all: SysRq: print help; kernel.sysrq is 438\n" in out


def test_alt_and_sysrq_alone_are_typed_after_all(sysrq_keys):
    sysrq_keys.file("/proc/sys/kernel/sysrq", "1\n")
    sent, heard, actions = sysrq(sysrq_keys, "alt-prtsc")
    assert sent == "1c" and "sysrq" not in actions
    assert heard[2:] == [("LEFTALT", True, True), ("SYSRQ", True, True), ("SYSRQ", False, True),
                         ("LEFTALT", False, True)]
    assert sysrq(sysrq_keys, "alt-prtsc-shift")[0] == "1c"
    assert sysrq(sysrq_keys, "prtsc-alt")[1][0] == ("SYSRQ", True, False)


def test_a_key_that_was_down_before_is_heard_going_up(sysrq_keys):
    sysrq_keys.file("/proc/sys/kernel/sysrq", "1\n").seat(shift_state=8)
    keys = sysrq(sysrq_keys, "h-alt-prtsc")
    assert ("H", False, False) in keys[1]


def test_a_console_that_is_not_in_use_is_not_opened(keys):
    result = keys.console(1, kbdmode=MODES["xlate"]).run("explain", "40", "a")
    assert result.err == "vtkbdctl: console 40: unused, so without a mode\n"
    keys.console(40, kbdmode=MODES["unicode"])
    assert not [li for li in keys.run("explain", "1", "a").log if "vtkbd40" in li]


def test_in_xlate_another_console_is_asked_for_what_xlate_hides(keys):
    keys.console(1, kbdmode=MODES["xlate"])
    result = keys.run("explain", "1", "e", "--json")
    assert result.json["events"][0]["keysym_name"] == "U+20ac" and not result.json["assumed"]
    assert "open /dev/vtkbd3 rdwr noctty nonblock" in result.log
    keys.console(3, kbdmode=MODES["off"])
    assert "no Unicode characters" in keys.run("explain", "1", "e", "--json").json["assumed"][0]


def test_the_kernels_console_keeps_things_to_itself(vt):
    vt.add("keysym 0 30 0xb61").seat(shift_state=0)
    result = vt.run("explain", "fg", "a", "--vt", "--json").json
    assert result["bytes"] == "61" and len(result["assumed"]) == 3
    assert vt.run("explain", "5", "a", "--vt").err == (
        "vtkbdctl: console 5: unused, so without a mode\n")


def test_explaining_changes_nothing(keys):
    asked = {li.split()[2] for li in keys.run("explain", "1", "a").log if li.startswith("ioctl")}
    assert asked == {"VTKBD_GET_SEAT", "VTKBD_GET_CONSOLE", "VTKBD_GET_DEVICE", "KDGKBENT",
                     "KDGKBSENT", "KDGKBDIACRUC", "GIO_UNISCRNMAP", "TCGETS"}


@pytest.mark.parametrize("chord", ["", "a-", "-a", "hyper", "a-a", "keycode", "keycode768",
                                   "a-b-c-d-e-f-g-h-i-j-k-l-m-n-o-p-q", "key\nb", "btn_left"])
def test_bad_chords(keys, chord):
    result = keys.run("explain", "1", chord)
    assert (result.code, result.log) == (2, [])


# -- the module's core ---------------------------------------------------------------------

OTHER, ADVICE = "0123456789abcdef", (
    "the answer may be wrong; build and install the module and vtkbdctl from one tree\n")


def own_core():
    """What the tool must have been built from."""
    return subprocess.run(["sh", TOP / "drivers/tty/vtkbd/core/source-hash"], check=True,
                          capture_output=True, text=True).stdout.strip()


def test_a_module_of_the_same_core_is_no_news(keys):
    result = keys.add(f"core {own_core()}").run("explain", "1", "a", "--json")
    assert result.json["core"] == {"vtkbdctl": own_core(), "module": own_core(), "same": True}


def test_a_module_of_another_core_is_named_with_what_to_do(keys):
    result = keys.add(f"core {OTHER}").run("explain", "1", "a", warns=True)
    assert result.err == (f"vtkbdctl: the loaded module is built from core {OTHER}, this vtkbdctl "
                          f"from core {own_core()}: {ADVICE}")
    result = keys.run("explain", "1", "a", "--json", warns=True)
    assert result.json["core"] == {"vtkbdctl": own_core(), "module": OTHER, "same": False}
    assert result.err.endswith(ADVICE)


def test_a_module_that_does_not_say_its_core(keys):
    result = keys.add("core -").run("explain", "1", "a", warns=True)
    assert result.err == ("vtkbdctl: the loaded module does not say from which core it is built, "
                          f"this vtkbdctl is from core {own_core()}: {ADVICE}")
    result = keys.run("explain", "1", "a", "--json", warns=True)
    assert result.json["core"] == {"vtkbdctl": own_core(), "module": None, "same": False}


@pytest.mark.parametrize("core", [OTHER[:8], own_core() + "0", "\\033[2J"])
def test_a_hash_that_is_none_is_another_one(keys, core):
    result = keys.add(f"core {core}").run("explain", "1", "a", warns=True)
    assert result.err.startswith("vtkbdctl: the loaded module is built from core ")


def test_the_module_in_place_of_the_vt_is_asked_by_its_name_there(standin):
    standin.add("keysym 0 30 0xb61")
    assert standin.run("explain", "1", "a").code == 0
    assert standin.add(f"core {OTHER}").run("explain", "1", "a", warns=True).err.endswith(ADVICE)


def test_the_kernels_console_has_no_module_to_differ(vt):
    result = vt.add("keysym 0 30 0xb61").add(f"core {OTHER}").run(
        "explain", "1", "a", "--vt", "--json")
    assert result.json["core"] == {"vtkbdctl": own_core(), "module": None, "same": None}


def test_json_is_documented(keys):
    top = keys.run("explain", "1", "a", "--json").json
    assert set(top) | set(top["events"][0]) <= documented_members("explain")


# -- the rules of other kernels ------------------------------------------------------


def rules(world, *args):
    """{kernel: (used, differs, bytes)}"""
    return {r["kernel"]: (r["used"], r["differs"], bytes.fromhex(r["bytes"]).decode())
            for r in world.run("explain", "1", *args, "--rules", "--json").json["rules"]}


def test_what_other_kernels_would_send(keys):
    keys.add(f"keysym 4 103 {0x603}").file("/sys/module/vtkbd/parameters/rules", "6.12\n")
    assert keys.run("explain", "1", "ctrl-up", "--rules").out == r"""in all: "\x1b[A", 3 bytes

console 1: unicode: keys become characters in UTF-8
  unread: no program has it open; bytes wait for one, and then for the next key

by the rules of Linux:
  6.1, the same  "\x1b[A"
  6.12, in use   "\x1b[A"
  7.1, differs   "\x1b[1;5A"
  7.3, differs   "\x1b[1;5A"
"""


@pytest.mark.parametrize("used, differ", [("6.1", {"7.1", "7.3"}), ("7.3", {"6.1", "6.12"})])
def test_the_rules_in_use_are_what_the_others_differ_from(keys, used, differ):
    keys.add(f"keysym 4 103 {0x603}").file("/sys/module/vtkbd/parameters/rules", f"{used}\n")
    found = rules(keys, "ctrl-up")
    assert {kernel for kernel, (is_used, _, _) in found.items() if is_used} == {used}
    assert {kernel for kernel, (_, differs, _) in found.items() if differs} == differ
    top = keys.run("explain", "1", "ctrl-up", "--rules", "--json").json
    assert bytes.fromhex(top["bytes"]).decode() == found[used][2]


def test_the_kernels_own_console_has_the_running_kernels(vt):
    for keymap in (0, 4):
        vt.add(f"keysym {keymap} 29 {CTRL}").add(f"keysym {keymap} 103 {0x603}")
    vt.console(1, kbdmode=MODES["unicode"]).file("/proc/sys/kernel/osrelease", "7.2.13-amd64\n")
    assert rules(vt, "ctrl-up", "--vt")["7.1"] == (True, False, "\x1b[1;5A")


def test_each_begins_with_the_consoles_own_state(keys):
    """A dead key, Caps Lock and Alt as they are now, each time."""
    keys.seat(diacr=ord("'")).add(f"accent {ord(chr(39))} {ord('a')} 0xe1")
    assert {r[1:] for r in rules(keys, "a", "a").values()} == {(False, "áa")}
    keys.add("keysym 0 58 0x207").console(1, ledflags=4)
    assert {r[2] for r in rules(keys, "capslock", "b", "a").values()} == {"á"}


def test_an_action_is_named_by_all_rules(keys):
    found = keys.run("explain", "1", "ctrl-alt-delete", "--rules", "--json").json["rules"]
    assert [(r["actions"], r["break"], r["differs"]) for r in found] == [(["cad"], False, False)] * 4
    assert keys.run("explain", "1", "b", "--rules").out.endswith("""\
by the rules of Linux:
  6.1, in use    nothing
  6.12, the same nothing
  7.1, the same  nothing
  7.3, the same  nothing
""")


def test_a_new_type_of_keysym_is_named_as_the_kernel_does(keys):
    keys.add(f"keysym 0 88 {0xf02}").file("/sys/module/vtkbd/parameters/rules", "7.1\n")
    top = keys.run("explain", "1", "f12", "--rules", "--json").json
    assert top["events"][0]["handler"] == "k_csi"
    assert {r["kernel"]: r["bytes"] for r in top["rules"]} == {
        "6.1": "", "6.12": "", "7.1": b"\x1b[2~".hex(), "7.3": b"\x1b[2~".hex()}


def test_nobody_asked_for_rules(keys):
    assert keys.run("explain", "1", "a", "--json").json["rules"] is None
    assert "by the rules" not in keys.run("explain", "1", "a").out
