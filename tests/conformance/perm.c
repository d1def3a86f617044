// SPDX-License-Identifier: GPL-2.0
/*
 * Who may call what: every ioctl that vtkbd answers, with an argument that
 * changes nothing and with NULL, by processes with different privileges and in different
 * namespaces. Each opens the console as root and then drops its privileges, but for those
 * that own its node.
 */
#include <sys/wait.h>	/* before the kernel's header, which defines the same names */
#include <grp.h>
#include <sched.h>
#include <linux/capability.h>
#include <linux/keyboard.h>
#include <linux/tiocl.h>
#include <sys/prctl.h>

#include "switching.h"

#define UNPRIVILEGED	1000
#define NO_CAPABILITY	(-1)
#define ALL		(-2)
#define SECONDS		20

/* -- what is called --------------------------------------------------------------- */

static struct kbentry entry = { 0, 200, K_HOLE };
static struct kbentry sak = { 0, 200, K_SAK };
static struct kbentry new_map = { 77, 200, K_UP };
static struct kbentry new_map_sak = { 78, 200, K_SAK };
static struct kbentry no_map[] = { { 77, 0, K_NOSUCHMAP }, { 78, 0, K_NOSUCHMAP } };
static struct kbsentry string = { .kb_func = 77 };
static struct kbdiacrs accents8;
static struct kbdiacrsuc accents32;
static struct kbkeycode keycode = { 30, 30 };
static struct kbd_repeat repeat;
static struct vt_mode mode = { .mode = VT_AUTO };
static struct vt_event no_event = { .event = VT_MAX_EVENT + 1 };
static struct vt_setactivate no_console = { .console = 64 };
static unsigned char answer[64];
static unsigned char map_answer[512];
static unsigned char typed = 'x';
static unsigned char sub[][4] = {
	{ TIOCL_GETFGCONSOLE }, { TIOCL_UNBLANKSCREEN }, { TIOCL_GETSHIFTSTATE },
	{ TIOCL_GETMOUSEREPORTING }, { TIOCL_SETVESABLANK }, { TIOCL_SETKMSGREDIRECT },
	{ TIOCL_BLANKEDSCREEN }, { TIOCL_GETKMSGREDIRECT },
};
static struct vt_sizes size = { 25, 80, 0 };
static struct vt_consize consize = { .v_rows = 25, .v_cols = 80 };

#define NUM(cmd, number)	{ #cmd, cmd, number, NULL }
#define PTR(cmd, pointer)	{ #cmd, cmd, 0, pointer }

static const struct call {
	const char *name;
	unsigned int cmd;
	unsigned long number;
	void *pointer;
} calls[] = {
	NUM(KIOCSOUND, 0),
	NUM(KDMKTONE, 0),
	PTR(KDGETLED, answer),
	NUM(KDSETLED, 0xff),
	PTR(KDGKBTYPE, answer),
	NUM(KDSETMODE, KD_TEXT),
	NUM(KDSETMODE, 17),
	PTR(KDGETMODE, answer),
	NUM(KDMAPDISP, 0),
	NUM(KDUNMAPDISP, 0),
	PTR(KDGKBMODE, answer),
	NUM(KDSKBMODE, K_UNICODE),
	NUM(KDSKBMODE, 17),
	PTR(KDGKBMETA, answer),
	NUM(KDSKBMETA, K_ESCPREFIX),
	NUM(KDSKBMETA, 17),
	PTR(KDGKBLED, answer),
	NUM(KDSKBLED, 0),
	NUM(KDSKBLED, 0x88),
	PTR(KDGKBENT, &entry),
	PTR(KDSKBENT, &entry),
	PTR(KDSKBENT, &sak),
	PTR(KDGKBENT, &entry),
	PTR(KDSKBENT, &sak),	/* the present value */
	PTR(KDSKBENT, &entry),
	PTR(KDSKBENT, &new_map),
	PTR(KDSKBENT, &new_map_sak),
	PTR(KDGKBENT, &new_map_sak),	/* a created map stays in any case */
	PTR(KDSKBENT, &no_map[0]),
	PTR(KDSKBENT, &no_map[1]),
	PTR(KDGKBSENT, &string),
	PTR(KDSKBSENT, &string),
	PTR(KDGKBDIACR, &accents8),
	PTR(KDSKBDIACR, &accents8),
	PTR(KDGKBDIACRUC, &accents32),
	PTR(KDSKBDIACRUC, &accents32),
	PTR(KDGETKEYCODE, &keycode),
	PTR(KDSETKEYCODE, &keycode),
	NUM(KDSIGACCEPT, SIGUSR1),
	NUM(KDSIGACCEPT, SIGKILL),
	PTR(KDKBDREP, &repeat),
	PTR(VT_OPENQRY, answer),
	PTR(VT_GETMODE, answer),
	PTR(VT_SETMODE, &mode),
	PTR(VT_GETSTATE, answer),
	NUM(VT_RELDISP, 1),
	NUM(VT_ACTIVATE, 1),
	NUM(VT_ACTIVATE, 64),
	NUM(VT_WAITACTIVE, 1),
	NUM(VT_WAITACTIVE, 64),
	NUM(VT_DISALLOCATE, 62),
	NUM(VT_DISALLOCATE, 64),
	NUM(VT_LOCKSWITCH, 0),
	NUM(VT_UNLOCKSWITCH, 0),
	PTR(VT_WAITEVENT, &no_event),
	PTR(VT_SETACTIVATE, &no_console),
	PTR(VT_RESIZE, &size),
	PTR(VT_RESIZEX, &consize),
	PTR(GIO_SCRNMAP, map_answer),
	PTR(GIO_UNISCRNMAP, map_answer),
	PTR(PIO_SCRNMAP, NULL),
	PTR(PIO_UNISCRNMAP, NULL),
	PTR(TIOCLINUX, sub[0]),
	PTR(TIOCLINUX, sub[1]),
	PTR(TIOCLINUX, sub[2]),
	PTR(TIOCLINUX, sub[3]),
	PTR(TIOCLINUX, sub[4]),
	PTR(TIOCLINUX, sub[5]),
	PTR(TIOCLINUX, sub[6]),
	PTR(TIOCLINUX, sub[7]),
	PTR(TIOCSTI, &typed),
};

static void call_all(int fd)
{
	for (const struct call *call = calls; call < calls + COUNT(calls); call++) {
		if (call->pointer) {
			say_pointer(fd, call->name, call->cmd, "valid", call->pointer);
			say_pointer(fd, call->name, call->cmd, "NULL", NULL);
			say_pointer(fd, call->name, call->cmd, "last address",
				    (void *)~0UL);
		} else {
			say_number(fd, call->name, call->cmd, call->number);
		}
	}
}

/* -- who calls -------------------------------------------------------------------- */

enum terminal { NONE, THIS, ANOTHER };

#define USER_SPACE	CLONE_NEWUSER
#define PID_SPACES	(CLONE_NEWPID | CLONE_NEWNS)
#define ALL_SPACES	(USER_SPACE | PID_SPACES)

static const struct role {
	const char *name;
	enum terminal controlling;
	int uid, capability;
	int spaces;	/* new ones; in a user namespace it is root, with every capability there */
	bool owns;	/* the node, which it opens itself */
} roles[] = {
	{ "root, with the terminal", THIS, 0, ALL },
	{ "root, without", NONE, 0, ALL },
	{ "root with no capability, without", NONE, 0, NO_CAPABILITY },
	{ "user, with the terminal", THIS, UNPRIVILEGED, NO_CAPABILITY },
	{ "user, with another terminal", ANOTHER, UNPRIVILEGED, NO_CAPABILITY },
	{ "user, without", NONE, UNPRIVILEGED, NO_CAPABILITY },
	{ "CAP_SYS_TTY_CONFIG, without", NONE, UNPRIVILEGED, CAP_SYS_TTY_CONFIG },
	{ "CAP_SYS_TTY_CONFIG, with", THIS, UNPRIVILEGED, CAP_SYS_TTY_CONFIG },
	{ "CAP_KILL, without", NONE, UNPRIVILEGED, CAP_KILL },
	{ "CAP_KILL, with", THIS, UNPRIVILEGED, CAP_KILL },
	{ "CAP_SYS_ADMIN, without", NONE, UNPRIVILEGED, CAP_SYS_ADMIN },
	{ "CAP_SYS_ADMIN, with", THIS, UNPRIVILEGED, CAP_SYS_ADMIN },
	{ "CAP_SYS_RESOURCE, without", NONE, UNPRIVILEGED, CAP_SYS_RESOURCE },
	{ "CAP_SYS_RESOURCE, with", THIS, UNPRIVILEGED, CAP_SYS_RESOURCE },
	{ "owner, without", NONE, UNPRIVILEGED, NO_CAPABILITY, .owns = true },
	{ "owner, with", THIS, UNPRIVILEGED, NO_CAPABILITY, .owns = true },
	{ "root of a user namespace, without", NONE, UNPRIVILEGED, NO_CAPABILITY, USER_SPACE },
	{ "root of a user namespace, with", THIS, UNPRIVILEGED, NO_CAPABILITY, USER_SPACE },
	{ "root of a user namespace, with another", ANOTHER, UNPRIVILEGED, NO_CAPABILITY,
	  USER_SPACE },
	{ "owner, root of a user namespace", NONE, UNPRIVILEGED, NO_CAPABILITY, USER_SPACE, true },
	{ "root of all namespaces, without", NONE, UNPRIVILEGED, NO_CAPABILITY, ALL_SPACES },
	{ "root of all namespaces, with", THIS, UNPRIVILEGED, NO_CAPABILITY, ALL_SPACES },
	{ "root, in a user namespace", NONE, 0, ALL, USER_SPACE },
	{ "root, in a pid and a mount namespace", NONE, 0, ALL, PID_SPACES },
	{ "CAP_SYS_TTY_CONFIG, in a pid and a mount namespace", NONE, UNPRIVILEGED,
	  CAP_SYS_TTY_CONFIG, PID_SPACES },
};

static void keep_capability(int capability)
{
	struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct data[2] = { 0 };

	if (capability >= 0) {
		data[capability / 32].permitted = 1U << capability % 32;
		data[capability / 32].effective = 1U << capability % 32;
	}
	if (syscall(SYS_capset, &header, data))
		fail("capset");
}

static void become(const struct role *role)
{
	if (role->capability == ALL)
		return;
	prctl(PR_SET_KEEPCAPS, 1);
	if (setgroups(0, NULL) || setresgid(role->uid, role->uid, role->uid) ||
	    setresuid(role->uid, role->uid, role->uid))
		fail("setresuid");
	keep_capability(role->capability);
}

/* Who changed his user ID may write his own map once he may be traced again. */
static void map_to_root(int uid)
{
	char map[32];
	int fd;

	prctl(PR_SET_DUMPABLE, 1);
	fd = open("/proc/self/uid_map", O_WRONLY);
	snprintf(map, sizeof(map), "0 %d 1", uid);
	if (fd < 0 || write(fd, map, strlen(map)) < 0 || setresuid(0, 0, 0))
		fail("uid_map");
	close(fd);
}

/* A child is the first process of a pid namespace. */
static void go_inside(const struct role *role)
{
	pid_t pid;

	if (unshare(role->spaces))
		fail("unshare");
	if (role->spaces & CLONE_NEWUSER)
		map_to_root(role->uid);
	if (!(role->spaces & CLONE_NEWPID))
		return;
	pid = fork();
	if (pid) {
		waitpid(pid, NULL, 0);
		_exit(0);
	}
	alarm(SECONDS);
}

static void give_node(int uid)
{
	char path[64];

	snprintf(path, sizeof(path), "%s%d", node_prefix, node_num);
	if (chown(path, uid, -1))
		fail(path);
}

static int open_console(const struct role *role)
{
	int fd = node_open(node_num, O_NOCTTY), elsewhere = -1;

	if (role->controlling == ANOTHER)
		elsewhere = node_open(node_num + 1, O_NOCTTY);
	if (role->controlling != NONE &&
	    ioctl(role->controlling == THIS ? fd : elsewhere, TIOCSCTTY, 0))
		fail("TIOCSCTTY");
	return fd;
}

static void say_terminal(int fd)
{
	printf("terminal of the session: %s\n",
	       tcgetsid(fd) == getsid(0) ? "this" : errname());
}

/* In a new session: a console hangs up when its session's leader ends. */
static void play(const struct role *role)
{
	int fd = -1;

	alarm(SECONDS);
	signal(SIGHUP, SIG_IGN);
	setsid();
	if (role->owns)
		give_node(role->uid);
	else
		fd = open_console(role);
	/* Only who is privileged may do without a new user namespace. */
	if (role->spaces && !(role->spaces & USER_SPACE))
		go_inside(role);
	become(role);
	if (role->owns)
		fd = open_console(role);
	if (role->spaces & USER_SPACE)
		go_inside(role);
	printf("-- %s\n", role->name);
	say_terminal(fd);
	call_all(fd);
	fflush(stdout);
	_exit(0);
}

static void spawn(const struct role *role)
{
	int status;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (!pid)
		play(role);
	waitpid(pid, &status, 0);
	give_node(0);
	printf("ended with %#x\n", status);
}

/* Restores what a role with all privileges has overwritten. */
static void put_back(const struct kbdiacrsuc *before)
{
	int fd = node_open(node_num, O_NOCTTY);

	POINTER(fd, KDSKBDIACRUC, "as before", before);
	NUMBER(fd, VT_UNLOCKSWITCH, 0);
	tcflush(fd, TCIFLUSH);
	say_state(fd);
	say_console("this", fd);
}

int main(int argc, char **argv)
{
	int fd = begin(argc, argv);
	struct kbdiacrsuc before;

	if (raw_ioctl(fd, KDGKBDIACRUC, (unsigned long)&before))
		fail("KDGKBDIACRUC");
	memcpy(&accents32, &before, sizeof(before));
	raw_ioctl(fd, KDGKBDIACR, (unsigned long)&accents8);
	close(fd);
	for (size_t i = 0; i < COUNT(roles); i++)
		spawn(&roles[i]);
	put_back(&before);
	return end();
}
