// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The vtkbd authors
/*
 * KD* ioctls that read and change the keymap. User memory is read before the
 * seat's lock is taken, and written after it is dropped. Memory is allocated
 * and freed outside the lock, too.
 */
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "ioctl.h"

#include "../console.h"
#include "../core/core.h"
#include "../compat.h"

/* The keymap is shared by all consoles: owning one of them is not enough. */
static bool vtkbd_may_change(struct vtkbd_call c)
{
	return vtkbd_may(c.tty) && capable(CAP_SYS_TTY_CONFIG);
}

/**
 * vtkbd_kdgkbent - KDGKBENT: get the keysym of a key in a map
 * @c: the call
 */
int vtkbd_kdgkbent(struct vtkbd_call c)
{
	struct vtkbd_seat *seat = vtkbd_call_seat(c);
	struct kbentry __user *user = vtkbd_argp(c);
	struct kbentry e;

	if (copy_from_user(&e, user, sizeof(e)))
		return -EFAULT;

	spin_lock_irq(&seat->lock);
	e.kb_value = vtkbd_keymap_get(&seat->core.keymap, e.kb_table,
				      e.kb_index, vtkbd_call_con(c)->kbd.kbdmode);
	spin_unlock_irq(&seat->lock);
	return put_user(e.kb_value, &user->kb_value);
}

static int vtkbd_map_remove(struct vtkbd_seat *seat, u8 map)
{
	u16 *old;

	spin_lock_irq(&seat->lock);
	old = vtkbd_keymap_remove(&seat->core.keymap, map);
	spin_unlock_irq(&seat->lock);
	kfree(old);
	return 0;
}

/* Keycode 0 exists only on keyboards that are not a PC's. */
static bool vtkbd_entry_exists(u8 index)
{
	return index || IS_ENABLED(CONFIG_M68K) || IS_ENABLED(CONFIG_PPC);
}

/*
 * A capability is tested only if the entry needs it. A test that fails is
 * written to the audit log, and a test that succeeds marks the process as one
 * that used the capability.
 */
static bool vtkbd_may_also(unsigned int needed)
{
	return capable(needed == VTKBD_MAY_SET_SAK ? CAP_SYS_ADMIN :
						     CAP_SYS_RESOURCE);
}

static unsigned int vtkbd_entry_try(struct vtkbd_seat *seat, struct vtkbd_keymap_edit *edit)
{
	unsigned int needed;

	spin_lock_irq(&seat->lock);
	needed = vtkbd_keymap_set(&seat->core.keymap, edit);
	if (edit->modifiers)
		vtkbd_shift_recompute(&seat->core);
	spin_unlock_irq(&seat->lock);
	return needed;
}

static int vtkbd_entry_set(struct vtkbd_seat *seat, const struct kbentry *e)
{
	struct vtkbd_keymap_edit edit = {
		.map = e->kb_table, .index = e->kb_index, .sym = e->kb_value,
	};
	unsigned int needed;

	do {
		/*
		 * The last try may have used the memory, and the map may have
		 * been removed since.
		 */
		if (!edit.spare)
			edit.spare = kmalloc_array(NR_KEYS, sizeof(u16), GFP_KERNEL);
		if (!edit.spare)
			return -ENOMEM;
		needed = vtkbd_entry_try(seat, &edit);
		edit.may |= needed;
	} while (needed && vtkbd_may_also(needed));
	kfree(edit.spare);
	return needed ? -EPERM : 0;
}

/**
 * vtkbd_kdskbent - KDSKBENT: set the keysym of a key in a map, or remove a map
 * @c: the call
 */
int vtkbd_kdskbent(struct vtkbd_call c)
{
	struct vtkbd_seat *seat = vtkbd_call_seat(c);
	struct kbentry e;
	int err;

	if (copy_from_user(&e, vtkbd_argp(c), sizeof(e)))
		return -EFAULT;
	if (!vtkbd_may_change(c))
		return -EPERM;

	if (!e.kb_index && e.kb_value == K_NOSUCHMAP)
		return vtkbd_map_remove(seat, e.kb_table);
	err = vtkbd_keymap_check(seat->params->rules,
				 vtkbd_peek(&vtkbd_call_con(c)->kbd.kbdmode), e.kb_value);
	if (err || !vtkbd_entry_exists(e.kb_index))
		return err;
	return vtkbd_entry_set(seat, &e);
}

/**
 * vtkbd_kdgkbsent - KDGKBSENT: get a function string
 * @c: the call
 */
int vtkbd_kdgkbsent(struct vtkbd_call c)
{
	struct vtkbd_seat *seat = vtkbd_call_seat(c);
	struct kbsentry __user *user = vtkbd_argp(c);
	ssize_t len;
	char *copy;
	int err = 0;
	u8 func;

	if (get_user(func, &user->kb_func))
		return -EFAULT;
	copy = kmalloc(sizeof(user->kb_string), GFP_KERNEL);
	if (!copy)
		return -ENOMEM;

	spin_lock_irq(&seat->lock);
	len = strscpy(copy, seat->core.keymap.func[func] ?: "",
		      sizeof(user->kb_string));
	spin_unlock_irq(&seat->lock);

	/* vtkbd_kdskbsent() accepts nothing longer, so @len is no error. */
	if (WARN_ON_ONCE(len < 0) || copy_to_user(user->kb_string, copy, len + 1))
		err = -EFAULT;
	kfree(copy);
	return err;
}

/**
 * vtkbd_kdskbsent - KDSKBSENT: set a function string
 * @c: the call
 */
int vtkbd_kdskbsent(struct vtkbd_call c)
{
	struct vtkbd_seat *seat = vtkbd_call_seat(c);
	struct kbsentry __user *user = vtkbd_argp(c);
	char *str;
	u8 func;

	if (get_user(func, &user->kb_func))
		return -EFAULT;
	if (!vtkbd_may_change(c))
		return -EPERM;
	str = strndup_user(user->kb_string, sizeof(user->kb_string));
	if (IS_ERR(str))
		return PTR_ERR(str);

	spin_lock_irq(&seat->lock);
	str = vtkbd_keymap_swap_string(&seat->core.keymap, func, str);
	spin_unlock_irq(&seat->lock);
	kfree(str);
	return 0;
}

/*
 * A copy of the accent table, and of the screen map unless @screen is %NULL.
 * The caller converts it and copies it to user memory without the lock.
 */
static struct kbdiacruc *vtkbd_accents_copy(struct vtkbd_call c, unsigned int *nr,
					    struct vtkbd_screen_map *screen)
{
	struct vtkbd_seat *seat = vtkbd_call_seat(c);
	struct vtkbd_keymap *km = &seat->core.keymap;
	struct kbdiacruc *copy;

	copy = kmalloc_array(MAX_DIACR, sizeof(*copy), GFP_KERNEL);
	if (!copy)
		return NULL;
	spin_lock_irq(&seat->lock);
	*nr = km->nr_accents;
	memcpy(copy, km->accent, *nr * sizeof(*copy));
	if (screen)
		*screen = km->screen;
	spin_unlock_irq(&seat->lock);
	return copy;
}

/**
 * vtkbd_kdgkbdiacruc - KDGKBDIACRUC: get the accent table
 * @c: the call
 */
int vtkbd_kdgkbdiacruc(struct vtkbd_call c)
{
	struct kbdiacrsuc __user *user = vtkbd_argp(c);
	struct kbdiacruc *copy;
	unsigned int nr;
	int err = 0;

	copy = vtkbd_accents_copy(c, &nr, NULL);
	if (!copy)
		return -ENOMEM;
	if (put_user(nr, &user->kb_cnt) ||
	    copy_to_user(user->kbdiacruc, copy, nr * sizeof(*copy)))
		err = -EFAULT;
	kfree(copy);
	return err;
}

/**
 * vtkbd_kdgkbdiacr - KDGKBDIACR: get the accent table, in 8 bits
 * @c: the call
 *
 * A character that has no 8-bit form becomes 255.
 */
int vtkbd_kdgkbdiacr(struct vtkbd_call c)
{
	struct vtkbd_screen_map screen;
	struct kbdiacrs __user *user = vtkbd_argp(c);
	struct kbdiacruc *copy;
	struct kbdiacr *narrow;
	unsigned int nr, i;
	int err = 0;

	copy = vtkbd_accents_copy(c, &nr, &screen);
	if (!copy)
		return -ENOMEM;

	/*
	 * In place: an entry becomes smaller, so none is overwritten before it
	 * is read.
	 */
	narrow = (struct kbdiacr *)copy;
	for (i = 0; i < nr; i++) {
		struct kbdiacruc wide = copy[i];

		narrow[i].diacr = vtkbd_screen_to_8bit(&screen, wide.diacr);
		narrow[i].base = vtkbd_screen_to_8bit(&screen, wide.base);
		narrow[i].result = vtkbd_screen_to_8bit(&screen, wide.result);
	}
	if (put_user(nr, &user->kb_cnt) ||
	    copy_to_user(user->kbdiacr, narrow, nr * sizeof(*narrow)))
		err = -EFAULT;
	kfree(copy);
	return err;
}

static void vtkbd_screen_copy(struct vtkbd_call c, struct vtkbd_screen_map *screen)
{
	struct vtkbd_seat *seat = vtkbd_call_seat(c);

	spin_lock_irq(&seat->lock);
	*screen = seat->core.keymap.screen;
	spin_unlock_irq(&seat->lock);
}

static void vtkbd_accents_set(struct vtkbd_call c,
			      const struct kbdiacruc *accent, unsigned int nr)
{
	struct vtkbd_seat *seat = vtkbd_call_seat(c);

	spin_lock_irq(&seat->lock);
	vtkbd_keymap_set_accents(&seat->core.keymap, accent, nr);
	spin_unlock_irq(&seat->lock);
}

/**
 * vtkbd_kdskbdiacruc - KDSKBDIACRUC: set the accent table
 * @c: the call
 */
int vtkbd_kdskbdiacruc(struct vtkbd_call c)
{
	struct kbdiacrsuc __user *user = vtkbd_argp(c);
	struct kbdiacruc *accent;
	unsigned int nr;

	if (get_user(nr, &user->kb_cnt))
		return -EFAULT;
	if (nr >= MAX_DIACR)
		return -EINVAL;
	accent = memdup_user(user->kbdiacruc, nr * sizeof(*accent));
	if (IS_ERR(accent))
		return PTR_ERR(accent);

	vtkbd_accents_set(c, accent, nr);
	kfree(accent);
	return 0;
}

/**
 * vtkbd_kdskbdiacr - KDSKBDIACR: set the accent table, in 8 bits
 * @c: the call
 */
int vtkbd_kdskbdiacr(struct vtkbd_call c)
{
	struct vtkbd_screen_map screen;
	struct kbdiacrs __user *user = vtkbd_argp(c);
	struct kbdiacruc *accent;
	struct kbdiacr *narrow;
	unsigned int nr, i;
	int err = 0;

	if (get_user(nr, &user->kb_cnt))
		return -EFAULT;
	if (nr >= MAX_DIACR)
		return -EINVAL;
	narrow = memdup_user(user->kbdiacr, nr * sizeof(*narrow));
	if (IS_ERR(narrow))
		return PTR_ERR(narrow);

	accent = kmalloc_array(MAX_DIACR, sizeof(*accent), GFP_KERNEL);
	if (!accent) {
		err = -ENOMEM;
		goto free_narrow;
	}
	vtkbd_screen_copy(c, &screen);
	for (i = 0; i < nr; i++) {
		accent[i].diacr = vtkbd_screen_to_uni(&screen, narrow[i].diacr);
		accent[i].base = vtkbd_screen_to_uni(&screen, narrow[i].base);
		accent[i].result = vtkbd_screen_to_uni(&screen, narrow[i].result);
	}
	vtkbd_accents_set(c, accent, nr);
	kfree(accent);
free_narrow:
	kfree(narrow);
	return err;
}
