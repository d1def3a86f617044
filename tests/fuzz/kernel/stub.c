// SPDX-License-Identifier: GPL-2.0
/*
 * What is behind stub.h: memory that can be put back as it was, and notes of what happens.
 */
#include <linux/consolemap.h>
#include <linux/kbd_kern.h>
#include <linux/vt_kern.h>

#include "peek.h"

/* -- memory ------------------------------------------------------------------------------ */

/* Blocks of one size each, taken from the arena and then from those that were freed. */
#define ARENA		(1 << 21)
#define UNIT		64
#define CLASSES		64
#define MANY		(CLASSES * UNIT)	/* larger ones are never many */

struct block {
	struct block *next;
	size_t class;
	char data[];
};

static char arena[ARENA] __attribute__((section("fuzz_arena"), aligned(64)));
static size_t arena_used;
static struct block *freed[CLASSES + 1];

void *fuzz_alloc(size_t size)
{
	size_t class = (size + sizeof(struct block) + UNIT - 1) / UNIT;
	size_t list = class < CLASSES ? class : CLASSES;
	struct block *block = freed[list];

	if (block && list < CLASSES) {
		freed[list] = block->next;
	} else {
		block = (struct block *)(arena + arena_used);
		arena_used += class * UNIT;
		if (arena_used > ARENA)
			abort();
	}
	block->class = class;
	return memset(block->data, 0, size);
}

void fuzz_free(const void *p)
{
	struct block *block;

	if (!p || IS_ERR(p))
		return;
	block = container_of(p, struct block, data);
	if (block->class >= CLASSES)
		return;
	block->next = freed[block->class];
	freed[block->class] = block;
}

void *fuzz_copy(const void *from, size_t size)
{
	return memcpy(fuzz_alloc(size), from, size);
}

/* As strndup_user(): @size with the terminating byte. */
char *fuzz_text(const char *from, size_t size)
{
	size_t len = strnlen(from, size) + 1;

	return len > size ? ERR_PTR(-EINVAL) : fuzz_copy(from, len);
}

/*
 * All that can change, as it was once: the kernel keeps much of it in variables that only its
 * functions know. The sections have these names since build.py named them so.
 */
extern char __start_fuzz_data[], __stop_fuzz_data[], __start_fuzz_bss[], __stop_fuzz_bss[];
static char *remembered;
static size_t arena_remembered;

static void move(char *saved, bool save)
{
	size_t data = __stop_fuzz_data - __start_fuzz_data;
	size_t bss = __stop_fuzz_bss - __start_fuzz_bss;

	struct { char *live; size_t size; } part[] = {
		{ arena, arena_remembered }, { __start_fuzz_bss, bss }, { __start_fuzz_data, data },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(part); i++) {
		if (save)
			memcpy(saved, part[i].live, part[i].size);
		else
			memcpy(part[i].live, saved, part[i].size);
		saved += part[i].size;
	}
}

void fuzz_remember(void)
{
	arena_remembered = arena_used;
	remembered = malloc(arena_used + (__stop_fuzz_data - __start_fuzz_data) +
			    (__stop_fuzz_bss - __start_fuzz_bss));
	move(remembered, true);
}

void fuzz_restore(void)
{
	move(remembered, false);
}

/* -- what happens ------------------------------------------------------------------------ */

struct side_seen *fuzz_seen;
bool fuzz_writing;
unsigned int fuzz_caps, fuzz_listen, fuzz_stops;
unsigned long jiffies;

/* A terminal answers some sequences; vtkbd has no terminal that would. */
void fuzz_put(struct tty_port *port, const char *bytes, size_t nr, bool brk)
{
	uint32_t console = (uint32_t)port->console << 16;

	if (fuzz_writing)
		return;
	for (size_t i = 0; i < nr; i++)
		side_log(&fuzz_seen->bytes, console | (brk ? SIDE_BREAK : (unsigned char)bytes[i]));
}

int fuzz_notify(unsigned long step, void *data)
{
	const struct keyboard_notifier_param *param = data;

	if (!fuzz_listen)
		return NOTIFY_DONE;
	side_log(&fuzz_seen->notes, step << 24 | (unsigned int)param->down << 16 | param->shift);
	side_log(&fuzz_seen->notes, (unsigned int)param->ledstate << 24 | param->value);
	side_log(&fuzz_seen->notes, ((struct vc_data *)param->vc)->port.console);
	return fuzz_stops & BIT(step) ? NOTIFY_STOP : NOTIFY_DONE;
}

static void act(uint32_t what)
{
	side_log(&fuzz_seen->acts, what);
}

void vc_SAK(struct work_struct *work)
{
}

bool fuzz_schedule(struct work_struct *work)
{
	if (work->run == vc_SAK)
		act(SIDE_SAK);
	return true;
}

void fuzz_hold(struct tty_struct *tty, bool stop)
{
	act(SIDE_HOLD);
	tty->flow.stopped = stop;
	if (stop)
		vt_kbd_con_stop(tty->index);
	else
		vt_kbd_con_start(tty->index);
}

int fuzz_kill(int sig)
{
	act(SIDE_SPAWN);
	return 0;
}

void ctrl_alt_del(void)
{
	act(SIDE_CAD);
}

void show_regs(struct pt_regs *regs)
{
	act(SIDE_SHOW_REGS);
}

void show_mem()
{
	act(SIDE_SHOW_MEM);
}

void show_state(void)
{
	act(SIDE_SHOW_STATE);
}

/* -- what is asked of the rest, and does not matter --------------------------------------- */

int input_handler_for_each_handle(struct input_handler *handler, void *data,
				  int (*run)(struct input_handle *handle, void *data))
{
	return 0;
}

void input_inject_event(struct input_handle *handle, unsigned int type, unsigned int code,
			int value)
{
}

int input_register_handler(struct input_handler *handler)
{
	return 0;
}

/* A font that has the characters of ASCII. */
u8 dfont_unicount[256] = { [' ' ... '~'] = 1 };
u16 dfont_unitable[] = {
	' ', '!', '"', '#', '$', '%', '&', '\'', '(', ')', '*', '+', ',', '-', '.', '/',
	'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', ':', ';', '<', '=', '>', '?',
	'@', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K', 'L', 'M', 'N', 'O',
	'P', 'Q', 'R', 'S', 'T', 'U', 'V', 'W', 'X', 'Y', 'Z', '[', '\\', ']', '^', '_',
	'`', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o',
	'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z', '{', '|', '}', '~',
};

/* Of vt_ioctl.c: a console is in text mode, and its keyboard in the mode that it starts in. */
void reset_vc(struct vc_data *vc)
{
	vc->vc_mode = KD_TEXT;
	vt_reset_unicode(vc->vc_num);
}

void vt_event_post(unsigned int event, unsigned int old, unsigned int new)
{
}

bool vc_is_sel(const struct vc_data *vc)
{
	return false;
}

void clear_selection(void)
{
}

void vcs_make_sysfs(int console)
{
}

atomic_t ignore_console_lock_warning;
int oops_in_progress;
bool vt_dont_switch;

int is_console_locked(void)
{
	return 1;
}

void console_lock(void)
{
}

void console_unlock(void)
{
}

void console_conditional_schedule(void)
{
}
