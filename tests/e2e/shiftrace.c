// SPDX-License-Identifier: GPL-2.0
/*
 * shiftrace NODE CONSOLE SECONDS: a program holds Shift on that console by
 * VTKBD_SEND_KEY and sends keys as fast as it can; another reads the modifiers that a
 * person holds (TIOCLINUX). Prints how often it read them and how often the result was
 * not "none". NODE is another console's.
 */
#include <fcntl.h>
#include <linux/input-event-codes.h>
#include <linux/tiocl.h>
#include <linux/vtkbd.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <time.h>

static int fd, console;
static volatile bool over;

static void send_key(int keycode, int value)
{
	struct vtkbd_send_key key = { .console = console, .keycode = keycode, .value = value };

	if (ioctl(fd, VTKBD_SEND_KEY, &key)) {
		perror("VTKBD_SEND_KEY");
		exit(1);
	}
}

static void *sender(void *unused)
{
	(void)unused;
	send_key(KEY_LEFTSHIFT, 1);
	while (!over)
		send_key(KEY_F24, 2);
	send_key(KEY_LEFTSHIFT, 0);
	return NULL;
}

static int modifiers(void)
{
	unsigned char subcode = TIOCL_GETSHIFTSTATE;

	if (ioctl(fd, TIOCLINUX, &subcode)) {
		perror("TIOCLINUX");
		exit(1);
	}
	return subcode;
}

int main(int argc, char **argv)
{
	unsigned long asked = 0, held = 0;
	pthread_t thread;
	time_t end;

	if (argc != 4 || (fd = open(argv[1], O_RDWR | O_NOCTTY)) < 0)
		return 2;
	console = atoi(argv[2]);
	end = time(NULL) + atoi(argv[3]);
	pthread_create(&thread, NULL, sender, NULL);
	for (; time(NULL) < end; asked++)
		held += modifiers() != 0;
	over = true;
	pthread_join(thread, NULL);
	printf("asked %lu held %lu\n", asked, held);
	return 0;
}
