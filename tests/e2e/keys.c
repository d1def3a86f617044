// SPDX-License-Identifier: GPL-2.0
/*
 * keys all | tap CODE | repeat CODE | CODE:VALUE ... [hold]: a uinput keyboard that plays key
 * events and is removed. `all` presses and releases each up to KEY_MAX; `tap` prints ready and
 * presses and releases one until it is killed, `repeat` presses one and repeats it; otherwise
 * the given events are played, a packet each; +CODE:VALUE joins the packet of the event before
 * it. With hold it prints ready and stays.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/uinput.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define TAP_US		1000
#define REPEAT_US	30000

static void die(const char *what)
{
	fprintf(stderr, "allkeys: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void emit(int fd, int type, int code, int value)
{
	struct input_event ev = { .type = type, .code = code, .value = value };

	if (write(fd, &ev, sizeof(ev)) != sizeof(ev))
		die("write");
}

static int make_device(void)
{
	struct uinput_setup setup = { .id.bustype = BUS_VIRTUAL };
	int fd = open("/dev/uinput", O_WRONLY);

	if (fd < 0 || ioctl(fd, UI_SET_EVBIT, EV_KEY))
		die("/dev/uinput");
	for (int code = 0; code <= KEY_MAX; code++)
		if (ioctl(fd, UI_SET_KEYBIT, code))
			die("UI_SET_KEYBIT");
	strcpy(setup.name, "vtkbd test keyboard");
	if (ioctl(fd, UI_DEV_SETUP, &setup) || ioctl(fd, UI_DEV_CREATE))
		die("UI_DEV_CREATE");
	return fd;
}

static void play_all(int fd)
{
	for (int code = 1; code <= KEY_MAX; code++)
		for (int value = 1; value >= 0; value--) {
			emit(fd, EV_KEY, code, value);
			emit(fd, EV_SYN, SYN_REPORT, 0);
		}
}

/* After a press, then and now in turn. */
static void play_on(int fd, int code, int then, int now, int pause_us)
{
	puts("ready");
	fflush(stdout);
	for (int value = 1; ; value = value == then ? now : then) {
		emit(fd, EV_KEY, code, value);
		emit(fd, EV_SYN, SYN_REPORT, 0);
		usleep(pause_us);
	}
}

static void play_one(int fd, const char *text, bool more)
{
	int code, value;

	if (sscanf(text + (*text == '+'), "%d:%d", &code, &value) != 2) {
		fprintf(stderr, "keys: %s: not CODE:VALUE\n", text);
		exit(2);
	}
	emit(fd, EV_KEY, code, value);
	if (!more)
		emit(fd, EV_SYN, SYN_REPORT, 0);
}

static void stay(void)
{
	puts("ready");
	fflush(stdout);
	for (;;)
		pause();
}

int main(int argc, char **argv)
{
	int fd = make_device();

	if (argc == 2 && !strcmp(argv[1], "all"))
		play_all(fd);
	else if (argc == 3 && !strcmp(argv[1], "tap"))
		play_on(fd, atoi(argv[2]), 0, 1, TAP_US);
	else if (argc == 3 && !strcmp(argv[1], "repeat"))
		play_on(fd, atoi(argv[2]), 2, 2, REPEAT_US);
	else
		for (int i = 1; i < argc; i++) {
			if (!strcmp(argv[i], "hold"))
				stay();
			play_one(fd, argv[i], i + 1 < argc && *argv[i + 1] == '+');
		}
	ioctl(fd, UI_DEV_DESTROY);
	return 0;
}
