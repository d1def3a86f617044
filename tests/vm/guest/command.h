/* SPDX-License-Identifier: GPL-2.0 */
/* Commands the host asked for: any number at once up to COMMAND_MAX. */
#ifndef VM_COMMAND_H
#define VM_COMMAND_H

#include <poll.h>
#include <stdint.h>
#include <sys/types.h>

#define COMMAND_MAX 64

void command_start(uint32_t id, const char *text);
/* For what needs no process. failed: NULL, or what did, with the reason in errno. */
void command_done(uint32_t id, const char *failed);
void command_kill(uint32_t id, int signo);
void command_exited(pid_t pid, int wait_status);
int command_poll_fill(struct pollfd *polls);
void command_read(int fd);

#endif
