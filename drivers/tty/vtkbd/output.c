// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The vtkbd authors
/*
 * The latest of what programs wrote to each console, for readers
 * (VTKBD_ATTACH). Bytes are kept as written, after the line discipline: no
 * terminal is emulated. A write never waits for a reader, and never fails for
 * lack of memory. Bytes that are overwritten before they are read are counted.
 */
#include <linux/poll.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "output.h"
#include "seat.h"

static size_t vtkbd_output_size(const struct vtkbd_console *con)
{
	return con->seat->params->output_kib * 1024UL;
}

/*
 * A write may come from where sleeping is not allowed (SLIP, PPP). If there is
 * no memory, the next write tries again.
 */
static void vtkbd_output_alloc(struct vtkbd_output *out, size_t size)
{
	u8 *ring = kmalloc(size, GFP_NOWAIT | __GFP_NOWARN);
	unsigned long flags;

	if (!ring)
		return;
	spin_lock_irqsave(&out->lock, flags);
	if (!out->ring) {
		WRITE_ONCE(out->ring, ring);
		ring = NULL;
	}
	spin_unlock_irqrestore(&out->lock, flags);
	kfree(ring);
}

/* Without a ring, @begin is @end: bytes are counted, but not kept. */
static void vtkbd_output_put_locked(struct vtkbd_output *out, size_t size,
				    const u8 *buf, size_t len)
{
	size_t skip = len > size ? len - size : 0;
	size_t at = (out->end + skip) & (size - 1);
	size_t first = min(len - skip, size - at);

	out->end += len;
	if (!out->ring) {
		out->begin = out->end;
		return;
	}
	memcpy(out->ring + at, buf + skip, first);
	memcpy(out->ring, buf + skip + first, len - skip - first);
	if (out->end - out->begin > size)
		out->begin = out->end - size;
}

/**
 * vtkbd_output_write - keep what was written to a console
 * @con: the console
 * @buf: bytes
 * @len: how many
 *
 * Context: Any; seat->lock not held.
 */
void vtkbd_output_write(struct vtkbd_console *con, const u8 *buf, size_t len)
{
	struct vtkbd_output *out = &con->output;
	size_t size = vtkbd_output_size(con);
	unsigned long flags;

	if (!size || !len)
		return;
	if (!READ_ONCE(out->ring))
		vtkbd_output_alloc(out, size);

	spin_lock_irqsave(&out->lock, flags);
	vtkbd_output_put_locked(out, size, buf, len);
	spin_unlock_irqrestore(&out->lock, flags);

	if (wq_has_sleeper(&out->wait))
		wake_up_interruptible_poll(&out->wait, EPOLLIN | EPOLLRDNORM);
}

/* A reader that fell behind continues at the oldest byte kept. */
static void vtkbd_output_catch_up_locked(struct vtkbd_reader *r)
{
	struct vtkbd_output *out = &r->con->output;

	if (r->pos >= out->begin)
		return;
	r->lost += out->begin - r->pos;
	r->pos = out->begin;
}

/**
 * vtkbd_output_read - the next bytes for a reader
 * @r: the reader; its position moves on
 * @buf: destination
 * @len: its size
 *
 * Context: Any. The caller copies to user memory, with no lock held.
 * Return: number of bytes; 0 also once the reader's console has ended, see
 *	vtkbd_output_over().
 */
size_t vtkbd_output_read(struct vtkbd_reader *r, u8 *buf, size_t len)
{
	struct vtkbd_output *out = &r->con->output;
	size_t size = vtkbd_output_size(r->con);
	unsigned long flags;
	size_t at, first;

	spin_lock_irqsave(&out->lock, flags);
	if (r->life == out->life) {
		vtkbd_output_catch_up_locked(r);
		len = min_t(u64, len, out->end - r->pos);
		at = r->pos & (size - 1);
		first = min(len, size - at);
		if (len) {
			memcpy(buf, out->ring + at, first);
			memcpy(buf + first, out->ring, len - first);
		}
		r->pos += len;
	} else {
		len = 0;
	}
	spin_unlock_irqrestore(&out->lock, flags);
	return len;
}

/**
 * vtkbd_output_unread - give bytes back that the caller could not pass on
 * @r: the reader
 * @len: how many of the last ones read
 *
 * What was overwritten since counts as lost with the next reading.
 *
 * Context: Any.
 */
void vtkbd_output_unread(struct vtkbd_reader *r, size_t len)
{
	struct vtkbd_output *out = &r->con->output;
	unsigned long flags;

	spin_lock_irqsave(&out->lock, flags);
	r->pos -= len;
	spin_unlock_irqrestore(&out->lock, flags);
}

/**
 * vtkbd_output_start - set a reader to the oldest byte kept
 * @r: the reader
 * @con: the console to read
 *
 * Context: Any.
 */
void vtkbd_output_start(struct vtkbd_reader *r, struct vtkbd_console *con)
{
	struct vtkbd_output *out = &con->output;

	r->con = con;
	spin_lock_irq(&out->lock);
	r->pos = out->begin;
	r->life = out->life;
	spin_unlock_irq(&out->lock);
}

/**
 * vtkbd_output_over - has the console ended since the reader was attached?
 * @r: the reader
 *
 * Return: true if it was disallocated, or taken from all its users (SAK).
 */
bool vtkbd_output_over(const struct vtkbd_reader *r)
{
	return READ_ONCE(r->con->output.life) != r->life;
}

/**
 * vtkbd_output_info - the position of a reader
 * @r: the reader
 * @info: filled in, for VTKBD_GET_OUTPUT
 *
 * Context: Process.
 */
void vtkbd_output_info(struct vtkbd_reader *r, struct vtkbd_output_info *info)
{
	struct vtkbd_output *out = &r->con->output;

	*info = (struct vtkbd_output_info) {
		.console = r->con->num,
		.size = vtkbd_output_size(r->con),
	};
	spin_lock_irq(&out->lock);
	if (r->life == out->life) {
		vtkbd_output_catch_up_locked(r);
		info->unread = out->end - r->pos;
	}
	/* How much is written to a later console is not for this reader. */
	info->written = r->pos + info->unread;
	info->lost = r->lost;
	spin_unlock_irq(&out->lock);
}

/**
 * vtkbd_output_wake_writers - wake readers that wait for the console to take
 *	input
 * @con: the console
 */
void vtkbd_output_wake_writers(struct vtkbd_console *con)
{
	wake_up_interruptible_poll(&con->output.wait, EPOLLOUT | EPOLLWRNORM);
}

/**
 * vtkbd_output_init - initialise the output of a console
 * @con: the console
 */
void vtkbd_output_init(struct vtkbd_console *con)
{
	spin_lock_init(&con->output.lock);
	init_waitqueue_head(&con->output.wait);
}

/**
 * vtkbd_output_end - end the life of a console for its readers
 * @con: the console, which is disallocated, or taken from all its users (SAK)
 *
 * A reader then finds the end of the file.
 *
 * Context: Process.
 */
void vtkbd_output_end(struct vtkbd_console *con)
{
	struct vtkbd_output *out = &con->output;
	u8 *ring;

	spin_lock_irq(&out->lock);
	ring = out->ring;
	WRITE_ONCE(out->ring, NULL);
	out->begin = out->end;
	WRITE_ONCE(out->life, out->life + 1);
	spin_unlock_irq(&out->lock);

	kfree(ring);
	wake_up_interruptible_poll(&out->wait, EPOLLIN | EPOLLOUT | EPOLLHUP);
}
