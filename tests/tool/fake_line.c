// SPDX-License-Identifier: GPL-2.0
/*
 * Line disciplines of the made-up machine, which are as a new terminal's unless said
 * otherwise, and memory of its processes. Lines of the world:
 *
 *   stopped N                 output of console N is stopped
 *   lflag N HEX, iflag N HEX  its settings
 *   signal N CC CHAR          its special character number CC
 *
 * Memory of process PID at address A is the file /proc/PID/memory-A, A in hexadecimal.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ttydefaults.h>
#include <termios.h>

#include <linux/vtkbd.h>

#include "fake.h"

static struct {
	int stopped;
	int off;	/* by TCOOFF, so that TCOON starts it */
	unsigned int iflag, lflag;
	unsigned char cc[NCCS];
} line[VTKBD_NR_CONSOLES + 1];

void line_init(void)
{
	static const unsigned char chars[NCCS] = {
		[VINTR] = CINTR, [VQUIT] = CQUIT, [VERASE] = CERASE, [VKILL] = CKILL,
		[VEOF] = CEOF, [VMIN] = 1, [VSTART] = CSTART, [VSTOP] = CSTOP, [VSUSP] = CSUSP,
	};

	for (int i = 0; i <= VTKBD_NR_CONSOLES; i++) {
		line[i].iflag = ICRNL | IXON;
		line[i].lflag = ISIG | ICANON | ECHO;
		memcpy(line[i].cc, chars, sizeof(chars));
	}
}

int line_item(const char *text)
{
	unsigned int n, cc, value;

	if (sscanf(text, "stopped %u", &n) == 1)
		return line[n].stopped = 1;
	if (sscanf(text, "signal %u %u %u", &n, &cc, &value) == 3) {
		line[n].cc[cc] = value;
		return 1;
	}
	if (sscanf(text, "lflag %u %x", &n, &value) == 2) {
		line[n].lflag = value;
		return 1;
	}
	if (sscanf(text, "iflag %u %x", &n, &value) == 2) {
		line[n].iflag = value;
		return 1;
	}
	return 0;
}

int get_termios(unsigned int number, void *arg)
{
	struct termios *t = arg;

	t->c_iflag = line[number].iflag;
	t->c_lflag = line[number].lflag;
	memcpy(t->c_cc, line[number].cc, sizeof(line[number].cc));
	return 0;
}

/* As the kernel: TCOON starts what TCOOFF stopped. */
int set_flow(unsigned int number, void *arg)
{
	if ((long)arg == TCOOFF)
		line[number].off = line[number].stopped = 1;
	else if (line[number].off)
		line[number].off = line[number].stopped = 0;
	return 0;
}

int fake_takes_output(int fd)
{
	return !line[node_of(fd)->console].stopped;
}

long fake_peek(int pid, uint64_t address, void *buf, size_t size)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/memory-%llx", pid, (unsigned long long)address);
	return fake_read(path, buf, size + 1);
}
