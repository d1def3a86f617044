// SPDX-License-Identifier: GPL-2.0
/*
 * attached CONSOLE STEP...: attaches to a console and prints the result of each step on
 * a line. It contains no expected result. A step uses one of two descriptors, A being a
 * or b:
 *
 *   A:open A:ro A:bad	attach; for reading only; with an unknown flag
 *   A:read A:wait	all there is; the same once poll() says so (60 s)
 *   A:sum		as read, but length and sum only
 *   A:type=TEXT	what write() took; A:fill=N: of N bytes; A:all=N: blocking
 *   A:info A:poll A:size=RxC A:getsize A:close
 *   sh=COMMAND		waits for it; bg=COMMAND does not
 *   user		drop all privileges from now on
 *   lack=TEXT		write TEXT to the node with the first allocation failing
 *   active		the result of polling active_tty, and of reading it
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/vtkbd.h>

#define ACTIVE "/sys/class/tty/vtkbd0/active_tty"

static int node0, console, active, fds[2] = { -1, -1 };
static char data[1 << 20];

static void say(const char *step, long ret)
{
	if (ret < 0)
		printf("%s %s\n", step, strerrorname_np(errno));
	else
		printf("%s %ld\n", step, ret);
}

static void show(const char *step, ssize_t n)
{
	if (n <= 0)
		return say(step, n);
	printf("%s %zd ", step, n);
	for (ssize_t i = 0; i < n; i++)
		if (data[i] > ' ' && data[i] <= '~')
			putchar(data[i]);
		else
			printf("\\%02x", (unsigned char)data[i]);
	putchar('\n');
}

static void attach(const char *step, int *fd, unsigned int flags)
{
	struct vtkbd_attach_req req = { .console = console, .flags = flags };

	*fd = ioctl(node0, VTKBD_ATTACH, &req);
	if (*fd < 0)
		return say(step, -1);
	printf("%s %s%s\n", step, fcntl(*fd, F_GETFD) & FD_CLOEXEC ? "cloexec " : "",
	       (fcntl(*fd, F_GETFL) & O_ACCMODE) == O_RDWR ? "rdwr" : "rdonly");
	fcntl(*fd, F_SETFL, O_NONBLOCK);
}

static void info(const char *step, int fd)
{
	struct vtkbd_output_info i;

	if (ioctl(fd, VTKBD_GET_OUTPUT, &i))
		return say(step, -1);
	printf("%s console %u size %u written %llu unread %llu lost %llu\n", step, i.console,
	       i.size, (unsigned long long)i.written, (unsigned long long)i.unread,
	       (unsigned long long)i.lost);
}

static void state(const char *step, int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN | POLLOUT };

	poll(&p, 1, 0);
	printf("%s %s%s%s\n", step, p.revents & POLLIN ? "in " : "",
	       p.revents & POLLOUT ? "out " : "", p.revents & POLLHUP ? "hup " : "");
}

static ssize_t await(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	return poll(&p, 1, 60000) == 1 ? read(fd, data, sizeof(data)) : -1;
}

static void sum(const char *step, ssize_t n)
{
	unsigned long sum = 0;

	if (n < 0)
		return say(step, n);
	for (ssize_t i = 0; i < n; i++)
		sum = sum * 31 + (unsigned char)data[i];
	printf("%s %zd %08lx\n", step, n, sum & 0xffffffff);
}

static ssize_t blocking(int fd, long n)
{
	ssize_t ret;

	fcntl(fd, F_SETFL, 0);
	ret = write(fd, memset(data, 'x', n), n);
	fcntl(fd, F_SETFL, O_NONBLOCK);
	return ret;
}

static void size(const char *step, int fd, const char *value)
{
	struct winsize ws = { 0 };

	if (sscanf(value, "%hux%hu", &ws.ws_row, &ws.ws_col) != 2 ||
	    ioctl(fd, TIOCSWINSZ, &ws) || ioctl(fd, TIOCGWINSZ, &ws))
		return say(step, -1);
	printf("%s %u %u\n", step, ws.ws_row, ws.ws_col);
}

static void get_size(const char *step, int fd)
{
	struct winsize ws = { 0 };

	if (ioctl(fd, TIOCGWINSZ, &ws))
		return say(step, -1);
	printf("%s %u %u\n", step, ws.ws_row, ws.ws_col);
}

static void shut(const char *step, int *fd)
{
	say(step, close(*fd));
	*fd = -1;
}

static void on_fd(const char *step, int *fd)
{
	const char *verb = step + 2, *value = strchr(step, '=');

	if (!strcmp(verb, "open"))
		attach(step, fd, 0);
	else if (!strcmp(verb, "ro"))
		attach(step, fd, VTKBD_ATTACH_READ_ONLY);
	else if (!strcmp(verb, "bad"))
		attach(step, fd, 1u << 31);
	else if (!strcmp(verb, "read"))
		show(step, read(*fd, data, sizeof(data)));
	else if (!strcmp(verb, "wait"))
		show(step, await(*fd));
	else if (!strcmp(verb, "sum"))
		sum(step, read(*fd, data, sizeof(data)));
	else if (!strncmp(verb, "type=", 5))
		say("type", write(*fd, value + 1, strlen(value + 1)));
	else if (!strncmp(verb, "fill=", 5))
		say("fill", write(*fd, memset(data, 'x', atol(value + 1)), atol(value + 1)));
	else if (!strncmp(verb, "all=", 4))
		say("all", blocking(*fd, atol(value + 1)));
	else if (!strncmp(verb, "size=", 5))
		size("size", *fd, value + 1);
	else if (!strcmp(verb, "getsize"))
		get_size("getsize", *fd);
	else if (!strcmp(verb, "info"))
		info(step, *fd);
	else if (!strcmp(verb, "poll"))
		state(step, *fd);
	else if (!strcmp(verb, "close"))
		shut(step, fd);
	else
		exit(2);
}

static void put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		printf("%s: %s\n", path, strerrorname_np(errno));
	close(fd);
}

static void lack(const char *text)
{
	char node[32], left[16] = "";
	ssize_t n;
	int fd, nth;

	snprintf(node, sizeof(node), "/dev/vtkbd%d", console);
	fd = open(node, O_WRONLY);
	put("/proc/self/make-it-fail", "1");
	nth = open("/proc/self/fail-nth", O_RDWR);
	n = write(nth, "1", 1) == 1 ? write(fd, text, strlen(text)) : -1;
	say("lack", n);
	pread(nth, left, sizeof(left) - 1, 0);
	printf("left %d\n", atoi(left));
	put("/proc/self/fail-nth", "0");
	close(nth);
	close(fd);
}

static void tell_active(void)
{
	struct pollfd p = { .fd = active, .events = POLLPRI };
	char text[16] = "";

	poll(&p, 1, 0);
	pread(active, text, sizeof(text) - 1, 0);
	printf("active %s%s", p.revents & POLLPRI ? "changed " : "", text);
}

static void step(const char *s)
{
	if ((*s == 'a' || *s == 'b') && s[1] == ':')
		on_fd(s, &fds[*s - 'a']);
	else if (!strncmp(s, "sh=", 3))
		system(s + 3);
	else if (!strncmp(s, "bg=", 3) && fork() == 0)
		_exit(execl("/bin/sh", "sh", "-c", s + 3, NULL));
	else if (!strcmp(s, "user"))
		say(s, setresuid(65534, 65534, 65534));
	else if (!strncmp(s, "lack=", 5))
		lack(s + 5);
	else if (!strcmp(s, "active"))
		tell_active();
}

int main(int argc, char **argv)
{
	node0 = open("/dev/vtkbd0", O_RDWR | O_NOCTTY | O_CLOEXEC);
	active = open(ACTIVE, O_RDONLY | O_CLOEXEC);
	if (argc < 3 || node0 < 0 || active < 0)
		return 2;
	console = atoi(argv[1]);
	setvbuf(stdout, NULL, _IOLBF, 0);
	for (int i = 2; i < argc; i++)
		step(argv[i]);
	while (wait(NULL) > 0)
		;
	return 0;
}
