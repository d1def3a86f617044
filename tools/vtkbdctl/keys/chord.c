// SPDX-License-Identifier: GPL-2.0
/*
 * Chords of keys. Which key is called what comes from names.c; only the short names
 * that people type are decided here.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <linux/input-event-codes.h>

#include "keys/chord.h"
#include "keys/names.h"
#include "output/text.h"
#include "tool.h"

/* Short names, where a key's own is long or hard to guess. */
static const struct {
	const char *word;
	unsigned int code;
} short_names[] = {
	{ "ctrl",	KEY_LEFTCTRL },
	{ "control",	KEY_LEFTCTRL },
	{ "rctrl",	KEY_RIGHTCTRL },
	{ "shift",	KEY_LEFTSHIFT },
	{ "rshift",	KEY_RIGHTSHIFT },
	{ "alt",	KEY_LEFTALT },
	{ "altgr",	KEY_RIGHTALT },
	{ "del",	KEY_DELETE },
	{ "ins",	KEY_INSERT },
	{ "escape",	KEY_ESC },
	{ "return",	KEY_ENTER },
	{ "caps",	KEY_CAPSLOCK },
	{ "pgup",	KEY_PAGEUP },
	{ "pgdn",	KEY_PAGEDOWN },
	{ "prtsc",	KEY_SYSRQ },
};

static int code_by_number(const char *word)
{
	const char *digits = word + strlen("keycode");
	long code;
	char *end;

	if (strncmp(word, "keycode", strlen("keycode")) || !isdigit((unsigned char)*digits))
		return -1;
	code = strtol(digits, &end, 10);
	return *end || code > KEY_MAX ? -1 : code;
}

static int key_parse(const char *word)
{
	struct text name = { .s = "KEY_" };
	unsigned int code;

	for (size_t i = 0; i < ARRAY_SIZE(short_names); i++)
		if (!strcasecmp(word, short_names[i].word))
			return short_names[i].code;
	if (code_by_number(word) >= 0)
		return code_by_number(word);
	for (const char *s = strncasecmp(word, "KEY_", 4) ? word : word + 4; *s; s++)
		text_add(&name, "%c", toupper((unsigned char)*s));
	return keyset_key(keyset_find("linux"), name.s, &code) ? -1 : (int)code;
}

int chord_add(const struct tool *tool, struct chord *chord, unsigned int keycode)
{
	for (int i = 0; i < chord->nr; i++)
		if (chord->code[i] == keycode)
			return complain(tool, "%s: twice in one chord", key_text(keycode).s);
	if (chord->nr == CHORD_KEYS)
		return complain(tool, "%s: more than %d keys at once", key_text(keycode).s,
				CHORD_KEYS);
	chord->code[chord->nr++] = keycode;
	return 0;
}

/* As other programs write a chord. */
static int complain_joined(const struct tool *tool, const char *word)
{
	struct text joined = text_escape(word);
	struct text shown = joined;

	for (char *c = joined.s; *c; c++)
		if (*c == '+')
			*c = '-';
	return complain(tool, "key '%s': no such key; did you mean %s?", shown.s, joined.s);
}

static int add_named(const struct tool *tool, struct chord *chord, const char *word)
{
	int code = key_parse(word);

	if (code >= 0)
		return chord_add(tool, chord, code);
	if (strchr(word, '+'))
		return complain_joined(tool, word);
	return complain(tool, "key '%s': no such key (vtkbdctl keys lists their names; or "
			"keycodeN)", text_escape(word).s);
}

const char *chord_short_name(size_t i, unsigned int *keycode)
{
	if (i >= ARRAY_SIZE(short_names))
		return NULL;
	*keycode = short_names[i].code;
	return short_names[i].word;
}

int chord_parse(const struct tool *tool, const char *word, struct chord *chord)
{
	for (;;) {
		size_t len = strcspn(word, "-");
		struct text key = { 0 };

		text_add(&key, "%.*s", (int)len, word);
		if (add_named(tool, chord, key.s))
			return -1;
		if (!word[len])
			return 0;
		word += len + 1;
	}
}
