// SPDX-License-Identifier: GPL-2.0
/*
 * Whether all consoles answer: each can be put in order and used, whatever was done to it. Done
 * by a process that is killed if that takes too long.
 */
#include <linux/kd.h>
#include <linux/vt.h>
#include <linux/vtkbd.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>

#include "iofuzz.h"

#define SECONDS	120

static void wrong(int out, const char *what, unsigned int num)
{
	dprintf(out, "console %u: %s: %s", num, what, strerrorname_np(errno) ?: "?");
	_exit(1);
}

static void put_in_order(int out, int fd, unsigned int num)
{
	const struct vt_mode automatic = { .mode = VT_AUTO };
	struct termios raw = { .c_cflag = CS8 | CREAD | B38400 };
	int ldisc = 0;

	if (ioctl(fd, TIOCNXCL) || ioctl(fd, TIOCSETD, &ldisc))
		wrong(out, "TIOCSETD", num);
	if (ioctl(fd, TCXONC, TCOON) || tcsetattr(fd, TCSANOW, &raw) || tcflush(fd, TCIOFLUSH))
		wrong(out, "termios", num);
	if (ioctl(fd, VT_UNLOCKSWITCH, 0) || ioctl(fd, VT_SETMODE, &automatic) ||
	    ioctl(fd, KDSETMODE, KD_TEXT) || ioctl(fd, KDSKBMODE, K_XLATE))
		wrong(out, "modes", num);
}

static void ask(int out, int fd, unsigned int num)
{
	struct vtkbd_console_info info = { .console = num };
	char type = 0;

	if (ioctl(fd, KDGKBTYPE, &type) || type != KB_101)
		wrong(out, "KDGKBTYPE", num);
	if (ioctl(fd, VTKBD_GET_CONSOLE, &info) || info.console != num || info.kdmode != KD_TEXT ||
	    info.kbdmode != K_XLATE || info.vtmode != VT_AUTO)
		wrong(out, "VTKBD_GET_CONSOLE", num);
}

/* What is written is read by VTKBD_ATTACH, what is typed there by who reads the console. */
static void exchange(int out, int fd, unsigned int num)
{
	struct vtkbd_attach_req req = { .console = num };
	char got[64] = "";
	int reader = ioctl(fd, VTKBD_ATTACH, &req);

	if (reader < 0) {
		if (errno != EOPNOTSUPP)	/* loaded with output=0 */
			wrong(out, "VTKBD_ATTACH", num);
		return;
	}
	fcntl(reader, F_SETFL, O_NONBLOCK);
	while (read(reader, got, sizeof(got)) > 0)
		;
	if (write(fd, "written", 7) != 7 || read(reader, got, sizeof(got)) != 7 ||
	    memcmp(got, "written", 7))
		wrong(out, "what was written is not read", num);
	if (write(reader, "typed", 5) != 5 || read(fd, got, sizeof(got)) != 5 ||
	    memcmp(got, "typed", 5))
		wrong(out, "what was typed is not read", num);
	close(reader);
}

/* On a module that was just loaded a key sends what the default keymap has. */
static void type(int out, int fd, unsigned int num)
{
	struct vtkbd_send_key key = { .console = num, .keycode = 30 };
	char got = 0;

	for (int value = 1; value >= 0; value--) {
		key.value = value;
		if (ioctl(fd, VTKBD_SEND_KEY, &key))
			wrong(out, "VTKBD_SEND_KEY", num);
	}
	for (int i = 0; i < 1000 && read(fd, &got, 1) != 1; i++)
		usleep(1000);
	if (got != 'a')
		wrong(out, "key A did not send an a", num);
}

static __attribute__((noreturn)) void ask_all(int out, bool fresh)
{
	alarm(SECONDS);
	for (unsigned int num = 1; num < NODES; num++) {
		int fd = node_open(num, O_NOCTTY | O_NONBLOCK);

		if (fd < 0)
			wrong(out, "open", num);
		put_in_order(out, fd, num);
		ask(out, fd, num);
		exchange(out, fd, num);
		if (fresh)
			type(out, fd, num);
		close(fd);
	}
	for (unsigned int num = 1; num < NODES; num += 31) {
		int fd = node_open(0, O_NOCTTY | O_NONBLOCK);

		if (ioctl(fd, VT_ACTIVATE, num) || ioctl(fd, VT_WAITACTIVE, num))
			wrong(out, "VT_WAITACTIVE", num);
		close(fd);
	}
	_exit(0);
}

const char *consoles_answer(bool fresh)
{
	static char said[256];
	int ends[2], status;
	ssize_t len;
	pid_t pid;

	if (pipe(ends))
		return "pipe";
	pid = fork();
	if (!pid) {
		setsid();
		close(ends[0]);
		ask_all(ends[1], fresh);
	}
	close(ends[1]);
	len = read(ends[0], said, sizeof(said) - 1);
	close(ends[0]);
	if (waitpid(pid, &status, 0) != pid)
		return "waitpid";
	said[len > 0 ? len : 0] = '\0';
	if (WIFSIGNALED(status))
		return WTERMSIG(status) == SIGALRM ? "the consoles do not answer" : "killed";
	return status ? said : NULL;
}
