// SPDX-License-Identifier: GPL-2.0
/* devices NODE: a line for each input device that vtkbd hears, by VTKBD_GET_DEVICE. */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>

#include <linux/vtkbd.h>

static const char *const flags[] = {
	"keys", "leds", "repeat", "sound", "raw", "grabbed", "ours",
};

int main(int argc, char **argv)
{
	char name[256];
	struct vtkbd_device_info info = { .name = (uintptr_t)name, .name_room = sizeof(name) };
	int fd = argc == 2 ? open(argv[1], O_RDONLY | O_NOCTTY) : -1;

	while (fd >= 0 && !ioctl(fd, VTKBD_GET_DEVICE, &info)) {
		printf("%s|%s|", info.node, name);
		for (unsigned int i = 0; i < sizeof(flags) / sizeof(*flags); i++)
			if (info.flags & 1u << i)
				printf("%s ", flags[i]);
		printf("|%u|%u|%s\n", info.delay_ms, info.period_ms, info.grabber);
		info.index++;
	}
	puts(strerrorname_np(errno));
	return fd < 0;
}
