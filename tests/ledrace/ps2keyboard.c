// SPDX-License-Identifier: GPL-2.0
/*
 * ps2keyboard FILE COMMAND ARGUMENT GAP_US: a PS/2 keyboard on /dev/ps2port that sends
 * the bytes of FILE unchanged and answers commands as a keyboard does. COMMAND bytes of
 * keys are sent before the answer to a command, and ARGUMENT bytes before the answer to
 * its argument; if COMMAND is negative it answers only where FILE says so. A byte takes
 * GAP_US. Four bytes that no key sends are orders in FILE: ff answers once,
 * and waits for it, a while; fd waits, shortly, until there is something to answer;
 * fc pauses for the milliseconds that follow; fe ends what is measured, and once no
 * LED command came for long the rest is sent.
 * No answer is later than a keyboard's may be: in a pause it goes out by then, and keys
 * that are due before go ahead of it.
 *
 * Prints one line of JSON: LEDs before and after, how often they were set while
 * keys were sent, and the milliseconds from the last byte to the last setting.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
	SET_LIGHTS = 0xed, ECHO = 0xee, SET_CODES = 0xf0, IDENTIFY = 0xf2,
	SET_REPEAT = 0xf3, ENABLE = 0xf4, RESET = 0xff,
	ACK = 0xfa, PASSED = 0xaa,
	HERE = 0xff, END = 0xfe, AWAIT = 0xfd, PAUSE = 0xfc,
};

/*
 * AWAIT_MS is shorter than the pause after which LEDs are written. ANSWER_MS is the
 * longest time that the protocol allows.
 */
enum { QUIET_MS = 500, PLUG_SECONDS = 20, HERE_MS = 60, AWAIT_MS = 10, ANSWER_MS = 20 };

/**
 * struct manner - how keys and answers mix
 * @command: bytes of keys ahead of the answer to a command, or negative
 * @argument: likewise, to an argument
 * @gap_us: what a byte takes
 */
struct manner {
	int command, argument, gap_us;
};

/**
 * struct keyboard - the state of a keyboard
 * @fd: the port
 * @told: the received byte that it has not answered yet, or -1
 * @argument_of: the command whose argument is the next received byte, or 0
 * @enabled: the driver has made it ready
 * @lights: the LEDs as last set
 * @lights_set: how often they were
 * @lights_at: when they were, last
 */
static struct keyboard {
	int fd;
	int told;
	unsigned char argument_of;
	bool enabled;
	unsigned char lights;
	int lights_set;
	double lights_at;
} kbd = { .told = -1 };

static void die(const char *what)
{
	fprintf(stderr, "ps2keyboard: %s: %s\n", what, strerror(errno));
	exit(1);
}

static double now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

static void send_byte(unsigned char byte)
{
	if (write(kbd.fd, &byte, 1) != 1)
		die("write");
}

static void await_order(int timeout_ms)
{
	struct pollfd poller = { .fd = kbd.fd, .events = POLLIN };

	if (poll(&poller, 1, timeout_ms) < 0)
		die("poll");
}

static bool was_told(unsigned char *byte, int timeout_ms)
{
	if (kbd.told >= 0) {
		*byte = kbd.told;
		kbd.told = -1;
		return true;
	}
	if (timeout_ms)
		await_order(timeout_ms);
	return read(kbd.fd, byte, 1) == 1;
}

static void take_argument(unsigned char byte)
{
	if (kbd.argument_of == SET_LIGHTS) {
		kbd.lights = byte;
		kbd.lights_at = now_ms();
		kbd.lights_set++;
	}
	kbd.argument_of = 0;
	send_byte(ACK);
}

static void obey(unsigned char command)
{
	send_byte(command == ECHO ? ECHO : ACK);
	switch (command) {
	case SET_LIGHTS:
	case SET_CODES:
	case SET_REPEAT:
		kbd.argument_of = command;
		break;
	case IDENTIFY:
		send_byte(0xab);
		send_byte(0x83);
		break;
	case ENABLE:
		kbd.enabled = true;
		break;
	case RESET:
		send_byte(PASSED);
		break;
	}
}

static void answer(unsigned char byte)
{
	/* No argument has bit 7; a command in its place is a new command. */
	if (kbd.argument_of && byte < 0x80)
		take_argument(byte);
	else
		obey(byte);
}

static void answer_until_quiet(void)
{
	unsigned char byte;

	while (was_told(&byte, QUIET_MS))
		answer(byte);
}

static void plug_in(void)
{
	double deadline = now_ms() + PLUG_SECONDS * 1e3;

	kbd.fd = open("/dev/ps2port", O_RDWR | O_NONBLOCK);
	if (kbd.fd < 0)
		die("/dev/ps2port");
	while (!kbd.enabled) {
		answer_until_quiet();
		if (now_ms() > deadline) {
			errno = ETIMEDOUT;
			die("no driver enabled the keyboard");
		}
	}
}

static void pause_us(int us)
{
	struct timespec time = { .tv_nsec = us * 1000L };

	if (us)
		nanosleep(&time, NULL);
}

/* Keys that are due before the latest time of an answer are sent before it. */
static void pass_time(int ms)
{
	double left, end = now_ms() + ms;
	unsigned char byte;

	while ((left = end - now_ms()) > 0) {
		if (!was_told(&byte, left + 1))
			continue;
		left = end - now_ms();
		if (left < ANSWER_MS) {
			kbd.told = byte;
			pause_us(left > 0 ? left * 1000 : 0);
			return;
		}
		pause_us(ANSWER_MS * 1000);
		answer(byte);
	}
}

static void answer_here(void)
{
	unsigned char byte;

	if (was_told(&byte, HERE_MS))
		answer(byte);
}

static void play(unsigned char byte)
{
	switch (byte) {
	case HERE:
		answer_here();
		break;
	case AWAIT:
		await_order(AWAIT_MS);
		break;
	default:
		send_byte(byte);
	}
}

static void send_keys(const unsigned char *at, const unsigned char *end,
		      const struct manner *manner)
{
	while (at < end) {
		unsigned char told;
		bool asked;
		int ahead;

		if (*at == PAUSE) {
			pass_time(at[1]);
			at += 2;
		}
		asked = manner->command >= 0 && was_told(&told, 0);
		ahead = kbd.argument_of ? manner->argument : manner->command;
		for (int i = 0; i < (asked ? ahead : 1) && at < end; i++, at++)
			play(*at);
		if (asked)
			answer(told);
		pause_us(manner->gap_us);
	}
}

static unsigned char *read_file(const char *name, size_t *size)
{
	int fd = open(name, O_RDONLY);
	unsigned char *data;
	struct stat st;

	if (fd < 0 || fstat(fd, &st))
		die(name);
	data = malloc(st.st_size);
	if (!data || read(fd, data, st.st_size) != st.st_size)
		die(name);
	close(fd);
	*size = st.st_size;
	return data;
}

/* Sends the measured part and prints the state of the LEDs. */
static void measure(const unsigned char *at, const unsigned char *end,
		    const struct manner *manner)
{
	unsigned char before = kbd.lights;
	double last;
	int during;

	kbd.lights_set = 0;
	send_keys(at, end, manner);
	last = now_ms();
	during = kbd.lights_set;
	answer_until_quiet();
	printf("{\"before\": %d, \"after\": %d, \"during\": %d, \"set\": %d, \"late_ms\": %.1f}\n",
	       before, kbd.lights, during, kbd.lights_set,
	       kbd.lights_set > during ? kbd.lights_at - last : 0);
}

int main(int argc, char **argv)
{
	struct manner manner, plain = {};
	unsigned char *keys, *end;
	size_t size;

	if (argc != 5 || sscanf(argv[2], "%d", &manner.command) != 1 ||
	    sscanf(argv[3], "%d", &manner.argument) != 1 ||
	    sscanf(argv[4], "%d", &manner.gap_us) != 1) {
		fprintf(stderr, "usage: ps2keyboard FILE COMMAND ARGUMENT GAP_US\n");
		return 2;
	}
	keys = read_file(argv[1], &size);
	end = memchr(keys, END, size);
	if (!end) {
		fprintf(stderr, "ps2keyboard: %s: has no end (fe)\n", argv[1]);
		return 1;
	}
	plug_in();
	measure(keys, end, &manner);
	send_keys(end + 1, keys + size, &plain);
	answer_until_quiet();
	return 0;
}
