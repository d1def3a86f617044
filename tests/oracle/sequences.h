/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Sequences that programs write to a console: those that change its keyboard, and
 * similar ones. Included by generate.c only.
 */
#ifndef ORACLE_SEQUENCES_H
#define ORACLE_SEQUENCES_H

/* Whole sequences that matter to a keyboard. */
static const char *const sequences[] = {
	"\033[?1h", "\033[?1l", "\033=", "\033>", "\033[20h", "\033[20l", "\033[?8h",
	"\033[?8l", "\033[0q", "\033[1q", "\033[2q", "\033[3q", "\033[q", "\033[1;3q",
	"\033c", "\033c", "\033c", "\033[?1;8h", "\033[?8;1l", "\033[?20h", "\033[1h",
	"\033[!p", "\033[?1\030h",
	"\033\033[?1h", "\033[?1$h", "\033[?1\033=", "\2331h", "\033[?99999999991h",
	"\033]0;\033[?1h\a", "\033]P0102030", "\033PX\033[?1h\033\\", "\033(0", "\033%G",
	"\033%@", "\033#8", "\033[>1h", "\033[=1h", "\033[1;2;3;4;5;6;7;8;9;10;11;12;13;14;15;16;20h",
	"\033[1;2;3;4;5;6;7;8;9;10;11;12;13;14;15;20;1h", "\033[\n20h", "\033[2\b0h", "\302\2331h",
	"\302\233?1h", "\303\233?1h", "\033[?1\177h", "text\r\n", "\033[?9h", "\033[?1000h", "\033[?1000l",
	"\033[10m", "\033[11m", "\033[12m", "\033[m", "\033[?11m", "\033[1;12m", "\033[38;5;11m",
	"\033[48;11;12m", "\033[38;2;1;2;3;11m", "\304\2331q", "\304\2332q", "\304\233?1h",
	"\033[?9;1l", "\033[12;2]", "\033[15]", "\033[9;15]", "\033[13]", "\033]R", "\033]",
};

/*
 * Bytes that may confuse a parser. Not c, n and Z: a terminal answers them, which vtkbd
 * does not do.
 */
static const char junk[] =
	"\033\033\033[[[]??;;012345789hlmq=>P_^%#(G@\a\b\r\016\017\030\032\302\303\304\233";

#endif /* ORACLE_SEQUENCES_H */
