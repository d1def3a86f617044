// SPDX-License-Identifier: GPL-2.0
/*
 * oldsizes NODE: a program that was built when the structures of <linux/vtkbd.h> had a fixed
 * size and VTKBD_GET_SEAT told a version. What it has of that header is below and does not
 * change. For each request it prints the result, and what it makes of the answer.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/types.h>

struct old_mode_change {
	__aligned_u64 when_ns;
	__s32 pid;
	__u32 uid;
	char comm[16];
	__u8 from;
	__u8 to;
	__u8 cause;
	__u8 reserved[5];
};

struct old_console_info {
	__u32 console;
	__u32 flags;
	__u8 kbdmode;
	__u8 kdmode;
	__u8 vtmode;
	__u8 ledflags;
	__u8 default_leds;
	__u8 ledmode;
	__u8 lockstate;
	__u8 slockstate;
	__u8 modeflags;
	__u8 reserved[3];
	__u32 pending_ms;
	__s32 vt_pid;
	__u32 pending;
	__aligned_u64 nr_changes;
	struct old_mode_change last;
};

struct old_history {
	__u32 console;
	__u32 count;
	struct old_mode_change change[16];
};

struct old_seat_info {
	__u32 abi;
	__u32 foreground;
	__u32 previous;
	__u32 wanted;
	__u8 grab;
	__u8 acts;
	__u8 cad;
	__u8 shift_state;
	__u8 leds;
	__u8 composing;
	__u8 flags;
	__u8 reserved;
	__u32 keyboards;
	__u32 diacr;
	__aligned_u64 keys;
	__aligned_u64 bytes;
	__aligned_u64 dropped;
	__aligned_u64 untranslated;
	__aligned_u64 cad_pressed;
	__aligned_u64 cad_acted;
};

struct old_attach_req {
	__u32 console;
	__u32 flags;
	__u32 reserved[2];
};

struct old_output_info {
	__u32 console;
	__u32 size;
	__aligned_u64 written;
	__aligned_u64 unread;
	__aligned_u64 lost;
};

struct old_send_key {
	__u32 console;
	__u16 keycode;
	__u8 value;
	__u8 reserved;
};

struct old_device_info {
	__u32 index;
	__u32 flags;
	__u32 delay_ms;
	__u32 period_ms;
	char node[16];
	char grabber[16];
	char name[64];
	__u32 reserved[4];
};

#define GET_SEAT	_IOR(0xBD, 0, struct old_seat_info)
#define GET_CONSOLE	_IOWR(0xBD, 1, struct old_console_info)
#define GET_HISTORY	_IOWR(0xBD, 2, struct old_history)
#define ATTACH		_IOW(0xBD, 3, struct old_attach_req)
#define GET_OUTPUT	_IOR(0xBD, 4, struct old_output_info)
#define SEND_KEY	_IOW(0xBD, 5, struct old_send_key)
#define GET_DEVICE	_IOWR(0xBD, 6, struct old_device_info)

static int fd;

static int ask(int on, const char *name, unsigned long request, void *arg)
{
	int ret = ioctl(on, request, arg);

	printf("%s: %s\n", name, ret < 0 ? strerrorname_np(errno) : "0");
	return ret;
}

static void ask_attached(void)
{
	struct old_attach_req req = { .console = 3 };
	struct old_output_info info;
	int attached;

	req.reserved[1] = 1;
	ask(fd, "attach with a reserved member", ATTACH, &req);
	req.reserved[1] = 0;
	attached = ask(fd, "attach", ATTACH, &req);
	if (attached >= 0 && !ask(attached, "output", GET_OUTPUT, &info))
		printf("console %u size %u written %llu unread %llu lost %llu\n", info.console,
		       info.size, (unsigned long long)info.written,
		       (unsigned long long)info.unread, (unsigned long long)info.lost);
}

int main(int argc, char **argv)
{
	struct old_seat_info seat = { 0 };
	struct old_console_info con = { .console = 3 };
	struct old_history history = { .console = 3 };
	struct old_device_info device = { .index = 0 };
	struct old_send_key key = { .console = 3, .keycode = 30, .value = 1 };

	fd = argc == 2 ? open(argv[1], O_RDWR | O_NOCTTY) : -1;
	ask(fd, "seat", GET_SEAT, &seat);
	ask(fd, "console", GET_CONSOLE, &con);
	ask(fd, "history", GET_HISTORY, &history);
	ask(fd, "device", GET_DEVICE, &device);
	ask_attached();
	ask(fd, "send", SEND_KEY, &key);
	return fd < 0;
}
