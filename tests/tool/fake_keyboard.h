/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What fake.c's machine has of keymaps, and what is pressed on it.
 */
#ifndef FAKE_KEYBOARD_H
#define FAKE_KEYBOARD_H

#include <stddef.h>
#include <stdio.h>

/* Return: whether it was a line about keymaps or signals. */
int keyboard_line(const char *line);
void keyboard_init(FILE *log);

int get_keysym(unsigned int number, void *arg);
int get_accents(unsigned int number, void *arg);
int get_screen_map(unsigned int number, void *arg);
int send_key(unsigned int number, void *arg);
int set_device(unsigned int number, void *arg);
int set_key(unsigned int number, void *arg);
int make_device(unsigned int number, void *arg);

int fake_wait(unsigned int ms);
void log_event(const char *path, const void *data, size_t size);

#endif
