// SPDX-License-Identifier: GPL-2.0
/*
 * sendkey NODE [-u] CONSOLE:KEYCODE:VALUE[:RESERVED]...: VTKBD_SEND_KEY, and the result
 * of each call. -u drops all privileges once the node is open. A NULL address is tried
 * last.
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/vtkbd.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define NOBODY 65534

static void tell(const char *what, int result)
{
	printf("%s: %s\n", what, result < 0 ? strerrorname_np(errno) : "0");
}

static int send_one(int fd, const char *word)
{
	unsigned int console, keycode, value, reserved = 0;
	struct vtkbd_send_key key;

	if (sscanf(word, "%u:%u:%u:%u", &console, &keycode, &value, &reserved) < 3)
		return -1;
	key = (struct vtkbd_send_key) {
		.console = console, .keycode = keycode, .value = value, .reserved = reserved,
	};
	tell(word, ioctl(fd, VTKBD_SEND_KEY, &key));
	return 0;
}

int main(int argc, char **argv)
{
	int fd = argc > 2 ? open(argv[1], O_RDWR | O_NOCTTY | O_NONBLOCK) : -1;
	int i = 2;

	if (fd < 0) {
		perror("sendkey");
		return 2;
	}
	if (!strcmp(argv[i], "-u")) {
		if (setgroups(0, NULL) || setgid(NOBODY) || setuid(NOBODY))
			return 2;
		i++;
	}
	for (; i < argc; i++)
		if (send_one(fd, argv[i]))
			return 2;
	tell("NULL", ioctl(fd, VTKBD_SEND_KEY, NULL));
	return 0;
}
