// SPDX-License-Identifier: GPL-2.0
/*
 * The keyboard that every test has for itself. It is made before the test, and
 * all its memory is freed after it, even if the test was aborted.
 */
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "fixture.h"

/*
 * A notifier that records each step and stops the key where the test wants it.
 */
static bool fix_notify(struct vtkbd_core *core, unsigned long step,
		       const struct vtkbd_note *note)
{
	struct fixture *f = container_of(core, struct fixture, core);

	if (!WARN_ON_ONCE(f->nr_steps >= FIX_MAX_STEPS)) {
		f->steps[f->nr_steps] = '0' + step;
		f->note[f->nr_steps++] = *note;
	}
	return f->stop_at & BIT(step);
}

/* From now on the steps of each event are recorded. */
void fix_listen(struct fixture *f)
{
	f->core.notify = fix_notify;
}

void fix_event(struct fixture *f, u16 code, s32 value)
{
	const struct vtkbd_event ev = {
		.code = code,
		.value = value,
		.hw_raw = f->hw_raw,
		.now = f->now,
	};

	/* Some tests press every keysym there is, which takes a checked kernel minutes. */
	cond_resched();
	f->nr_steps = 0;
	memset(f->steps, 0, sizeof(f->steps));
	vtkbd_core_key(&f->core, &f->kbd, &ev);
	f->out = f->core.at.out;
}

/*
 * Does not use vtkbd_keymap_set() and its checks. @map is made if there is
 * none.
 */
void fix_bind(struct kunit *test, u8 map, u16 code, u16 sym)
{
	struct vtkbd_keymap *km = &fixture(test)->core.keymap;
	unsigned int i;

	if (!km->map[map]) {
		km->map[map] = kmalloc_array(NR_KEYS, sizeof(u16), GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, km->map[map]);
		for (i = 0; i < NR_KEYS; i++)
			km->map[map][i] = VTKBD_SYM(K_HOLE);
	}
	KUNIT_ASSERT_LT(test, (unsigned int)code, (unsigned int)NR_KEYS);
	km->map[map][code] = VTKBD_SYM(sym);
}

/* In every existing map. */
void fix_bind_all(struct kunit *test, u16 code, u16 sym)
{
	struct vtkbd_keymap *km = &fixture(test)->core.keymap;
	unsigned int map;

	for (map = 0; map < MAX_NR_KEYMAPS; map++)
		if (km->map[map])
			fix_bind(test, map, code, sym);
}

/* As if no key had ever been pressed. Keymap, mode and notifier are kept. */
void fix_rest(struct fixture *f)
{
	size_t start = offsetof(struct vtkbd_core, key_down);
	u8 kbdmode = f->kbd.kbdmode;

	memset((void *)&f->core + start, 0, sizeof(f->core) - start);
	vtkbd_kbd_init(&f->kbd, true, 0);
	f->kbd.kbdmode = kbdmode;
}

int fix_init(struct kunit *test)
{
	struct fixture *f = kunit_kzalloc(test, sizeof(*f), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, f);
	test->priv = f;
	f->tun.brl_timeout = 300;
	f->tun.brl_nbchords = 1;
	f->core.tun = &f->tun;
	/* No time may be special, not even the one at which jiffies wrap. */
	f->now = ULONG_MAX - 10;
	vtkbd_kbd_init(&f->kbd, true, 0);
	KUNIT_ASSERT_EQ(test, vtkbd_keymap_init(&f->core.keymap, vtkbd_rules_of(6, 1)), 0);
	return 0;
}

void fix_exit(struct kunit *test)
{
	if (fixture(test))
		vtkbd_keymap_destroy(&fixture(test)->core.keymap);
}

MODULE_DESCRIPTION("KUnit suites of the virtual terminal keyboard's core");
MODULE_LICENSE("GPL");
