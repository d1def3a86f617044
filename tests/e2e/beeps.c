// SPDX-License-Identifier: GPL-2.0
/*
 * beeps NODE tone|bell: the events that a device which can make a tone, or only ring,
 * gets for KIOCSOUND and KDMKTONE on a console. It prints a line for each ioctl, with
 * the events before it returned, and those when the tone ended by itself.
 *
 * beeps NODE tone|bell for-ever: begins a tone that does not end by itself, closes the
 * console, and prints further events of the device, until it is killed.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/kd.h>
#include <linux/uinput.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define TONE_MS		50
#define ENDS_WITHIN_MS	5000

static const struct {
	const char *name;
	unsigned long request, arg;
	int ends;
} calls[] = {
	{ "KIOCSOUND 1193", KIOCSOUND, 1193 },
	{ "KIOCSOUND 1193 again", KIOCSOUND, 1193 },
	{ "KIOCSOUND 2386", KIOCSOUND, 2386 },
	{ "KIOCSOUND 0", KIOCSOUND, 0 },
	{ "KDMKTONE", KDMKTONE, TONE_MS << 16 | 1193, 1 },
	{ "KDMKTONE for ever", KDMKTONE, 1193 },
	{ "KDMKTONE 0", KDMKTONE, 0 },
	{ "KDMKTONE of no pitch", KDMKTONE, TONE_MS << 16 },
};

static void must(int result, const char *what)
{
	if (result < 0) {
		perror(what);
		exit(1);
	}
}

static int make_device(int has_tone)
{
	struct uinput_setup setup = { .id.bustype = BUS_VIRTUAL, .name = "vtkbd test speaker" };
	int fd = open("/dev/uinput", O_RDWR | O_NONBLOCK);

	must(fd, "/dev/uinput");
	must(ioctl(fd, UI_SET_EVBIT, EV_SND), "UI_SET_EVBIT");
	must(ioctl(fd, UI_SET_SNDBIT, SND_BELL), "UI_SET_SNDBIT");
	if (has_tone)
		must(ioctl(fd, UI_SET_SNDBIT, SND_TONE), "UI_SET_SNDBIT");
	must(ioctl(fd, UI_DEV_SETUP, &setup), "UI_DEV_SETUP");
	must(ioctl(fd, UI_DEV_CREATE), "UI_DEV_CREATE");
	return fd;
}

/* Return: how many events for a speaker there were. */
static int print_events(int device)
{
	struct input_event ev;
	int nr = 0;

	while (read(device, &ev, sizeof(ev)) == sizeof(ev)) {
		if (ev.type != EV_SND)
			continue;
		printf(" %s %d", ev.code == SND_TONE ? "tone" : "bell", ev.value);
		nr++;
	}
	return nr;
}

static void await_end(int device)
{
	struct pollfd ready = { .fd = device, .events = POLLIN };

	printf("; then");
	while (poll(&ready, 1, ENDS_WITHIN_MS) > 0 && !print_events(device))
		;
}

static void begin_and_listen(int device, int console)
{
	struct pollfd ready = { .fd = device, .events = POLLIN };

	must(ioctl(console, KIOCSOUND, 1193), "KIOCSOUND");
	close(console);
	do {
		print_events(device);
		printf("\n");
		fflush(stdout);
	} while (poll(&ready, 1, -1) > 0);
}

int main(int argc, char **argv)
{
	int device, console;

	if (argc != 3 && argc != 4) {
		fprintf(stderr, "usage: beeps NODE tone|bell [for-ever]\n");
		return 2;
	}
	console = open(argv[1], O_RDWR | O_NOCTTY);
	must(console, argv[1]);
	device = make_device(!strcmp(argv[2], "tone"));
	if (argc == 4)
		begin_and_listen(device, console);
	for (size_t i = 0; i < sizeof(calls) / sizeof(*calls); i++) {
		must(ioctl(console, calls[i].request, calls[i].arg), calls[i].name);
		printf("%s:", calls[i].name);
		print_events(device);
		if (calls[i].ends)
			await_end(device);
		printf("\n");
	}
	return 0;
}
