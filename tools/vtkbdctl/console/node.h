/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A console's node, open for ioctls that read its state. Errors are reported here.
 */
#ifndef VTKBDCTL_CONSOLE_NODE_H
#define VTKBDCTL_CONSOLE_NODE_H

#include "output/text.h"

struct source;
struct tool;

/**
 * struct node - a console's node, open
 * @tool: for its devices
 * @name: its path, for complaints
 * @fd: descriptor, or -1
 */
struct node {
	const struct tool *tool;
	struct text name;
	int fd;
};

/* Each complains if it fails. Return: 0 or -1. */
int node_open(struct node *node, const struct source *src, unsigned int number);
int node_ask(const struct node *node, unsigned long request, const char *name, void *arg);
/* Modifiers that are held, bit KG_*; Return: 0 or -errno: the caller may not know. */
int node_held(const struct node *node, unsigned int *held);
/* May be called for a node that is not open. */
void node_close(struct node *node);

#endif
