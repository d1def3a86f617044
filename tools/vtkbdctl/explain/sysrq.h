/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel's SysRq handler, which hears keys before every keyboard and keeps
 * those pressed while Alt and SysRq are held.
 */
#ifndef VTKBDCTL_EXPLAIN_SYSRQ_H
#define VTKBDCTL_EXPLAIN_SYSRQ_H

#include <stdbool.h>

/* Keyboards have keys beyond, but none that matters here is. */
#define SYSRQ_KEYS	768

/**
 * struct sysrq - what it remembers of one keyboard
 * @on: there is one: kernel.sysrq is not 0
 * @alt: the Alt key that went down last and is held, or 0
 * @held_by: the Alt key whose release ends what SysRq began, or 0
 * @alone: no other key was pressed since
 * @passed: keys that the keyboards heard go down
 */
struct sysrq {
	bool on;
	unsigned int alt;
	unsigned int held_by;
	bool alone;
	bool passed[SYSRQ_KEYS];
};

/**
 * sysrq_takes - show it a key
 * @s: the handler
 * @code: keycode
 * @down: pressed
 * @give_back: set to the Alt key that it now types with SysRq, since nothing else
 *	was pressed; else to 0
 *
 * Return: it keeps the key to itself.
 */
bool sysrq_takes(struct sysrq *s, unsigned int code, bool down, unsigned int *give_back);

/**
 * struct sysrq_command - what it does for a key
 * @letter: the key's character; 0 for a key that it has none for, and that shows help
 * @bit: of kernel.sysrq, which allows the command; 0 if only 1, which allows all, does
 * @words: what
 */
struct sysrq_command {
	char letter;
	unsigned int bit;
	const char *words;
};

/* Never NULL. */
const struct sysrq_command *sysrq_command(unsigned int code);
/* @setting: kernel.sysrq */
bool sysrq_allows(const struct sysrq_command *command, long setting);

/* Whether it acts on the key while Alt and SysRq are held. */
bool sysrq_is_command(unsigned int code);

#endif
