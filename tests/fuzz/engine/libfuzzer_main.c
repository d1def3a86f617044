// SPDX-License-Identifier: GPL-2.0
/*
 * The driver for depth: libFuzzer finds the numbers that the grammar makes steps of. An input
 * is two bytes that choose the profile and the keys in use, and then TAPE_STEP for each step.
 */
#include <sanitizer/common_interface_defs.h>
#include <stdlib.h>

#include "compare.h"
#include "generate.h"
#include "play.h"

#define BEGIN	2

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void make(struct script *script, const uint8_t *data, size_t size)
{
	struct generator g;

	generate_begin_tape(&g, data);
	for (size_t at = BEGIN; at < size; at += TAPE_STEP) {
		size_t left = size - at < TAPE_STEP ? size - at : TAPE_STEP;

		generate_step_of(&g, &script->step[script->nr++], data + at, left);
	}
}

static const struct script *playing;

/* A sanitizer ends the program: as it is, since what is not reduced ends it, too. */
static void print_playing(void)
{
	if (playing)
		script_print(stderr, playing);
	playing = NULL;
}

static void report(struct script *script, const char *text)
{
	playing = NULL;
	script_reduce(script);
	text = script_play(script) ?: text;
	fprintf(stderr, "difference: %s\n", text);
	script_print(stderr, script);
	abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct script script = { NULL, 0 };
	const char *text;

	if (size <= BEGIN)
		return 0;
	script.step = malloc((size / TAPE_STEP + 1) * sizeof(struct step));
	make(&script, data, size);
	__sanitizer_set_death_callback(print_playing);
	playing = &script;
	text = script_play(&script);
	if (text)
		report(&script, text);
	playing = NULL;
	free(script.step);
	return 0;
}
