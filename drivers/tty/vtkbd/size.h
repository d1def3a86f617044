/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The vtkbd authors */
/*
 * The size of a console in rows and columns.
 */
#ifndef _VTKBD_SIZE_H
#define _VTKBD_SIZE_H

#include <linux/types.h>

struct vtkbd_console;
struct vtkbd_reader;
struct winsize;

/* Height of the screen in scan lines until VT_RESIZEX sets another. */
#define VTKBD_SCAN_LINES	400

/**
 * struct vtkbd_size - size of a console; written under switch_mutex
 * @rows: of characters
 * @cols: likewise
 * @scan_lines: height of the screen in lines of pixels, see VT_RESIZEX
 */
struct vtkbd_size {
	u16 rows;
	u16 cols;
	u16 scan_lines;
};

int vtkbd_size_set(struct vtkbd_console *con, const struct vtkbd_reader *r,
		   unsigned int rows, unsigned int cols);
int vtkbd_size_set_locked(struct vtkbd_console *con, unsigned int rows,
			  unsigned int cols);
void vtkbd_size_announce(struct vtkbd_console *con);
int vtkbd_size_get(struct vtkbd_console *con, const struct vtkbd_reader *r,
		   struct winsize *ws);

#endif /* _VTKBD_SIZE_H */
