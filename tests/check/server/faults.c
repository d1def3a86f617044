// SPDX-License-Identifier: GPL-2.0
/* The table of faults: each row breaks one property. */
#include <stdio.h>
#include <string.h>

#include "server.h"

static const struct fault faults[] = {
	[WELL_BEHAVED] = { "none", "-", "Treats its console well." },

	[K_OFF_LATE] = { "k-off-late", "start",
		"Sets K_OFF 1.5 s after it began to read the input devices." },
	[NO_VT_PROCESS] = { "no-vt-process", "start",
		"Never sets VT_PROCESS; so nobody can switch away from it." },
	[NO_GRAPHICS] = { "no-graphics", "start",
		"Never sets KD_GRAPHICS." },

	[NO_K_OFF] = { "no-k-off", "keys",
		"Never sets K_OFF." },
	[RAW_UNDRAINED] = { "raw-undrained", "keys",
		"Sets K_RAW in place of K_OFF, and does not read what arrives." },

	[NEVER_ACKS] = { "never-acks", "switch",
		"Does not answer the release signal." },
	[SLOW_ACK] = { "slow-ack", "switch",
		"Answers the release signal after 3 s." },
	[ACKS_THEN_DIES] = { "acks-then-dies", "switch",
		"Releases the console, and is killed by SIGKILL at once." },
	[DEAF_AFTER_SWITCH] = { "deaf-after-switch", "switch",
		"Does not open the input devices again when it is back in front." },
	[STUCK_MODIFIERS] = { "stuck-modifiers", "switch",
		"Takes modifiers that were down when it let go for held when it is back." },
	[KEEPS_INPUT] = { "keeps-input-in-background", "switch",
		"Reads the input devices and acts on chords while another console is in front." },
	[HANDLERS_LATE] = { "handlers-late", "switch",
		"Has no handlers in the first 1.5 s of VT_PROCESS: a switch kills it." },
	[EXIT_HOLDS_SWITCH] = { "exit-holds-switch", "switch",
		"Does not answer the release signal in its orderly end, which takes 3 s." },

	[IGNORES_EPERM] = { "ignores-eperm", "kernel",
		"Goes on without K_OFF if KDSKBMODE fails." },
	[EINTR_GIVES_UP] = { "eintr-gives-up", "kernel",
		"Goes on without K_OFF if KDSKBMODE returns EINTR." },
	[FAILS_DIRTY] = { "fails-dirty", "kernel",
		"Leaves K_OFF and KD_GRAPHICS when it could not start.",
		.left_at_failure = TEXT | KEYBOARD },
	[DOUBLE_RELEASE_CONFUSED] = { "double-release-confused", "kernel",
		"Ends if there is a release signal with nothing to release." },
	[NO_RECHECK] = { "no-recheck", "kernel",
		"Never looks whether somebody else has changed its modes." },
	[IGNORES_HANGUP] = { "ignores-hangup", "kernel",
		"Goes on with a descriptor that is hung up." },

	[RESTORES_NOTHING] = { "restores-nothing", "end",
		"Puts nothing back in an orderly end.",
		.left_at_end = ALL_PARTS },
	[RESTORES_TEXT_NOT_KEYBOARD] = { "restores-text-not-keyboard", "end",
		"Leaves K_OFF in an orderly end.",
		.left_at_end = KEYBOARD },
	[RESTORES_KEYBOARD_NOT_TEXT] = { "restores-keyboard-not-text", "end",
		"Leaves KD_GRAPHICS in an orderly end.",
		.left_at_end = TEXT },
	[LEAVES_RAW_TERMINAL] = { "leaves-raw-terminal", "end",
		"Leaves the terminal raw in an orderly end.",
		.left_at_end = TERMINAL },
	[NO_GUARDIAN] = { "no-guardian", "end",
		"Has nobody who puts the console back after SIGKILL but the kernel, at a switch." },
	[GUARDIAN_HALF_DONE] = { "guardian-half-done", "end",
		"After SIGKILL, its guardian puts back VT_AUTO only: the kernel never does more.",
		.left_by_guardian = ALL_PARTS & ~SWITCHING },
	[CRASH_RESTORES_NOTHING] = { "crash-restores-nothing", "end",
		"Tells its guardian at SIGSEGV that all is well, and puts nothing back." },

	[LEAKS_DESCRIPTOR] = { "leaks-descriptor", "descriptors",
		"Opens the console without O_CLOEXEC: its client has it, too." },
	[LEAVES_HOLDER] = { "leaves-holder", "descriptors",
		"Leaves a process behind, for a minute, that has the console open." },
	[CTTY] = { "ctty", "descriptors",
		"Leads a session and opens the console without O_NOCTTY: it gets its terminal." },
};

const struct fault *fault_of(enum fault_id id)
{
	return &faults[id];
}

bool fault_find(const char *name, enum fault_id *id)
{
	for (*id = WELL_BEHAVED; *id < sizeof(faults) / sizeof(*faults); ++*id)
		if (!strcmp(faults[*id].name, name))
			return true;
	return false;
}

void fault_list(void)
{
	for (size_t i = WELL_BEHAVED + 1; i < sizeof(faults) / sizeof(*faults); i++)
		printf("%-28s%-13s%s\n", faults[i].name, faults[i].property, faults[i].sentence);
}
