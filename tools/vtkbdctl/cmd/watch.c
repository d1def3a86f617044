// SPDX-License-Identifier: GPL-2.0
/*
 * vtkbdctl watch: consoles, owners, LEDs and held keys on a whole screen, as they
 * are now, and what changed while it ran. It reads the same as list does, and
 * finds changes by comparing, so that it needs no privilege that list does not.
 */
#include <curses.h>
#include <signal.h>
#include <stdlib.h>
#include <term.h>
#include <unistd.h>

#include "command.h"
#include "console/source.h"
#include "output/text.h"
#include "system/device.h"
#include "tool.h"
#include "watch/view.h"

#define REFRESH_MS	250

static volatile sig_atomic_t ended;	/* by that signal */

static void on_signal(int sig)
{
	ended = sig;
}

/* Return: false to end. A terminal that is gone gives no key for ever, and at once. */
static bool handle_key(struct view *v, int key)
{
	switch (key) {
	case ERR:
		return isatty(STDIN_FILENO);
	case 'q':
		return false;
	case KEY_UP:
		v->first -= v->first > 0;
		break;
	case KEY_DOWN:
		v->first++;
		break;
	}
	return true;
}

/* No console is open between two looks: it would be busy, and SAK would kill this process. */
static int look(struct view *v)
{
	int err = v->src->kind->open(v->src);

	if (!err)
		err = view_read(v);
	source_close(v->src);
	return err;
}

static int show(struct view *v)
{
	int err = 0;

	timeout(REFRESH_MS);
	do {
		rewind(v->src->tool->err);	/* only the last complaint is printed */
		err = look(v);
		if (!err)
			view_draw(v);
	} while (!err && !ended && handle_key(v, getch()));
	return err ?: unread(v->unread);
}

/*
 * initscr() would end the program itself. A terminal that cannot move its cursor shows
 * nothing that can be read.
 */
static SCREEN *open_screen(const struct tool *tool)
{
	const char *type = getenv("TERM");
	SCREEN *screen = newterm(NULL, stdout, stdin);
	const char *move = screen ? tigetstr("cup") : NULL;

	if (screen && move && move != (char *)-1)
		return screen;
	if (screen) {
		endwin();
		delscreen(screen);
	}
	complain(tool, "watch: TERM is '%s': %s", text_escape(type ?: "").s,
		 screen ? "such a terminal cannot move its cursor" :
			  "no such kind of terminal is known here");
	return NULL;
}

/* A complaint is printed after the screen is restored, or it would be lost with it. */
static int run_screen(struct view *v)
{
	const struct tool *tool = v->src->tool;
	SCREEN *screen = open_screen(tool);
	struct tool quiet = *tool;
	char *said = NULL;
	size_t size;
	int err = 0;

	if (!screen)
		return -EXIT_FAILED;
	quiet.err = open_memstream(&said, &size);
	if (quiet.err) {
		v->src->tool = &quiet;
		cbreak();
		noecho();
		keypad(stdscr, TRUE);
		curs_set(0);
		err = show(v);
	}
	endwin();
	delscreen(screen);
	if (!quiet.err)
		return complain(tool, "out of memory");
	fclose(quiet.err);
	v->src->tool = tool;
	fwrite(said, 1, size, tool->err);
	free(said);
	return err;
}

static void catch_signals(void)
{
	struct sigaction action = { .sa_handler = on_signal }, now;
	sigset_t ending = ending_signals();

	for (int sig = 1; sig <= SIGRTMAX; sig++)
		if (sigismember(&ending, sig) == 1 && !sigaction(sig, NULL, &now) &&
		    now.sa_handler != SIG_IGN)
			sigaction(sig, &action, NULL);
}

static int check_terminal(const struct tool *tool)
{
	if (!isatty(STDOUT_FILENO))
		return complain(tool, "watch: standard output is not a terminal");
	if (!isatty(STDIN_FILENO))
		return complain(tool, "watch: standard input is not a terminal");
	return 0;
}

static int watch(const struct tool *tool, bool vt)
{
	struct view *v = calloc(1, sizeof(*v));
	struct source src;
	int err;

	if (!v)
		return complain(tool, "out of memory");
	err = source_open(&src, tool, vt);
	if (!err) {
		catch_signals();
		source_close(&src);
		v->src = &src;
		err = run_screen(v);
	}
	free(v);
	return ended ? -(EXIT_BY_SIGNAL + ended) : err;
}

static int run_watch(const struct tool *tool, const struct args *args)
{
	int err = check_terminal(tool);

	return exit_code(err ?: watch(tool, args->options & OPT_VT));
}

const struct command cmd_watch = {
	.name = "watch",
	.operands = "",
	.summary = "show all consoles on the whole screen, live",
	.details = "Show the consoles in use with their modes and owners, the LEDs, the keys that\n"
		   "are held and what happened last, until q is pressed.",
	.options = OPT_VT,
	.run = run_watch,
};
