// SPDX-License-Identifier: GPL-2.0
/*
 * Carries each step out on both sides. All work that a step leaves to the kernel's
 * threads is done before the next: see yield_to_kernel() in prepare.c. Where that is
 * not enough, this waits for the end of a switch on one side.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/input-event-codes.h>
#include <linux/kd.h>
#include <linux/keyboard.h>
#include <linux/vt.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "run.h"
#include "side.h"

/* How long a console may be busy after its last close. */
#define BUSY_MS	20

struct answer call(const struct side *s, unsigned int num, unsigned int cmd, unsigned long arg)
{
	struct answer answer = { .ret = ioctl(s->fd[num], cmd, arg) };

	answer.err = errno;
	return answer;
}

bool same(const char *name, unsigned int num, const struct answer *answer)
{
	const struct answer *real = &answer[REAL], *ours = &answer[OURS];

	if (real->ret == ours->ret && (real->ret >= 0 || real->err == ours->err))
		return true;
	printf("difference: console %u: %s: real %ld (%s), vtkbd %ld (%s)\n", num, name,
	       real->ret, real->ret < 0 ? strerror(real->err) : "OK", ours->ret,
	       ours->ret < 0 ? strerror(ours->err) : "OK");
	return false;
}

bool both(const char *name, unsigned int num, unsigned int cmd, unsigned long arg)
{
	struct answer answer[NR_SIDES];

	for_each_side(s)
		answer[s - sides] = call(s, num, cmd, arg);
	return same(name, num, answer);
}

bool keysym_is_harmless(unsigned int keysym)
{
	switch (keysym) {
	case K(KT_SPEC, 2):	/* Show_Registers */
	case K(KT_SPEC, 3):	/* Show_Memory */
	case K(KT_SPEC, 4):	/* Show_State */
	case K_SAK:
		return false;
	}
	return true;
}

/* -- keys ------------------------------------------------------------------- */

static bool do_key(const uint32_t *arg, unsigned int nr)
{
	keyboard_send(arg[0], arg + 1, (nr - 1) / 2);
	return foreground_agrees();
}

static bool do_plug(const uint32_t *arg, unsigned int nr)
{
	(void)nr;
	keyboard_unplug(arg[0]);
	keyboard_plug(arg[0]);
	return true;
}

static bool do_type(const uint32_t *arg, unsigned int nr)
{
	ps2_type(arg, nr / 2);
	return foreground_agrees();
}

static bool do_softraw(const uint32_t *arg, unsigned int nr)
{
	(void)nr;
	ps2_softraw(arg[0]);
	return true;
}

/* -- calls with a number ---------------------------------------------------- */

static const struct {
	const char *name;
	unsigned int cmd;
} numbers[NR_OPS] = {
	[OP_MODE]	= { "KDSKBMODE", KDSKBMODE },
	[OP_FLAGS]	= { "KDSKBLED", KDSKBLED },
	[OP_LIGHTS]	= { "KDSETLED", KDSETLED },
	[OP_META]	= { "KDSKBMETA", KDSKBMETA },
	[OP_KDMODE]	= { "KDSETMODE", KDSETMODE },
	[OP_ACTIVATE]	= { "VT_ACTIVATE", VT_ACTIVATE },
	[OP_RELDISP]	= { "VT_RELDISP", VT_RELDISP },
};

static bool do_number(enum op op, const uint32_t *arg)
{
	return both(numbers[op].name, arg[0], numbers[op].cmd, arg[1]) && foreground_agrees();
}

static bool do_lockswitch(const uint32_t *arg, unsigned int nr)
{
	(void)nr;
	return arg[1] ? both("VT_LOCKSWITCH", arg[0], VT_LOCKSWITCH, 0) :
			both("VT_UNLOCKSWITCH", arg[0], VT_UNLOCKSWITCH, 0);
}

static bool do_flow(const uint32_t *arg, unsigned int nr)
{
	(void)nr;
	return both("TCXONC", arg[0], TCXONC, arg[1] ? TCOOFF : TCOON);
}

static bool do_vtmode(const uint32_t *arg, unsigned int nr)
{
	struct vt_mode mode = { .mode = arg[1], .relsig = arg[2], .acqsig = arg[3] };

	(void)nr;
	return both("VT_SETMODE", arg[0], VT_SETMODE, (unsigned long)&mode);
}

/* -- the keymap ------------------------------------------------------------- */

static bool do_entry(const uint32_t *arg, unsigned int nr)
{
	struct kbentry entry = { arg[1], arg[2], arg[3] };

	(void)nr;
	if (!keysym_is_harmless(arg[3]))
		die("keysym %#x is not to be bound", arg[3]);
	if (!arg[2] && arg[3] == K_NOSUCHMAP)
		keep_touched_map(arg[1]);
	else
		keep_touched_entry(arg[1], arg[2]);
	return both("KDSKBENT", arg[0], KDSKBENT, (unsigned long)&entry);
}

/* A modifier or a lock works only if it means the same in all maps. */
static bool do_column(const uint32_t *arg, unsigned int nr)
{
	static const uint32_t maps[] = { 0, 1, 2, 4, 5, 8, 12 };
	bool ok = true;

	(void)nr;
	for (unsigned int i = 0; ok && i < sizeof(maps) / sizeof(maps[0]); i++)
		ok = do_entry((uint32_t[]){ arg[0], maps[i], arg[1], arg[2] }, 4);
	return ok;
}

static bool do_string(const uint32_t *arg, unsigned int nr)
{
	struct kbsentry string = { .kb_func = arg[1] };

	for (unsigned int i = 2; i < nr && i - 2 < sizeof(string.kb_string); i++)
		string.kb_string[i - 2] = arg[i];
	keep_touched_string(arg[1]);
	return both("KDSKBSENT", arg[0], KDSKBSENT, (unsigned long)&string);
}

static bool do_accents(const uint32_t *arg, unsigned int nr)
{
	static struct kbdiacrsuc accents;

	accents.kb_cnt = (nr - 1) / 3;
	for (unsigned int i = 0; i < accents.kb_cnt; i++)
		accents.kbdiacruc[i] = (struct kbdiacruc){
			arg[1 + 3 * i], arg[2 + 3 * i], arg[3 + 3 * i]
		};
	keep_touched_accents();
	return both("KDSKBDIACRUC", arg[0], KDSKBDIACRUC, (unsigned long)&accents);
}

/* -- consoles --------------------------------------------------------------- */

/* VT_DISALLOCATE, once the tty of a console that was just closed is gone. */
static long disallocate(const struct side *s, unsigned int through, unsigned int num)
{
	long ret;

	for (int tries = 0; ; tries++) {
		ret = ioctl(s->fd[through], VT_DISALLOCATE, num);
		if (!ret || errno != EBUSY || tries == BUSY_MS)
			break;
		pause_ms(1);
	}
	return ret;
}

/* A console that is not open and not in the foreground starts afresh. */
static bool do_reopen(const uint32_t *arg, unsigned int nr)
{
	unsigned int num = arg[0], other = num == 1 ? 2 : 1;
	struct answer answer[NR_SIDES];

	(void)nr;
	sides_read();
	for_each_side(s)
		close(s->fd[num]);
	for_each_side(s) {
		answer[s - sides].ret = disallocate(s, other, num);
		answer[s - sides].err = errno;
	}
	for_each_side(s)
		console_open(s, num);
	return same("VT_DISALLOCATE", num, answer);
}

static void write_piece(struct side *s, unsigned int num, const uint32_t *arg,
			unsigned int nr)
{
	unsigned char byte[STEP_ARGS];

	for (unsigned int i = 0; i < nr; i++)
		byte[i] = arg[i];
	/* Bytes that a stopped console does not take are dropped on both sides. */
	if (nr && write(s->fd[num], byte, nr) < 0 && errno != EAGAIN)
		die("%s%u: write: %s", s->prefix, num, strerror(errno));
}

static bool do_write(const uint32_t *arg, unsigned int nr)
{
	for_each_side(s)
		for (unsigned int i = 1, end; i < nr; i = end + 1) {
			for (end = i; end < nr && arg[end] != STEP_SPLIT; end++)
				;
			write_piece(s, arg[0], arg + i, end - i);
		}
	return foreground_agrees();
}

static bool do_check(const uint32_t *arg, unsigned int nr)
{
	bool differ = sides_differ_settled();

	(void)arg, (void)nr;
	sides_forget();
	return !differ;
}

/* -- a fresh start ---------------------------------------------------------- */

static void tap(unsigned int code)
{
	keyboard_send(0, (uint32_t[]){ code, 1 }, 1);
	keyboard_send(0, (uint32_t[]){ code, 0 }, 1);
}

static bool fresh_console(unsigned int num)
{
	return do_vtmode((uint32_t[]){ num, VT_AUTO, 0, 0 }, 4) &&
	       do_flow((uint32_t[]){ num, 0 }, 2) &&
	       do_write((uint32_t[]){ num, '\030', '\033', 'c' }, 4) &&
	       both("KDSETMODE", num, KDSETMODE, KD_TEXT) &&
	       both("KDSKBMODE", num, KDSKBMODE, K_UNICODE) &&
	       both("KDSKBMETA", num, KDSKBMETA, K_ESCPREFIX) &&
	       both("KDSKBLED", num, KDSKBLED, 0) &&
	       both("KDSETLED", num, KDSETLED, 8);
}

/*
 * Resets all that a script can have changed. A reset of the terminal ends locked
 * modifiers; a few keys end a pending dead key, Compose or keypad code.
 */
static bool do_fresh(const uint32_t *arg, unsigned int nr)
{
	bool ok = do_check(arg, nr);

	for (uint32_t num = 0; num < NR_KEYBOARDS; num++)
		do_plug(&num, 1);
	ps2_release();
	ok &= both("VT_UNLOCKSWITCH", 1, VT_UNLOCKSWITCH, 0);
	for_each_console(num)
		ok &= fresh_console(num);
	keep_restore();
	machine_restore();
	ok &= both("VT_ACTIVATE", 1, VT_ACTIVATE, 1) && foreground_agrees();
	for (int i = 0; i < 3; i++)
		tap(KEY_A);
	tap(KEY_LEFTALT);
	return do_check(arg, nr) && ok;
}

static bool (*const steps[NR_OPS])(const uint32_t *arg, unsigned int nr) = {
	[OP_FRESH]	= do_fresh,
	[OP_CHECK]	= do_check,
	[OP_KEY]	= do_key,
	[OP_BURST]	= do_key,
	[OP_PLUG]	= do_plug,
	[OP_TYPE]	= do_type,
	[OP_SOFTRAW]	= do_softraw,
	[OP_ENTRY]	= do_entry,
	[OP_COLUMN]	= do_column,
	[OP_STRING]	= do_string,
	[OP_ACCENTS]	= do_accents,
	[OP_KEYCODE]	= do_keycode,
	[OP_REPEAT]	= do_repeat,
	[OP_SCREENMAP]	= do_screenmap,
	[OP_GLYPHMAP]	= do_glyphmap,
	[OP_VTMODE]	= do_vtmode,
	[OP_LOCKSWITCH]	= do_lockswitch,
	[OP_FLOW]	= do_flow,
	[OP_REOPEN]	= do_reopen,
	[OP_WRITE]	= do_write,
};

/*
 * Work that a step left to kernel threads has to be done before the next step, on both
 * sides. From 6.6 on, SCHED_IDLE may run before a thread that has used up its share of
 * the time. While this process sleeps, only they can run.
 */
bool run_step(const struct step *step)
{
	bool same = numbers[step->op].name ? do_number(step->op, step->arg) :
					     steps[step->op](step->arg, step->nr);

	pause_us(200);
	return same;
}

void run_begin(void)
{
	both("KDSKBMODE", 1, KDSKBMODE, K_UNICODE);
	for (unsigned int num = 0; num < NR_KEYBOARDS; num++)
		keyboard_plug(num);
	keep_keymap();
	machine_keep();
}
