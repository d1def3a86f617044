// SPDX-License-Identifier: GPL-2.0
/*
 * Between numbers and names of keysyms and keys. Which key is called what comes
 * from keysets.c, which keysym from dumpkeys (keysyms.h_shipped); only the short
 * names of chords are decided here.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <linux/input-event-codes.h>
#include <linux/keyboard.h>

#include "keysets.h"
#include "keysym.h"
#include "tool.h"

struct keysym_name {
	unsigned short value;
	const char *name;
};

#include "keysyms.h_shipped"

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

static int by_value(const void *key, const void *row)
{
	return *(const unsigned int *)key - ((const struct keysym_name *)row)->value;
}

/* Types beyond the table's are characters, stored turned over. */
struct text keysym_text(unsigned int keysym)
{
	const struct keysym_name *row;
	struct text t = { 0 };
	unsigned int plain = keysym;

	if (KTYP(keysym) >= 16) {
		text_add(&t, "U+%04x", keysym ^ 0xf000);
		return t;
	}
	if (KTYP(keysym) == KT_LETTER) {
		text_add(&t, "+");
		plain = K(KT_LATIN, KVAL(keysym));
	}
	row = bsearch(&plain, keysym_names, ARRAY_SIZE(keysym_names), sizeof(*row), by_value);
	if (row)
		text_add(&t, "%s", row->name);
	else
		text_add(&t, "0x%04x", plain);
	return t;
}

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

static int add_key(const struct tool *tool, struct chord *chord, const char *word)
{
	int code = key_parse(word);

	if (code < 0 || code > KEY_MAX)
		return complain(tool, "key '%s': no such key (keys are named as in "
				"<linux/input-event-codes.h> without KEY_, or keycodeN)",
				text_escape(word).s);
	for (int i = 0; i < chord->nr; i++)
		if (chord->code[i] == (unsigned int)code)
			return complain(tool, "key '%s': twice in one chord", text_escape(word).s);
	if (chord->nr == CHORD_KEYS)
		return complain(tool, "key '%s': a chord has %d keys at most",
				text_escape(word).s, CHORD_KEYS);
	chord->code[chord->nr++] = code;
	return 0;
}

int chord_parse(const struct tool *tool, const char *word, struct chord *chord)
{
	*chord = (struct chord) { 0 };
	for (;;) {
		size_t len = strcspn(word, "-");
		struct text key = { 0 };

		text_add(&key, "%.*s", (int)len, word);
		if (add_key(tool, chord, key.s))
			return -1;
		if (!word[len])
			return 0;
		word += len + 1;
	}
}
