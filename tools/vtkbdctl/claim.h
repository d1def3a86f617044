/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A console for one program: chosen, brought to the front, and put back.
 */
#ifndef VTKBDCTL_CLAIM_H
#define VTKBDCTL_CLAIM_H

#include <linux/vtkbd.h>

struct source;

/**
 * struct claim - a console that is ours for a while
 * @src: where it is
 * @number: which
 * @fd: keeps it open, so that nobody finds it free; or -1
 * @before: how it was
 * @foreground: which console had the keyboard
 */
struct claim {
	struct source *src;
	unsigned int number;
	int fd;
	struct vtkbd_console_info before;
	unsigned int foreground;
};

/*
 * Each complains if it fails. @word names a console, or is NULL for a free one.
 * claim_take() changes nothing yet. Return: 0 or -1.
 */
int claim_take(struct claim *c, struct source *src, const char *word);
int claim_to_front(struct claim *c);
int claim_restore(const struct claim *c);

/* Leaves it to another process that has it too. */
void claim_close(struct claim *c);
/* Gives it up. */
void claim_drop(struct claim *c);

#endif
