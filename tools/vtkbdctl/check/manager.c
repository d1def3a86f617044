// SPDX-License-Identifier: GPL-2.0
/*
 * seatd has its socket at one path only, where the machine's own may have it already. So
 * /run becomes another folder, which has all that the machine's has but that socket.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check/manager.h"
#include "output/text.h"
#include "tool.h"

#define RUN		"/run"
#define SOCKET_NAME	"seatd.sock"
#define READY_MS	5000

static const char *const places[] = {
	"/usr/sbin/seatd", "/usr/bin/seatd", "/usr/local/bin/seatd",
};

static const char *find_seatd(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(places); i++)
		if (!access(places[i], X_OK))
			return places[i];
	return NULL;
}

static void make_place(int run, const char *name, const struct stat *st)
{
	if (S_ISDIR(st->st_mode))
		mkdirat(run, name, 0755);
	else
		close(openat(run, name, O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
}

static void take_over(int old, int run, const char *name)
{
	struct text from = { 0 }, to = { 0 };
	char target[256];
	struct stat st;
	ssize_t n;

	if (fstatat(old, name, &st, AT_SYMLINK_NOFOLLOW))
		return;
	if (S_ISLNK(st.st_mode)) {
		n = readlinkat(old, name, target, sizeof(target) - 1);
		target[n < 0 ? 0 : n] = 0;
		symlinkat(target, run, name);
		return;
	}
	make_place(run, name, &st);
	text_add(&from, "/proc/self/fd/%d/%s", old, name);
	text_add(&to, RUN "/%s", name);
	mount(from.s, to.s, NULL, MS_BIND | MS_REC, NULL);
}

static int own_run(const struct tool *tool)
{
	int old = open(RUN, O_RDONLY | O_DIRECTORY | O_CLOEXEC), run;
	DIR *dir = old < 0 ? NULL : fdopendir(dup(old));
	struct dirent *entry;

	if (!dir || mount("tmpfs", RUN, "tmpfs", 0, "mode=0755"))
		return complain(tool, RUN ": cannot make another one: %s", strerror(errno));
	run = open(RUN, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	while ((entry = readdir(dir)))
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..") &&
		    strcmp(entry->d_name, SOCKET_NAME))
			take_over(old, run, entry->d_name);
	closedir(dir);
	close(old);
	close(run);
	return 0;
}

static void __attribute__((noreturn)) become_seatd(const char *path, int ready, int output)
{
	struct text number = { 0 };

	setsid();
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	text_add(&number, "%d", ready);
	fcntl(ready, F_SETFD, 0);
	dup2(output, STDOUT_FILENO);
	dup2(output, STDERR_FILENO);
	execl(path, path, "-l", "error", "-n", number.s, (char *)NULL);
	_exit(127);
}

/* The program may be another user's. */
static pid_t wait_ready(const struct tool *tool, pid_t pid, int ready)
{
	struct pollfd p = { .fd = ready, .events = POLLIN };
	char byte;

	if (poll(&p, 1, READY_MS) == 1 && read(ready, &byte, 1) == 1 &&
	    !chmod(RUN "/" SOCKET_NAME, 0666))
		return pid;
	complain(tool, "seatd did not start: the program has to do without it");
	kill(pid, SIGKILL);
	return 0;
}

pid_t manager_start(const struct tool *tool, int output)
{
	const char *path = find_seatd();
	int ends[2];
	pid_t pid;

	if (!path || own_run(tool) || pipe2(ends, O_CLOEXEC))
		return 0;
	pid = fork();
	if (pid == 0)
		become_seatd(path, ends[1], output);
	close(ends[1]);
	pid = pid < 0 ? 0 : wait_ready(tool, pid, ends[0]);
	close(ends[0]);
	return pid;
}
