// SPDX-License-Identifier: GPL-2.0
/*
 * The typist, controlled by lines: carries out the steps that it reads, and prints on
 * demand the state to compare with an explanation.
 *
 *   report          a line of JSON; bytes that arrived are dropped
 *   accept WHO      0: KDSIGACCEPT by a process that ends, 1: by this one
 *   any step        see step.h; nothing is printed
 */
#include <errno.h>
#include <linux/kd.h>
#include <linux/vt.h>
#include <linux/vtkbd.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "run.h"
#include "side.h"
#include "step.h"

static volatile sig_atomic_t asked[NR_SIDES];

/* One signal for each side; those that owners of consoles get are others. */
static int signal_of(const struct side *s)
{
	return SIGRTMIN + (s - sides);
}

static void count(int sig)
{
	asked[sig - SIGRTMIN]++;
}

static void accept_signal(bool alive)
{
	if (!alive && fork()) {
		wait(NULL);
		return;
	}
	for_each_side(s)
		if (ioctl(s->fd[1], KDSIGACCEPT, signal_of(s)))
			die("KDSIGACCEPT: %s", strerror(errno));
	if (!alive)
		_exit(0);
}

static unsigned int foreground(const struct side *s)
{
	struct vt_stat stat = { 0 };

	if (ioctl(s->fd[1], VT_GETSTATE, &stat))
		die("VT_GETSTATE: %s", strerror(errno));
	return stat.v_active;
}

static unsigned int lock_flags(const struct side *s, unsigned int num)
{
	unsigned char flags;

	if (ioctl(s->fd[num], KDGKBLED, &flags))
		die("KDGKBLED: %s", strerror(errno));
	return flags & 0xf;
}

static bool stopped(const struct side *s, unsigned int num)
{
	struct pollfd room = { .fd = s->fd[num], .events = POLLOUT };

	return poll(&room, 1, 0) == 0;
}

static void report_console(const struct side *s, unsigned int num)
{
	printf("%s{\"flags\": %u, \"stopped\": %u, \"bytes\": \"", num > 1 ? ", " : "",
	       lock_flags(s, num), stopped(s, num));
	for (size_t i = 0; i < s->input[num].len; i++)
		printf("%02x", s->input[num].byte[i]);
	printf("\"}");
}

static void report_side(const struct side *s)
{
	printf("\"%s\": {\"foreground\": %u, \"asked\": %u, \"consoles\": [",
	       s == &sides[REAL] ? "real" : "ours", foreground(s), (unsigned int)asked[s - sides]);
	for_each_console(num)
		report_console(s, num);
	printf("]}, ");
}

/* A process that cannot be sent its signal counts as ended. */
static bool unheard(unsigned int num)
{
	struct vt_mode mode;

	if (ioctl(sides[OURS].fd[num], VT_GETMODE, &mode))
		die("VT_GETMODE: %s", strerror(errno));
	return mode.mode == VT_PROCESS && mode.relsig > SIGRTMAX;
}

/* State that only vtkbd returns, of its seat and of its foreground console. */
static void report_seat(void)
{
	struct vtkbd_console_info con = { 0 };
	struct vtkbd_seat_info seat;

	if (ioctl(sides[OURS].fd[1], VTKBD_GET_SEAT, &seat) ||
	    ioctl(sides[OURS].fd[1], VTKBD_GET_CONSOLE, &con))
		die("VTKBD_GET_*: %s", strerror(errno));
	printf("\"held\": %u, \"composing\": %u, \"diacr\": %u, \"switches_locked\": %u, "
	       "\"receiver\": %u, \"code\": %u, \"previous\": %u, \"locked\": %u, \"sticky\": %u, "
	       "\"modeflags\": %u, \"pending\": %u, \"owned\": %u, \"unheard\": %u}\n",
	       seat.shift_state, seat.composing, seat.diacr, seat.flags & VTKBD_S_LOCKED,
	       seat.flags & VTKBD_S_SPAWN, seat.flags & VTKBD_S_CODE, seat.previous,
	       con.lockstate, con.slockstate, con.modeflags, con.pending,
	       con.vtmode == VT_PROCESS, unheard(con.console));
}

static void report(void)
{
	sides_read();
	printf("{");
	for_each_side(s)
		report_side(s);
	report_seat();
	sides_forget();
	fflush(stdout);
}

static void obey(char *line)
{
	static struct step step;

	if (!strcmp(line, "report\n")) {
		report();
	} else if (!strncmp(line, "accept ", 7)) {
		accept_signal(line[7] == '1');
	} else {
		if (!step_parse(&step, line))
			die("no step: %s", line);
		if (!run_step(&step))
			die("the two differ at: %s", line);
	}
}

int main(void)
{
	static char line[STEP_ARGS * 8];

	guest_prepare();
	for_each_side(s)
		signal(signal_of(s), count);
	while (fgets(line, sizeof(line), stdin))
		obey(line);
	return 0;
}
