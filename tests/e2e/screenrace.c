// SPDX-License-Identifier: GPL-2.0
/*
 * screenrace NODE SECONDS: one thread switches between two screen maps, another reads
 * the accent table in 8 bits (KDGKBDIACR). In one map a character stands for itself, in
 * the other for the next one, so all characters of one result must be shifted by the
 * same value. Prints how many tables were read, and how many were a mix of both maps.
 */
#include <fcntl.h>
#include <linux/kd.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <time.h>

static int fd;
static volatile bool over;

static void call(const char *name, unsigned long cmd, void *arg)
{
	if (!ioctl(fd, cmd, arg))
		return;
	perror(name);
	exit(1);
}

static void set_map(unsigned int shift)
{
	unsigned short map[E_TABSZ];

	for (unsigned int i = 0; i < E_TABSZ; i++)
		map[i] = shift ? (i + shift) % E_TABSZ : 0xf000 | i;
	call("PIO_UNISCRNMAP", PIO_UNISCRNMAP, map);
}

static void *changer(void *unused)
{
	(void)unused;
	while (!over) {
		set_map(1);
		set_map(0);
	}
	return NULL;
}

/* How far a character is from what it was. */
static unsigned int shift(unsigned char now, unsigned int before)
{
	return (before - now) & 0xff;
}

static bool of_both(const struct kbdiacrs *now, const struct kbdiacrsuc *before)
{
	unsigned int first = shift(now->kbdiacr[0].diacr, before->kbdiacruc[0].diacr);

	for (unsigned int i = 0; i < before->kb_cnt; i++)
		if (shift(now->kbdiacr[i].diacr, before->kbdiacruc[i].diacr) != first ||
		    shift(now->kbdiacr[i].base, before->kbdiacruc[i].base) != first ||
		    shift(now->kbdiacr[i].result, before->kbdiacruc[i].result) != first)
			return true;
	return false;
}

int main(int argc, char **argv)
{
	static struct kbdiacrsuc before;
	static struct kbdiacrs now;
	unsigned long asked = 0, mixed = 0;
	pthread_t thread;
	time_t end;

	if (argc != 3 || (fd = open(argv[1], O_RDWR | O_NOCTTY)) < 0)
		return 2;
	end = time(NULL) + atoi(argv[2]);
	call("KDGKBDIACRUC", KDGKBDIACRUC, &before);
	pthread_create(&thread, NULL, changer, NULL);
	for (; time(NULL) < end; asked++) {
		call("KDGKBDIACR", KDGKBDIACR, &now);
		mixed += of_both(&now, &before);
	}
	over = true;
	pthread_join(thread, NULL);
	printf("asked %lu mixed %lu\n", asked, mixed);
	return 0;
}
