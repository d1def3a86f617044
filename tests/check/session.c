// SPDX-License-Identifier: GPL-2.0
/*
 * session USER PROGRAM [ARGUMENTS]: becomes PROGRAM in a session of USER's on console
 * $XDG_VTNR, as login makes one. logind ends the session when the last descriptor of it is
 * closed: the program keeps it open. PAM is loaded at run time, so its headers are not
 * needed; the declarations here are its stable ABI.
 */
#include <dlfcn.h>
#include <err.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define LIBRARY			"libpam.so.0"
#define PAM_TTY			3
#define PAM_ESTABLISH_CRED	2
#define MOST_FDS		1024

struct conversation {
	int (*ask)(int n, const void **messages, void **answers, void *data);
	void *data;
};

static int (*pam_start)(const char *service, const char *user, const struct conversation *conv,
			void **handle);
static int (*pam_set_item)(void *handle, int item, const void *value);
static int (*pam_putenv)(void *handle, const char *pair);
static int (*pam_setcred)(void *handle, int flags);
static int (*pam_open_session)(void *handle, int flags);
static char **(*pam_getenvlist)(void *handle);

static const struct {
	const char *name;
	void *function;
} wanted[] = {
	{ "pam_start", &pam_start },
	{ "pam_set_item", &pam_set_item },
	{ "pam_putenv", &pam_putenv },
	{ "pam_setcred", &pam_setcred },
	{ "pam_open_session", &pam_open_session },
	{ "pam_getenvlist", &pam_getenvlist },
};

static void find_pam(void)
{
	void *library = dlopen(LIBRARY, RTLD_NOW);

	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		void *found = library ? dlsym(library, wanted[i].name) : NULL;

		if (!found)
			errx(1, "%s", dlerror());
		*(void **)wanted[i].function = found;
	}
}

/* What a session has to say is nothing that this needs. */
static int ask(int n, const void **messages, void **answers, void *data)
{
	(void)n;
	(void)messages;
	(void)data;
	*answers = NULL;
	return 0;
}

static void open_session(const char *user)
{
	static const char *const pairs[] = {
		"XDG_SEAT=seat0", "XDG_SESSION_TYPE=wayland", "XDG_SESSION_CLASS=user",
	};
	static const struct conversation conv = { .ask = ask };
	const char *number = getenv("XDG_VTNR") ?: "";
	char tty[32], pair[32];
	void *handle;
	int bad;

	snprintf(tty, sizeof(tty), "/dev/tty%s", number);
	snprintf(pair, sizeof(pair), "XDG_VTNR=%s", number);
	if (pam_start("login", user, &conv, &handle))
		errx(1, "pam_start");
	bad = pam_set_item(handle, PAM_TTY, tty) || pam_putenv(handle, pair);
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		bad = bad || pam_putenv(handle, pairs[i]);
	if (bad || pam_setcred(handle, PAM_ESTABLISH_CRED) || pam_open_session(handle, 0))
		errx(1, "%s: no session for %s", tty, user);
	for (char **set = pam_getenvlist(handle); *set; set++)
		putenv(*set);
	if (!getenv("XDG_SESSION_ID"))
		errx(1, "%s: logind made no session for %s", tty, user);
}

int main(int argc, char **argv)
{
	struct passwd *user = argc > 2 ? getpwnam(argv[1]) : NULL;

	if (!user)
		errx(2, "session USER PROGRAM [ARGUMENTS]");
	find_pam();
	open_session(user->pw_name);
	for (int fd = STDERR_FILENO + 1; fd < MOST_FDS; fd++)
		fcntl(fd, F_SETFD, 0);
	if (initgroups(user->pw_name, user->pw_gid) || setgid(user->pw_gid) ||
	    setuid(user->pw_uid))
		err(1, "%s", user->pw_name);
	execvp(argv[2], argv + 2);
	err(1, "%s", argv[2]);
}
