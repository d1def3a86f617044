// SPDX-License-Identifier: GPL-2.0
/* What a program writes to a console: text, control characters, escape sequences, parts of them. */
#include "iofuzz.h"

/* %n a number, %p several, %c any byte, %t text. */
static const char *const forms[] = {
	"%t", "%t\r\n", "\033c", "\033[!p", "\033[?%ph", "\033[?%pl", "\033[%ph", "\033[%pl",
	"\033[%pm", "\033[%p;%pH", "\033[%nJ", "\033[%pq", "\033[%pr", "\033[%p]", "\033[9;%n]",
	"\033[12;%n]", "\033[13]", "\033[14;%n]", "\033[10;%n]\033[11;%n]\a", "\033]P%t",
	"\033]R", "\033]0;%t\a", "\033P%t\033\\", "\033%%G", "\033%%@", "\033%%8", "\033(%c",
	"\033)%c", "\033#8", "\033>", "\033=", "\0337%t\0338", "\033Z", "\033[%nn", "\033[%nc",
	"\033[>%p%c", "\033[%p%c", "\033%c", "\033[", "\033[?", "\033", "\016%t\017", "\233%p%c",
	"\030", "\032", "\303\251\342\202\254", "\360\237\230", "\355\240\200", "\300\257", "%c%c%c",
};

static size_t number(struct stream *s, char *out, size_t room)
{
	static const unsigned int modes[] = { 1, 5, 6, 7, 8, 20, 25, 1000, 2004 };
	uint64_t n = once_in(s, 6) ? edge(s) : once_in(s, 2) ? below(s, 64) :
		     modes[below(s, COUNT(modes))];
	int len = snprintf(out, room, "%llu", (unsigned long long)n);

	return (size_t)len < room ? len : 0;
}

static size_t numbers(struct stream *s, char *out, size_t room)
{
	unsigned int count = once_in(s, 16) ? 20 : below(s, 4);
	size_t at = 0;

	while (count-- && at + 24 < room) {
		at += number(s, out + at, room - at);
		if (count)
			out[at++] = ';';
	}
	return at;
}

static size_t plain(struct stream *s, char *out, size_t room)
{
	size_t len = once_in(s, 32) ? below(s, 600) : below(s, 16);

	if (len > room)
		len = room;
	memset(out, ' ' + below(s, 95), len);
	return len;
}

static size_t part(struct stream *s, char what, char *out, size_t room)
{
	switch (what) {
	case 'n':
		return number(s, out, room);
	case 'p':
		return numbers(s, out, room);
	case 't':
		return plain(s, out, room);
	case 'c':
		*out = once_in(s, 2) ? any(s) : '@' + below(s, 63);
		return 1;
	}
	*out = what;
	return 1;
}

size_t text_any(struct stream *s, unsigned char *buf, size_t room)
{
	char *out = (char *)buf;
	size_t at = 0;

	for (unsigned int count = 1 + below(s, 4); count; count--) {
		const char *form = forms[below(s, COUNT(forms))];

		for (; *form && at + 32 < room; form++)
			if (*form == '%')
				at += part(s, *++form, out + at, room - at);
			else
				out[at++] = *form;
	}
	return at;
}
