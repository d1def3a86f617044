/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A console's node that is open to be asked, and who complains if it does not answer.
 */
#ifndef VTKBDCTL_HANDLE_H
#define VTKBDCTL_HANDLE_H

#include "output/text.h"

struct source;
struct tool;

/**
 * struct handle - a console's node, open
 * @tool: for its devices
 * @node: its name, for complaints
 * @fd: descriptor, or -1
 */
struct handle {
	const struct tool *tool;
	struct text node;
	int fd;
};

/* Each complains if it fails. Return: 0 or -1. */
int handle_open(struct handle *h, const struct source *src, unsigned int number);
int handle_ask(const struct handle *h, unsigned long request, const char *name, void *arg);
/* Modifiers that are held, bit KG_*; Return: 0 or -errno: the caller may not know. */
int handle_held(const struct handle *h, unsigned int *held);
/* Once is enough. */
void handle_close(struct handle *h);

#endif
