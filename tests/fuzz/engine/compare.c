// SPDX-License-Identifier: GPL-2.0
/*
 * What the kernel's keyboard and vtkbd's did, side by side.
 */
#include <stdarg.h>
#include <string.h>

#include "compare.h"

#define MAP_BYTES	(256 * sizeof(uint16_t))

unsigned long compared_steps, compared_maps;
static struct side_seen seen[2];
static char said[400];

static const char *say(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(said, sizeof(said), format, args);
	va_end(args);
	return said;
}

void compare_reset(void)
{
	theirs.reset();
	ours.reset();
}

/* Words of a log as a text that fits into a line. */
static void log_text(char *to, size_t size, const struct side_log *log)
{
	size_t len = 0;

	to[0] = '\0';
	for (unsigned int i = 0; i < log->nr && len < size - 16; i++)
		len += snprintf(to + len, size - len, " %x", log->word[i]);
	if (!log->nr)
		snprintf(to, size, " nothing");
}

static const char *compare_log(const char *name, const struct side_log *kernel,
			       const struct side_log *vtkbd)
{
	char text[2][160];

	if (kernel->nr == vtkbd->nr &&
	    !memcmp(kernel->word, vtkbd->word, kernel->nr * sizeof(kernel->word[0])))
		return NULL;
	log_text(text[0], sizeof(text[0]), kernel);
	log_text(text[1], sizeof(text[1]), vtkbd);
	return say("%s: kernel%s, vtkbd%s", name, text[0], text[1]);
}

/* -- the state that a step left ------------------------------------------------------------ */

#define MEMBER(type, member) \
	{ #member, offsetof(type, member), sizeof(((type *)NULL)->member) }

static const struct member {
	const char *name;
	size_t at, size;
} seat_members[] = {
	MEMBER(struct side_state, key_down), MEMBER(struct side_state, npadch_value),
	MEMBER(struct side_state, diacr), MEMBER(struct side_state, shift_down),
	MEMBER(struct side_state, shift), MEMBER(struct side_state, dead_key_next),
	MEMBER(struct side_state, npadch_active), MEMBER(struct side_state, rep),
	MEMBER(struct side_state, lights), MEMBER(struct side_state, foreground),
	MEMBER(struct side_state, nr_maps),
}, console_members[] = {
	MEMBER(struct side_console, mode), MEMBER(struct side_console, flags),
	MEMBER(struct side_console, leds), MEMBER(struct side_console, default_leds),
	MEMBER(struct side_console, pattern), MEMBER(struct side_console, lock),
	MEMBER(struct side_console, sticky), MEMBER(struct side_console, utf8),
	MEMBER(struct side_console, controls), MEMBER(struct side_console, mouse),
	MEMBER(struct side_console, paste),
};

/* The first byte that differs, of whatever member it is. */
static const char *member_text(const struct member *member, unsigned int nr, int console,
			       const void *kernel, const void *vtkbd)
{
	char where[24] = "seat";

	for (; nr--; member++) {
		const uint8_t *a = (const uint8_t *)kernel + member->at;
		const uint8_t *b = (const uint8_t *)vtkbd + member->at;
		size_t i = 0;

		while (i < member->size && a[i] == b[i])
			i++;
		if (i == member->size)
			continue;
		if (console >= 0)
			snprintf(where, sizeof(where), "console %d", console);
		return say("%s: %s, byte %zu: kernel %#x, vtkbd %#x", where, member->name, i,
			   a[i], b[i]);
	}
	return NULL;
}

#define NR(array)	(sizeof(array) / sizeof((array)[0]))

static const char *compare_state(void)
{
	static struct side_state state[2];
	const char *text;

	theirs.state(&state[0]);
	ours.state(&state[1]);
	if (!memcmp(&state[0], &state[1], sizeof(state[0])))
		return NULL;
	text = member_text(seat_members, NR(seat_members), -1, &state[0], &state[1]);
	for (int i = 0; i < SIDE_CONSOLES && !text; i++)
		text = member_text(console_members, NR(console_members), i,
				   &state[0].console[i], &state[1].console[i]);
	return text ? text : "the state, in a byte that has no name";
}

/* -- what keys mean ------------------------------------------------------------------------ */

static const char *compare_map(unsigned int i, const uint16_t *kernel, const uint16_t *vtkbd)
{
	if (!kernel != !vtkbd)
		return say("map %u: kernel has %s, vtkbd %s", i, kernel ? "it" : "none",
			   vtkbd ? "it" : "none");
	if (!kernel || !memcmp(kernel, vtkbd, MAP_BYTES))
		return NULL;
	for (unsigned int key = 0; key < 256; key++)
		if (kernel[key] != vtkbd[key])
			return say("map %u, key %u: kernel %#x, vtkbd %#x", i, key,
				   kernel[key] ^ 0xf000, vtkbd[key] ^ 0xf000);
	return "maps";
}

static const char *compare_string(unsigned int i, const char *kernel, const char *vtkbd)
{
	kernel = kernel ? kernel : "";
	vtkbd = vtkbd ? vtkbd : "";
	return strcmp(kernel, vtkbd) ? say("string %u: kernel '%.60s', vtkbd '%.60s'", i, kernel,
					   vtkbd) : NULL;
}

const char *compare_maps(void)
{
	struct side_maps kernel, vtkbd;
	const char *text = NULL;

	compared_maps++;
	theirs.maps(&kernel);
	ours.maps(&vtkbd);
	for (unsigned int i = 0; i < 256 && !text; i++) {
		text = compare_map(i, kernel.map[i], vtkbd.map[i]);
		if (!text)
			text = compare_string(i, kernel.string[i], vtkbd.string[i]);
	}
	if (!text && (kernel.nr_accents != vtkbd.nr_accents ||
		      memcmp(kernel.accents, vtkbd.accents, 12 * kernel.nr_accents)))
		text = say("accents: kernel %u, vtkbd %u of them", kernel.nr_accents,
			   vtkbd.nr_accents);
	if (!text && memcmp(kernel.screen, vtkbd.screen, MAP_BYTES))
		text = "screen map";
	return text;
}

/* -- a step --------------------------------------------------------------------------------- */

const char *compare_step(const struct step *step)
{
	const char *text;

	theirs.step(step, &seen[0]);
	ours.step(step, &seen[1]);
	compared_steps++;
	if (seen[0].result != seen[1].result)
		return say("result: kernel %ld, vtkbd %ld", seen[0].result, seen[1].result);
	text = compare_log("bytes", &seen[0].bytes, &seen[1].bytes);
	if (!text)
		text = compare_log("actions", &seen[0].acts, &seen[1].acts);
	if (!text)
		text = compare_log("notes", &seen[0].notes, &seen[1].notes);
	if (!text)
		text = compare_log("data", &seen[0].data, &seen[1].data);
	if (!text)
		text = compare_state();
	if (!text && step_kind[step->op].changes_maps)
		text = compare_maps();
	return text;
}
