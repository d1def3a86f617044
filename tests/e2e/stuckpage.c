// SPDX-License-Identifier: GPL-2.0
/*
 * stuckpage size NODE: reads the size of a terminal into a page that is never
 *	provided: no program serves its faults.
 * stuckpage read NODE: the node is its controlling terminal; it reads into such
 *	a page, too.
 * stuckpage readother NODE: likewise, but it has no controlling terminal.
 * stuckpage list FOLDER: reads the names in a folder into such a page.
 * stuckpage resize NODE ROWS COLUMNS: VT_RESIZE.
 * stuckpage open NODE...: opens and closes each.
 */
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <linux/vt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <termios.h>
#include <unistd.h>

static void check(const char *what, long ret)
{
	if (ret >= 0)
		return;
	perror(what);
	exit(1);
}

static int node_open(const char *node)
{
	int fd = open(node, O_RDWR | O_NOCTTY);

	check(node, fd);
	return fd;
}

static void *stuck_page(void)
{
	long size = sysconf(_SC_PAGESIZE);
	void *page = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register range = {
		.range = { (unsigned long)page, size }, .mode = UFFDIO_REGISTER_MODE_MISSING,
	};
	int fd = syscall(SYS_userfaultfd, 0);

	check("userfaultfd", fd);
	check("UFFDIO_API", ioctl(fd, UFFDIO_API, &api));
	check("UFFDIO_REGISTER", ioctl(fd, UFFDIO_REGISTER, &range));
	return page;
}

static void ask_size(const char *node)
{
	int fd = node_open(node);
	void *page = stuck_page();

	check("TIOCGWINSZ", ioctl(fd, TIOCGWINSZ, page));
}

/* More than one chunk of a read: then the line discipline's locks are held. */
static void read_much(const char *node, int flags)
{
	struct termios raw;
	int fd, waiting;

	setsid();
	fd = open(node, O_RDWR | flags);
	check(node, fd);
	tcgetattr(fd, &raw);
	cfmakeraw(&raw);
	tcsetattr(fd, TCSANOW, &raw);
	puts("reads");
	fflush(stdout);
	while (!ioctl(fd, FIONREAD, &waiting) && waiting < 200)
		usleep(10000);
	check("read", read(fd, stuck_page(), 4096));
}

/* First "." and "..", which every folder has: nobody locks it for them. */
static void list(const char *folder)
{
	char dots[48];
	int fd = open(folder, O_RDONLY | O_DIRECTORY);

	check(folder, fd);
	check("getdents64", syscall(SYS_getdents64, fd, dots, sizeof(dots)));
	check("getdents64", syscall(SYS_getdents64, fd, stuck_page(), 4096));
}

static void resize(const char *node, const char *rows, const char *cols)
{
	struct vt_sizes size = { .v_rows = atoi(rows), .v_cols = atoi(cols) };

	check("VT_RESIZE", ioctl(node_open(node), VT_RESIZE, &size));
}

int main(int argc, char **argv)
{
	printf("pid %d\n", getpid());
	fflush(stdout);
	if (argc == 3 && !strcmp(argv[1], "size"))
		ask_size(argv[2]);
	else if (argc == 3 && !strcmp(argv[1], "read"))
		read_much(argv[2], 0);
	else if (argc == 3 && !strcmp(argv[1], "readother"))
		read_much(argv[2], O_NOCTTY);
	else if (argc == 3 && !strcmp(argv[1], "list"))
		list(argv[2]);
	else if (argc == 5 && !strcmp(argv[1], "resize"))
		resize(argv[2], argv[3], argv[4]);
	else if (argc > 2 && !strcmp(argv[1], "open"))
		for (int i = 2; i < argc; i++)
			close(node_open(argv[i]));
	else
		return 2;
	puts("done");
	return 0;
}
