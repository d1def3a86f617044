// SPDX-License-Identifier: GPL-2.0
/* Arguments of ioctls, valid more often than not: what is refused at once tests little. */
#include <linux/kd.h>
#include <linux/keyboard.h>
#include <linux/vt.h>
#include <linux/vtkbd.h>
#include <sys/ioctl.h>
#include <termios.h>

#include "fill.h"

/* -- numbers ------------------------------------------------------------------- */

uint64_t num_edge(struct stream *s)
{
	return edge(s);
}

uint64_t num_small(struct stream *s)
{
	return below(s, 4);
}

uint64_t num_kdmode(struct stream *s)
{
	return once_in(s, 8) ? edge(s) : below(s, 4);
}

uint64_t num_kbdmode(struct stream *s)
{
	return once_in(s, 8) ? edge(s) : below(s, K_OFF + 1);
}

uint64_t num_meta(struct stream *s)
{
	return once_in(s, 8) ? edge(s) : K_METABIT + below(s, 2);
}

uint64_t num_flags(struct stream *s)
{
	return once_in(s, 8) ? edge(s) : below(s, 256);
}

/* Signals that a thread survives, and some that it does not. */
uint64_t num_signal(struct stream *s)
{
	return once_in(s, 8) ? edge(s) : 1 + below(s, 64);
}

uint64_t num_release(struct stream *s)
{
	return once_in(s, 8) ? edge(s) : below(s, VT_ACKACQ + 1);
}

/* -- keymap ---------------------------------------------------------------------- */

static uint16_t keysym(struct stream *s)
{
	/* Of every type the first few; Boot and the secure attention key among the specials. */
	return once_in(s, 4) ? any(s) : below(s, 16) << 8 | below(s, 32);
}

void fill_entry(struct worker *w, void *buf)
{
	struct kbentry *e = buf;

	e->kb_table = once_in(&w->s, 4) ? any(&w->s) : below(&w->s, 4);
	e->kb_index = once_in(&w->s, 8) ? any(&w->s) : below(&w->s, 128);
	e->kb_value = keysym(&w->s);
	if (once_in(&w->s, 8)) {
		e->kb_index = 0;
		e->kb_value = K_NOSUCHMAP;
	}
}

void fill_string(struct worker *w, void *buf)
{
	struct kbsentry *e = buf;
	size_t len = once_in(&w->s, 3) ? below(&w->s, sizeof(e->kb_string) + 1) : below(&w->s, 12);

	/* Few, so that threads meet. */
	e->kb_func = once_in(&w->s, 4) ? any(&w->s) : below(&w->s, 2);
	memset(e->kb_string, 'a' + below(&w->s, 26), len);
	if (len < sizeof(e->kb_string))
		e->kb_string[len] = '\0';
}

static unsigned int accents(struct stream *s)
{
	return once_in(s, 8) ? edge(s) : below(s, 257);
}

void fill_accents(struct worker *w, void *buf)
{
	((struct kbdiacrs *)buf)->kb_cnt = accents(&w->s);
}

void fill_accents_uc(struct worker *w, void *buf)
{
	((struct kbdiacrsuc *)buf)->kb_cnt = accents(&w->s);
}

/* -- devices ----------------------------------------------------------------------- */

void fill_keycode(struct worker *w, void *buf)
{
	struct kbkeycode *k = buf;

	k->scancode = once_in(&w->s, 4) ? edge(&w->s) : below(&w->s, 256);
	k->keycode = once_in(&w->s, 4) ? edge(&w->s) : keycode_any(&w->s);
}

/* Not as short as a millisecond: the guest would do nothing but repeat keys. */
void fill_repeat(struct worker *w, void *buf)
{
	static const int times[] = { 0, -1, INT32_MIN, INT32_MAX, 33, 250, 500, 1000 };
	struct kbd_repeat *r = buf;

	r->delay = times[below(&w->s, COUNT(times))];
	r->period = times[below(&w->s, COUNT(times))];
}

void fill_device(struct worker *w, void *buf)
{
	struct vtkbd_device_info *d = buf;

	memset(d, 0, sizeof(*d));
	d->index = once_in(&w->s, 4) ? edge(&w->s) : below(&w->s, 4);
	d->name_room = once_in(&w->s, 4) ? edge(&w->s) : below(&w->s, 64);
	d->name = (uintptr_t)place_of(&w->area, &w->s, place_any(&w->s), d->name_room & 0xfff);
}

void fill_key(struct worker *w, void *buf)
{
	struct vtkbd_send_key *k = buf;

	k->console = console(&w->s);
	k->keycode = once_in(&w->s, 8) ? edge(&w->s) : below(&w->s, 256);
	k->value = once_in(&w->s, 8) ? edge(&w->s) : below(&w->s, 3);
	k->reserved = once_in(&w->s, 16);
}

/* -- consoles ------------------------------------------------------------------------ */

static void vtmode(struct stream *s, struct vt_mode *m)
{
	m->mode = once_in(s, 16) ? edge(s) : below(s, 2);
	m->waitv = below(s, 2);
	m->relsig = num_signal(s);
	m->acqsig = num_signal(s);
	m->frsig = edge(s);
}

void fill_vtmode(struct worker *w, void *buf)
{
	vtmode(&w->s, buf);
}

void fill_setactivate(struct worker *w, void *buf)
{
	struct vt_setactivate *a = buf;

	a->console = console(&w->s);
	vtmode(&w->s, &a->mode);
}

static unsigned short length(struct stream *s)
{
	return once_in(s, 4) ? edge(s) : 1 + below(s, 200);
}

void fill_size(struct worker *w, void *buf)
{
	struct vt_sizes *v = buf;

	v->v_rows = length(&w->s);
	v->v_cols = length(&w->s);
}

void fill_sizex(struct worker *w, void *buf)
{
	struct vt_consize *v = buf;

	v->v_rows = length(&w->s);
	v->v_cols = length(&w->s);
	v->v_vlin = once_in(&w->s, 4) ? edge(&w->s) : 400 * below(&w->s, 2);
	v->v_clin = once_in(&w->s, 4) ? edge(&w->s) : 16 * below(&w->s, 3);
	v->v_vcol = once_in(&w->s, 4) ? edge(&w->s) : 0;
	v->v_ccol = once_in(&w->s, 4) ? edge(&w->s) : 0;
}

void fill_winsize(struct worker *w, void *buf)
{
	struct winsize *v = buf;

	v->ws_row = length(&w->s);
	v->ws_col = length(&w->s);
}

void fill_event(struct worker *w, void *buf)
{
	struct vt_event *e = buf;

	e->event = once_in(&w->s, 8) ? edge(&w->s) : below(&w->s, VT_MAX_EVENT + 1);
}

void fill_tioclinux(struct worker *w, void *buf)
{
	unsigned char *byte = buf;

	byte[0] = once_in(&w->s, 8) ? any(&w->s) : below(&w->s, 20);
	byte[1] = edge(&w->s);
}

/* -- our own -------------------------------------------------------------------------- */

void fill_console(struct worker *w, void *buf)
{
	struct vtkbd_console_info *c = buf;

	memset(c, 0, sizeof(*c));
	c->console = console(&w->s);
	c->reserved = once_in(&w->s, 16);
	if (once_in(&w->s, 2))
		return;
	c->last_size = once_in(&w->s, 4) ? edge(&w->s) : VTKBD_MODE_CHANGE_SIZE_VER0;
	c->last = (uintptr_t)place_of(&w->area, &w->s, place_any(&w->s), c->last_size & 0xfff);
}

void fill_history(struct worker *w, void *buf)
{
	struct vtkbd_history *h = buf;

	memset(h, 0, sizeof(*h));
	h->console = console(&w->s);
	h->change_size = once_in(&w->s, 4) ? edge(&w->s) : VTKBD_MODE_CHANGE_SIZE_VER0;
	h->room = once_in(&w->s, 4) ? edge(&w->s) : below(&w->s, 80);
	h->change = (uintptr_t)place_of(&w->area, &w->s, place_any(&w->s),
					(h->change_size * h->room) & 0xfff);
}

void fill_attach(struct worker *w, void *buf)
{
	struct vtkbd_attach_req *a = buf;

	a->console = console(&w->s);
	a->flags = once_in(&w->s, 16) ? edge(&w->s) : below(&w->s, 2);
}

/* Short delays, and errors that a program may see: or it is refused. */
static void fault_any(struct stream *s, struct vtkbd_fault *f)
{
	static const uint32_t cmds[] = {
		KDSKBMODE, KDSETMODE, KDGKBMODE, VT_SETMODE, VT_ACTIVATE, VT_RELDISP, TCGETS,
		TIOCLINUX,
	};
	static const uint16_t errors[] = { EPERM, EIO, EINTR, EBUSY, ENOTTY };
	uint64_t what = below(s, 3), act = below(s, 3), cmd = below(s, COUNT(cmds));
	uint64_t error = below(s, COUNT(errors)), delay = 1 + below(s, 20);

	*f = (struct vtkbd_fault){
		.what = what, .act = what ? 1 + act : act & 1, .cmd = what ? 0 : cmds[cmd],
		.skip = below(s, 4), .count = below(s, 4),
	};
	if (f->act == VTKBD_FAULT_ERROR)
		f->error = errors[error];
	if (f->act == VTKBD_FAULT_DELAY)
		f->delay_ms = delay;
	if (once_in(s, 32))
		((unsigned char *)f)[below(s, 8)] ^= 0xfa;	/* what, act, error or cmd */
	if (f->error > EHWPOISON)	/* has no name: a rule with it has to be one that is refused */
		f->error |= VTKBD_FAULT_ERRNO_MAX + 1;
	if (once_in(s, 32))
		f->hits = edge(s);
}

/* Beside the structure that has their address. */
static uint64_t faults_at(struct worker *w, enum place place, size_t size)
{
	return (uintptr_t)place_of(&w->area, &w->s, place, size) + (place == PLACE_IN ? 1024 : 0);
}

void fill_fault(struct worker *w, void *buf)
{
	enum place place = place_any(&w->s);
	struct vtkbd_fault_req *r = buf;
	struct vtkbd_fault rule[4];

	for (size_t i = 0; i < COUNT(rule); i++)
		fault_any(&w->s, &rule[i]);
	memset(r, 0, sizeof(*r));
	r->console = console(&w->s);
	r->count = once_in(&w->s, 8) ? edge(&w->s) : 1 + below(&w->s, COUNT(rule));
	r->fault_size = once_in(&w->s, 8) ? edge(&w->s) : sizeof(*rule);
	r->reserved = once_in(&w->s, 16);
	r->fault = faults_at(w, place, sizeof(rule));
	if (!w->list && place_is_whole(place))
		memcpy((void *)(uintptr_t)r->fault, rule, sizeof(rule));
}

void fill_faults(struct worker *w, void *buf)
{
	struct vtkbd_fault_req *r = buf;

	memset(r, 0, sizeof(*r));
	r->count = once_in(&w->s, 4) ? edge(&w->s) : below(&w->s, VTKBD_FAULT_MAX + 2);
	r->fault_size = once_in(&w->s, 4) ? edge(&w->s) : sizeof(struct vtkbd_fault);
	r->reserved = once_in(&w->s, 16);
	r->fault = faults_at(w, place_any(&w->s), (r->fault_size * r->count) & 0xfff);
}

/* -- the tty core's ----------------------------------------------------------------------- */

void fill_termios(struct worker *w, void *buf)
{
	struct termios *t = buf;

	memset(t, 0, sizeof(*t));
	t->c_iflag = any(&w->s) & (IUTF8 | IXON | IXANY | ICRNL | INLCR | IGNCR | ISTRIP | IMAXBEL);
	t->c_oflag = any(&w->s) & (OPOST | ONLCR | OCRNL | OLCUC | XTABS);
	t->c_cflag = B38400 | CREAD | (once_in(&w->s, 4) ? CS7 : CS8);
	t->c_lflag = any(&w->s) & (ISIG | ICANON | ECHO | ECHOE | ECHOK | ECHOCTL | NOFLSH | IEXTEN);
	t->c_cc[VINTR] = 3;
	t->c_cc[VEOF] = 4;
	t->c_cc[VMIN] = below(&w->s, 2);
}

/* N_TTY mostly, N_NULL, and one that does not exist. */
void fill_ldisc(struct worker *w, void *buf)
{
	static const int ldiscs[] = { 0, 0, 0, 27, 29 };

	*(int *)buf = ldiscs[below(&w->s, COUNT(ldiscs))];
}

void fill_group(struct worker *w, void *buf)
{
	*(pid_t *)buf = once_in(&w->s, 8) ? (pid_t)edge(&w->s) : w->list ? 1 : getpid();
}

void fill_int(struct worker *w, void *buf)
{
	*(int *)buf = once_in(&w->s, 4) ? (int)edge(&w->s) : (int)below(&w->s, 2);
}
