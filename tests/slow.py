# SPDX-License-Identifier: GPL-2.0
"""What `make test` leaves to `make test-all`, and why it can.

`make test` has to be short enough to be run before each commit. What is left in it covers each
kind of behaviour once: of the same test in several modes, on several consoles or with several
programs one, of the races those that show themselves soon. A line is a file and parts of the
names of its tests; "" is all of them.
"""
import pytest

ALL = ("",)
SLOW = {
    # Of what people install or build elsewhere: hours at first.
    "arch/test_arch.py": ALL,
    "intree/test_kernels.py": ("kunit_runs_all_suites", "built_without_a_warning"),
    "packaging/test_deb.py": ALL,
    "packaging/test_fresh.py": ALL,
    "packaging/test_install.py": ("on_this_very_system",),
    "packaging/test_other_systems.py": ALL,
    # Builds from nothing besides the first.
    "build/test_build.py": ("sparse[novt]", "sees_a_warning", "clean_removes_them"),
    "build/test_core_source.py": ("changes_the_hash", "not_linked_twice"),
    "build/test_docs.py": ("fails_each_time[ref]", "fails_each_time[doc]",
                           "fails_each_time[title]"),
    "build/test_early.py": ALL,
    # kmemleak takes long for what the sanitizer of the same suites as a program sees at once.
    "kunit/test_kunit.py": ("nothing_is_left_allocated",),
    # Races in the debug kernel.
    "stress/test_lifetimes.py": ("fails_at_any_allocation[0]", "opened_and_closed",
        "grab_is_written", "first_moment_of_loading", "load_that", "next_life_begins",
        "fails_at_any_allocation[7]", "at_its_uevent[0]"),
    "stress/test_crowd.py": ALL,
    "stress/test_failing.py": ("attach_writes", "there_is_no_memory"),
    "stress/test_nothing_lost.py": ALL,
    "stress/test_user_pages.py": ALL,
    "stress/test_bugs.py": ALL,
    "stress/test_busy.py": ALL,
    "stress/test_waits.py": ALL,
    "stress/test_pulled.py": ALL,
    "stress/test_orders.py": ("wait_for_it", "two_sizes", "only_the_seat_heard"),
    "stress/test_suspend.py": ALL,
    # What takes seconds to be seen, or is one more of its kind.
    # What check says of each server depends on what these ask the kernel.
    "check/test_servers.py": ALL,
    # A second server that breaks the same property; what the good one passes, bad ones pass too.
    "check/test_check.py": ("nothing_else_of_all", "good_server", "raw-undrained", "slow-ack",
                            "acks-then-dies", "eintr-gives-up", "leaves-raw-terminal",
                            "restores-text-not-keyboard", "restores-keyboard-not-text",
                            "guardian-half-done", "exit-holds-switch", "ignores-hangup",
                            "keeps-input-in-background", "handlers-late", "ends_it[none-",
                            "prints_without_end", "stubborn", "ordinary_process",
                            "stops_its_process_group", "modes_again",
                            "what_others_have_left", "deaf-after", "may_be_a_child",
                            "unused_again", "what_check_has_started"),
    "check/test_real.py": ("verdicts_of_all",),
    "e2e/test_attach.py": ("everybody_at_once",),
    "e2e/test_grab.py": ("moves_all_the_time",),
    "e2e/test_module.py": ("nothing_behind[61]", "typing_through_loading",
        "opening_a_node_all_through"),
    # The same with other modes, keymaps, consoles, programs.
    "e2e/test_explain.py": ("random_chords_is_what_comes[default", "random_chords_is_what_comes"
                            "[loaded-xlate", "random_chords_is_what_comes[loaded-mediumraw",
                            "random_chords_is_what_comes[loaded-raw",
                            "random_chords_is_what_comes[loaded-off"),
    "e2e/test_conformance.py": ("written-background", "keymap-background", "tty-background",
        "32_bit_programs_as_the_real_vt_does[keymap]", "blanks_as", "size_of_the_foreground"),
    "e2e/test_consoles.py": ("alt_fn_and_alt_arrows",),
    "e2e/test_claim.py": ("console_is_put_back[vt-", "dead_display_server[vt]",
                          "lets_others_switch[vt]", "its_command_fixes[vtkbd]",
                          "console_until_it_ends[vt]", "keeps_them_while_it_lives[vtkbd]",
                          "lights_are_blamed", "does_not_go_to_a_console[--vt",
                          "read_one_console[vt]", "not_there_goes_again[--vt]"),
    "e2e/test_claim_user.py": ("claim-job]", "console_is_put_back[vt-",
        "console_is_put_back[vtkbd-sleep", "program_that_ends[vtkbd]",
        "he_can_put_right[vtkbd]", "session_that_ends[vt]"),
    "e2e/test_busybox.py": ALL,
    "e2e/test_gdb.py": ("dump_of_the_memory", "from_the_first_instruction"),
    "e2e/test_history.py": ("in_any_order[1]", "in_any_order[2]"),
    "e2e/test_keymap.py": ("accent_table_is_of_one",),
    "e2e/test_nobody.py": ("[root of a namespace]",),
    "e2e/test_oracle.py": ("types_as_the_real_vt_does[2]", "types_as_the_real_vt_does[3]"),
    "e2e/test_leds.py": ("leds_come_back[rmmod]",),
    "e2e/test_sizes.py": ("under_kasan",),
    "e2e/test_readers.py": ("args1-/dev/tty",),
    "e2e/test_run.py": ("once[INT]", "once[HUP]", "once[QUIT]", "once[USR", "ends[9]",
                        "programs[true", "programs[sh"),
    "e2e/test_send.py": ("from_a_keyboard[mediumraw]", "azerty", "qwerty", "[HUP]", "[TERM]",
        "[QUIT]", "[shifted]", "does_not_outlive", "modifier_of_the_seat", "[latin1]",
        "three_strokes", "goes_down_in_order", "xlate_types_8_bit", "modifier_is_held[--vt]",
        "arrives_as_it_is[qwertz"),
    "e2e/test_state.py": ("[none-False]", "[kbd-numlock-False]", "for_who_waits[]",
                          "a_lock_that_the_kernel_hides", "restore_starts_output"),
    "e2e/test_trace.py": ("args0-/dev/vtkbd", "signal_that_can_be_caught", "sak_key_does_not",
                          "no_console_is_busy", "probes_without_a_buffer",
                          "switches_and_leds_of_the_kernels_own", "modes_that_the_kernel_resets"),
    "e2e/test_notifier.py": ("keyboard[2]", "keyboard[3]", "keyboard[4]", "chord3", "chord5",
                             "chord6"),
    "e2e/test_ctrl_alt_del.py": ("[mediumraw-", "[xlate-"),
    "e2e/test_typing.py": ("same_bytes[mediumraw]", "same_bytes[xlate]", "raw_is_the_keycode",
        "no_keymap_has", "what_is_lost_is_counted"),
    "e2e/test_who.py": ("foregrounds[a letter]", "foregrounds[Compose]", "foregrounds[a keypad"),
    "fuzz/test_fuzz.py": ("within_a_minute", "lines_and_branches"),
    "inject/test_inject.py": ("matrix_sees", "arrives_in_every_mode"),
    "intree/test_intree.py": ("cut_short_is_brought_to_its_end_or_taken_out[stock-2",
        "cut_short_is_brought_to_its_end_or_taken_out[stock-3"),
    "ledrace/test_ledrace.py": ("slower_keys",),
    "oracle/test_explained.py": ALL,
    "vm/test_system.py": ("unit_that_fails", "polling_for_what"),
    "vm/test_vm.py": ("sees_a_fault[debug-deadlock]", "sees_a_fault[debug-sleep]",
        "sees_a_fault[debug-shift]", "at_tty1[debug]", "what_they_are_for[debug]",
        "told_apart[debug]", "power_off_ends_qemu[debug]", "booting_and_restoring",
        "broken_state_is_dropped", "module_and_tool[ctrl-a-x]", "sees_a_leak",
        "sees_a_fault[kcsan", "sees_a_fault[rt"),
    # Machines under fire.
    "stress/test_iofuzz.py": ("survives_all", "it_sees_that"),
    "stress/test_switches.py": ("lose_no_key[built-in]",),
    "stress/test_foreign_fuzzers.py": ALL,
    "stress/test_ltp.py": ALL,
}
# In this folder all is slow, programs of Debian's in a VM with systemd, but: a tool of kbd, a
# boot and a login without CONFIG_VT, and bad states that doctor knows.
CLIENTS = "clients"
KEPT = {
    "clients/test_doctor.py": ("forgets_the_keyboard[vtkbd]",
        "in_a_container_does_not_cost_the_machine_its_getty[vtkbd]"),
    "clients/test_standin.py": ("nodes_are_there_at_major_4[modules", "loaded_it[modules",
                                "is_a_session_of_seat0[modules", "initramfs_hook"),
    "clients/test_tools.py": ("[chvt]", "golden_files"),
}


def _is_named(table, file, name):
    return any(part in name for part in table.get(file, ()))


def _is_slow(file, name):
    if file.startswith(f"{CLIENTS}/"):
        return not _is_named(KEPT, file, name)
    return _is_named(SLOW, file, name)


def mark(items):
    """Give these tests the marker `slow`."""
    for item in items:
        if _is_slow("/".join(item.path.parts[-2:]), item.name):
            item.add_marker(pytest.mark.slow)


def unused(tests):
    """What names none of tests, which are (file, name)."""
    return [(file, part) for table in (SLOW, KEPT) for file, parts in table.items()
            for part in parts if not any(path == file and part in name for path, name in tests)]
