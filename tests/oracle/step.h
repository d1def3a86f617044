/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A step of the typist's script: an operation and its numbers. As text it is
 * a line: the name, then the numbers, in hexadecimal where that reads better.
 */
#ifndef ORACLE_STEP_H
#define ORACLE_STEP_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define STEP_ARGS	640	/* a function string of the largest size, and its place */

enum op {
	OP_FRESH,	/* everything back to where a machine starts */
	OP_CHECK,	/* compare */
	OP_KEY,		/* KEYBOARD CODE VALUE */
	OP_BURST,	/* KEYBOARD (CODE VALUE)...: one packet */
	OP_PLUG,	/* KEYBOARD: removed and added again */
	OP_TYPE,	/* (NUMBER DOWN)...: on the PS/2 keyboard, by QEMU */
	OP_SOFTRAW,	/* 0: the PS/2 keyboard hands its scancodes on for RAW; 1: not */
	OP_MODE,	/* CONSOLE ARG: KDSKBMODE */
	OP_FLAGS,	/* CONSOLE ARG: KDSKBLED */
	OP_LIGHTS,	/* CONSOLE ARG: KDSETLED */
	OP_META,	/* CONSOLE ARG: KDSKBMETA */
	OP_KDMODE,	/* CONSOLE ARG: KDSETMODE */
	OP_ENTRY,	/* CONSOLE MAP KEY KEYSYM: KDSKBENT */
	OP_COLUMN,	/* CONSOLE KEY KEYSYM: KDSKBENT in the usual maps */
	OP_STRING,	/* CONSOLE NUMBER BYTE...: KDSKBSENT */
	OP_ACCENTS,	/* CONSOLE (DIACR BASE RESULT)...: KDSKBDIACRUC */
	OP_KEYCODE,	/* CONSOLE SCANCODE KEYCODE: KDSETKEYCODE */
	OP_REPEAT,	/* CONSOLE DELAY PERIOD: KDKBDREP */
	OP_SCREENMAP,	/* CONSOLE (BYTE CHARACTER)...: PIO_UNISCRNMAP, the rest straight */
	OP_GLYPHMAP,	/* CONSOLE (BYTE GLYPH)...: PIO_SCRNMAP, the same */
	OP_ACTIVATE,	/* CONSOLE TARGET: VT_ACTIVATE */
	OP_VTMODE,	/* CONSOLE MODE RELSIG ACQSIG: VT_SETMODE */
	OP_RELDISP,	/* CONSOLE ARG: VT_RELDISP */
	OP_LOCKSWITCH,	/* CONSOLE LOCK */
	OP_FLOW,	/* CONSOLE STOP: TCXONC */
	OP_REOPEN,	/* CONSOLE: close, VT_DISALLOCATE, open */
	OP_WRITE,	/* CONSOLE BYTE...; STEP_SPLIT begins another write */
	NR_OPS
};

#define STEP_SPLIT	0x100

struct step {
	enum op op;
	unsigned int nr;
	uint32_t arg[STEP_ARGS];
};

void step_print(FILE *to, const struct step *step);

/* False for a line that is no step. Comments and empty lines give OP_CHECK. */
bool step_parse(struct step *step, const char *line);

/* How many key events a step is. */
unsigned int step_events(const struct step *step);

#endif /* ORACLE_STEP_H */
