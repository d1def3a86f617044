/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The vtkbd authors */
/*
 * The latest of what programs wrote to a console, and the readers of it
 * (VTKBD_ATTACH).
 */
#ifndef _VTKBD_OUTPUT_H
#define _VTKBD_OUTPUT_H

#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/wait.h>

struct vtkbd_console;
struct vtkbd_output_info;

/**
 * struct vtkbd_output - the latest of what programs wrote to a console
 * @lock: irq-safe, innermost; guards all members but @wait. Whether there is a
 *	@ring, and @life, may be read without it
 * @wait: readers that wait for output, or for the console to take input
 * @ring: the bytes, byte n at n modulo its size; %NULL until the first write
 * @begin: the oldest byte kept, counted since load
 * @end: one more than the latest byte, counted since load
 * @life: how often the console was disallocated, or taken from all its users
 *	(SAK)
 */
struct vtkbd_output {
	spinlock_t lock;
	wait_queue_head_t wait;
	u8 *ring;
	u64 begin;
	u64 end;
	unsigned int life;
};

/**
 * struct vtkbd_reader - a descriptor that VTKBD_ATTACH returned
 * @con: the console
 * @life: vtkbd_output.life when it was attached
 * @pos: the next byte to read; under output.lock
 * @lost: bytes overwritten before they were read; under output.lock
 */
struct vtkbd_reader {
	struct vtkbd_console *con;
	unsigned int life;
	u64 pos;
	u64 lost;
};

void vtkbd_output_init(struct vtkbd_console *con);
void vtkbd_output_end(struct vtkbd_console *con);
void vtkbd_output_write(struct vtkbd_console *con, const u8 *buf, size_t len);
void vtkbd_output_start(struct vtkbd_reader *r, struct vtkbd_console *con);
size_t vtkbd_output_read(struct vtkbd_reader *r, u8 *buf, size_t len);
void vtkbd_output_unread(struct vtkbd_reader *r, size_t len);
bool vtkbd_output_over(const struct vtkbd_reader *r);
void vtkbd_output_info(struct vtkbd_reader *r, struct vtkbd_output_info *info);
void vtkbd_output_wake_writers(struct vtkbd_console *con);

#endif /* _VTKBD_OUTPUT_H */
