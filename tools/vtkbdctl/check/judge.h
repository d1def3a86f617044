/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What is said of a program after something was done to it.
 */
#ifndef VTKBDCTL_CHECK_JUDGE_H
#define VTKBDCTL_CHECK_JUDGE_H

#include <stdbool.h>

#include "output/text.h"

struct finding;
struct stage;

/*
 * Whether the program is whole: it runs, has its console, is quiet, and a switch away and
 * back works. If not, @saw says what is wrong.
 */
bool judge_is_whole(struct stage *s, struct text *saw);
/*
 * The program has ended: waits until the console is a text console, at the latest after a
 * switch. Return: whether it is; @saw says who made it so, or how it is left.
 */
bool judge_is_restored(struct stage *s, struct text *saw);

/* The same as a finding. */
void judge_whole(struct stage *s, struct finding *f);
/* Brings it back to the foreground. Return: whether it has its console again; else it is broken. */
bool judge_comes_back(struct stage *s, struct finding *f);
/*
 * It gave up, which it may if it says so, by words or by an exit status, and if its console is
 * a text console again.
 */
void judge_end(struct stage *s, struct finding *f);

#endif
