// SPDX-License-Identifier: GPL-2.0
/*
 * Sets the stage, and clears it.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/kd.h>
#include <linux/uinput.h>
#include <linux/vt.h>

#include "check/act.h"
#include "check/stage.h"
#include "console/modes.h"
#include "console/saved_state.h"
#include "system/device.h"
#include "system/proc.h"
#include "tool.h"

/* Consoles that Ctrl-Alt-F1 to F12 lead to. On the first six logind starts a getty. */
#define MAX_FKEY	12
#define GETTYS		6
#define DEVICE_MS	3000
#define STEP_MS		10
#define MAX_OUTPUT	65536
#define CLOSE_MS	500

/*
 * A mode that a program has left there would count for the one that is tried, and where
 * graphics was left no switch leads away.
 */
static bool is_free(const struct console *con)
{
	return !(con->info.flags & VTKBD_F_OPEN) && !stage_is_quiet(con) &&
	       state_is_free(con->info.kdmode, con->info.vtmode);
}

static int choose(struct stage *s)
{
	unsigned int found = 0;
	struct console con;

	for (unsigned int i = 0; i < MAX_FKEY && found < NR_PLACES; i++) {
		unsigned int n = (i + GETTYS) % MAX_FKEY + 1;

		if (s->src.kind->read_console(&s->src, n, &con))
			return -EXIT_UNREAD;
		if (n == s->foreground || !is_free(&con))
			continue;
		s->was_there[found] = con.info.flags & VTKBD_F_ALLOCATED;
		s->number[found++] = n;
	}
	if (found == NR_PLACES)
		return 0;
	return complain(s->tool, "check: needs %d of the consoles 1 to %d that no program has open, or "
			"has left in another mode: %u found", NR_PLACES, MAX_FKEY, found);
}

static int look_around(struct stage *s)
{
	struct seat seat;

	if (s->src.kind->read_seat(&s->src, &seat))
		return -EXIT_UNREAD;
	if (seat.info.flags & VTKBD_S_LOCKED)
		return complain(s->tool, "check: switches are locked (VT_LOCKSWITCH), so that none can "
				"be tried: vtkbdctl unlock");
	if (seat.info.grab)
		return complain(s->tool, "check: vtkbd has grabbed the keyboards, so that no program "
				"can read them: echo 0 >/sys/module/vtkbd/parameters/grab");
	s->foreground = seat.info.foreground;
	return choose(s);
}

/* The program's own is not kept open: the secure attention key would end us. */
static int open_nodes(struct stage *s)
{
	for (enum place p = OTHER; p < NR_PLACES; p++)
		if (node_open(&s->node[p], &s->src, s->number[p]))
			return -EXIT_FAILED;
	return 0;
}

static void find_event(const char *name, void *data)
{
	struct stage *s = data;

	sscanf(name, "event%d", &s->event);
}

static int watch_keyboard(struct stage *s)
{
	struct text folder = { 0 }, node = { 0 };
	char name[32] = "";
	int ms = 0;

	if (ioctl(s->keyboard.fd, UI_GET_SYSNAME(sizeof(name)), name) < 0)
		return complain(s->tool, "/dev/uinput: UI_GET_SYSNAME: %s", strerror(errno));
	text_add(&folder, "/sys/devices/virtual/input/%.31s", name);
	s->tool->ops->list(folder.s, find_event, s);
	text_add(&node, "/dev/input/event%d", s->event);
	s->inotify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	while (inotify_add_watch(s->inotify, node.s, IN_OPEN | IN_CLOSE) < 0) {
		if (ms > DEVICE_MS)
			return complain(s->tool, "%s: %s: is there no udev?", node.s, strerror(errno));
		if (!stage_wait(s, STEP_MS))
			return s->interrupted;
		ms += STEP_MS;
	}
	return 0;
}

static int open_keyboard(struct stage *s)
{
	int err = keyboard_open(&s->keyboard, s->tool, 0, false);

	return err ?: watch_keyboard(s);
}

static int set_witness(struct stage *s)
{
	s->witness = (struct witness) {
		.tool = s->tool, .argv = s->opt->argv, .console = s->number[MINE],
		.base = s->src.base, .hide = strcmp(s->src.base, "/dev/tty"),
		.keep_tty0 = s->opt->keep_tty0, .output = -1,
	};
	return witness_share(&s->witness);
}

int stage_open(struct stage *s, const struct tool *tool, const struct stage_options *opt)
{
	int err;

	memset(s, 0, sizeof(*s));
	s->tool = tool;
	s->opt = opt;
	s->event = s->inotify = s->keyboard.fd = s->src.fd = -1;
	s->keeper.lock = s->keeper.lifeline = -1;
	s->node[OTHER].fd = s->node[THIRD].fd = s->witness.output = -1;
	s->keeper.number = s->number;
	s->keeper.witness = &s->witness;
	srand(opt->seed);
	err = source_open(&s->src, tool, false);
	err = err ?: look_around(s);
	err = err ?: open_nodes(s);
	err = err ?: set_witness(s);
	err = err ?: keeper_start(&s->keeper, &s->src, s->foreground);
	err = err ?: open_keyboard(s);
	if (err)
		return err;
	witness_spare_children(&s->witness);
	s->witness.output = memfd_create("output", MFD_CLOEXEC);
	evidence_open(&s->evidence, &s->src);
	return 0;
}

static bool is_allocated(struct stage *s, unsigned int number)
{
	struct console con;

	return !s->src.kind->read_console(&s->src, number, &con) &&
	       con.info.flags & VTKBD_F_ALLOCATED;
}

/* When the foreground console is back and nobody has them open. */
static void disallocate(struct stage *s)
{
	for (enum place p = MINE; p < NR_PLACES; p++) {
		unsigned long number = s->number[p];
		int ms = 0;

		while (number && !s->was_there[p] && ms < CLOSE_MS && is_allocated(s, number) &&
		       s->tool->ops->ioctl(s->src.fd, VT_DISALLOCATE, (void *)number)) {
			s->tool->ops->nap(STEP_MS);
			ms += STEP_MS;
		}
	}
}

void stage_close(struct stage *s)
{
	if (s->witness.output >= 0) {
		evidence_close(&s->evidence);
		close(s->witness.output);
	}
	if (s->keyboard.fd >= 0)
		keyboard_close(&s->keyboard);
	if (s->inotify >= 0)
		close(s->inotify);
	keeper_end(&s->keeper);
	for (enum place p = OTHER; p < NR_PLACES; p++)
		if (s->node[p].tool)
			node_close(&s->node[p]);
	disallocate(s);
	source_close(&s->src);
}

/* Only the end of what the program prints is shown; it is kept in memory. */
static void forget_output(const struct stage *s)
{
	off_t size = lseek(s->witness.output, 0, SEEK_CUR);

	if (size > MAX_OUTPUT)
		fallocate(s->witness.output, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0,
			  size - MAX_OUTPUT);
}

bool stage_wait(struct stage *s, unsigned int ms)
{
	int sig = s->interrupted ? 0 : s->tool->ops->wait(ms);

	if (sig)
		s->interrupted = -(EXIT_BY_SIGNAL + sig);
	forget_output(s);
	evidence_read(&s->evidence);
	return !s->interrupted;
}

unsigned int stage_input_events(const struct stage *s)
{
	char buf[4096] __attribute__((aligned(__alignof__(struct inotify_event))));
	ssize_t n = read(s->inotify, buf, sizeof(buf));
	unsigned int mask = 0;

	for (char *at = buf; at < buf + n; ) {
		const struct inotify_event *event = (void *)at;

		mask |= event->mask;
		at += sizeof(*event) + event->len;
	}
	return mask;
}

bool stage_was_opened(const struct stage *s)
{
	return stage_input_events(s) & IN_OPEN;
}

bool stage_input_is_open(const struct stage *s)
{
	struct processes procs;
	bool found = false;

	if (s->event < 0 || s->event >= MAX_EVENTS || processes_read(&s->src, &procs))
		return true;
	for (int i = 0; i < procs.nr && !found; i++)
		found = procs.all[i].events[s->event / 64] >> s->event % 64 & 1;
	processes_free(&procs);
	return found;
}

unsigned int stage_ms(const struct stage *s, unsigned int ms)
{
	return ms * s->opt->slow;
}

struct console stage_look(struct stage *s)
{
	struct console con = { 0 };

	s->src.kind->read_console(&s->src, s->number[MINE], &con);
	return con;
}

struct seat stage_seat(struct stage *s)
{
	struct seat seat = { 0 };

	s->src.kind->read_seat(&s->src, &seat);
	return seat;
}

/* Without the witness, which may have been killed with it, it is our child. */
bool stage_ended(const struct stage *s)
{
	struct testimony *told = s->witness.told;
	int status;

	if (!told->ended && waitpid(told->program, &status, WNOHANG) == told->program) {
		told->status = status;
		told->ended = true;
	}
	return told->ended || kill(told->program, 0);
}

struct text stage_how_ended(const struct stage *s)
{
	int status = s->witness.told->status;
	struct text t = { 0 };

	if (!s->witness.told->ended)
		text_add(&t, "it is gone");
	else if (WIFSIGNALED(status))
		text_add(&t, "SIG%s", sigabbrev_np(WTERMSIG(status)) ?: "?");
	else
		text_add(&t, "exit status %d", WEXITSTATUS(status));
	return t;
}

struct text stage_modes(const struct console *con)
{
	struct text t = { 0 };

	text_add(&t, "%s, %s, %s", mode_text(con->info.kbdmode).s, kdmode_name(con->info.kdmode),
		 vtmode_name(con->info.vtmode));
	return t;
}

bool stage_is_quiet(const struct console *con)
{
	return con->info.kbdmode != K_XLATE && con->info.kbdmode != K_UNICODE;
}

bool stage_is_taken(const struct console *con)
{
	return stage_is_quiet(con) && con->info.kdmode == KD_GRAPHICS &&
	       con->info.vtmode == VT_PROCESS;
}

/* Our child, which nobody has waited for while it is one. */
static bool is_managed(const struct stage *s, const struct console *con)
{
	pid_t manager = s->witness.told->manager;

	return manager && con->info.vt_pid == manager && !kill(manager, 0);
}

bool stage_is_plain(const struct stage *s, const struct console *con)
{
	int vtmode = is_managed(s, con) ? VT_AUTO : con->info.vtmode;

	return !stage_is_quiet(con) && state_is_free(con->info.kdmode, vtmode);
}

struct text stage_said(const struct stage *s)
{
	char buf[512];
	off_t size = lseek(s->witness.output, 0, SEEK_END);
	off_t from = size > (off_t)sizeof(buf) - 1 ? size - (off_t)sizeof(buf) + 1 : 0;
	ssize_t n = pread(s->witness.output, buf, sizeof(buf) - 1, from);
	char *line;

	buf[n < 0 ? 0 : n] = 0;
	while (n > 0 && buf[n - 1] == '\n')
		buf[--n] = 0;
	line = strrchr(buf, '\n');
	return text_escape(line ? line + 1 : buf);
}
