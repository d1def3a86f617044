/* SPDX-License-Identifier: GPL-2.0 */
/* The guest's end of the control line, for whichever program runs it. */
#ifndef VM_SERVE_H
#define VM_SERVE_H

/*
 * Open the line, say hello, obey the host for ever. Every SIGINT that this
 * process gets is told to the host. Returns only if the line cannot be served,
 * having said why.
 */
void serve(const char *tty);

#endif
