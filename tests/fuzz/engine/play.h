/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Scripts: lists of steps, played from the start.
 */
#ifndef FUZZ_PLAY_H
#define FUZZ_PLAY_H

#include "step.h"

struct script {
	struct step *step;
	size_t nr;
};

/* Play it; NULL, or what differs. Then the script ends with the step that shows it. */
const char *script_play(struct script *script);

/* Leave out whatever is not needed to show a difference. */
void script_reduce(struct script *script);

void script_print(FILE *to, const struct script *script);

/* False, with a message, for a file that is no script. */
bool script_read(struct script *script, const char *path);

#endif /* FUZZ_PLAY_H */
