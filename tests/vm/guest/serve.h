/* SPDX-License-Identifier: GPL-2.0 */
/* The guest's end of the control line, for the program that serves it. */
#ifndef VM_SERVE_H
#define VM_SERVE_H

/*
 * Open the line, send the hello frame, carry out the host's requests for ever. Every
 * SIGINT of this process is reported to the host. Returns only if the line cannot be
 * served, after printing the reason.
 */
void serve(const char *tty);

#endif
