/* SPDX-License-Identifier: GPL-2.0 */
/* Shared by the files of the simulated machine, which fake.c describes. */
#ifndef FAKE_H
#define FAKE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

struct vtkbd_console_info;
struct vtkbd_mode_change;
struct vtkbd_seat_info;

void die(const char *what);

/* fake_fields.c: KEY=VALUE, taken apart in place */
void set_seat_field(struct vtkbd_seat_info *seat, char *pair);
void set_console_field(struct vtkbd_console_info *con, struct vtkbd_mode_change *last, char *pair);
void set_comm(struct vtkbd_mode_change *c, const char *hex);

/* fake_nodes.c: nodes that can be opened; the kind selects their requests */
struct node {
	char path[64];
	char kind[8];
	unsigned int console;
};

void nodes_init(FILE *log);
int node_item(const char *line);
const struct node *node_of(int fd);
int fake_open(const char *path, int flags);
void fake_close(int fd);
dev_t fake_device(const char *path);

/* fake_files.c: /proc and /sys are a folder of the test's */
int file_item(const char *line);
long fake_read(const char *path, char *buf, size_t size);
long fake_link(const char *path, char *buf, size_t size);
void fake_nap(unsigned int ms);
int fake_exists_file(const char *path);
long link_target(const char *path, char *buf, size_t size);
int fake_list(const char *path, void (*each)(const char *name, void *data), void *data);
int fake_devices(const char *path, void (*each)(const char *name, dev_t dev, void *data),
		 void *data);

/* fake_line.c: line disciplines, and memory of processes */
void line_init(void);
int line_item(const char *text);
int get_termios(unsigned int number, void *arg);
int set_flow(unsigned int number, void *arg);
int fake_takes_output(int fd);
long fake_peek(int pid, uint64_t address, void *buf, size_t size);

/* fake_keymap.c: one keymap for all consoles */
int keymap_item(const char *line);
int get_entry(unsigned int kbdmode, void *arg);
int get_string(unsigned int number, void *arg);
int get_accents(unsigned int number, void *arg);
int get_screen_map(unsigned int number, void *arg);

/* fake_keyboard.c: sent keys, and the time that sending takes */
int keyboard_item(const char *line);
void keyboard_init(FILE *log);
int get_device(unsigned int number, void *arg);
int send_key(unsigned int number, void *arg);
int set_device(unsigned int number, void *arg);
int set_key(unsigned int number, void *arg);
int get_held(unsigned int number, void *arg);
int make_device(unsigned int number, void *arg);
int fake_wait(unsigned int ms);
void log_event(const char *path, const void *data, size_t size);

#endif
