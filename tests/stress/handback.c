// SPDX-License-Identifier: GPL-2.0
/*
 * handback TRIES SEED: 0 is written to the module's parameter grab, and a key goes down in the
 * middle of that, see between.h. There is no other keyboard. Ends at the first of the tries that
 * goes wrong, and prints which that is: the key is down for a program that did not see it go down.
 */
#include "devices.h"

#define FIRST_HELD	128		/* keys without a meaning on a console */
#define LAST_HELD	247
#define RELEASE_TIME	(150 * NS_PER_US)
#define KEY_BIT(keys, key)	((keys)[(key) / 8] >> (key) % 8 & 1)

static int keyboard, reader = -1;

static bool press_was_heard(void)
{
	struct input_event events[64];
	bool heard = false;
	ssize_t got;

	while ((got = read(reader, events, sizeof(events))) > 0)
		for (size_t i = 0; i < got / sizeof(*events); i++)
			heard |= events[i].type == EV_KEY && events[i].value == 1;
	return heard;
}

static bool is_down(int key)
{
	unsigned char keys[KEY_CNT / 8] = { };

	if (ioctl(reader, EVIOCGKEY(sizeof(keys)), keys) < 0)
		fail("EVIOCGKEY");
	return KEY_BIT(keys, key);
}

static void hold_keys(int value)
{
	for (int key = FIRST_HELD; key <= LAST_HELD; key++)
		if (key != KEY_F13)
			keyboard_key(keyboard, key, value);
}

/* The keys that are held are released first, and that takes its time. */
static bool goes_wrong(const void *unused)
{
	bool heard, down;

	(void)unused;
	write_grab('1');
	hold_keys(1);
	press_was_heard();
	doer_tell(&giver);
	sleep_until(now() + random() % RELEASE_TIME);
	keyboard_key(keyboard, KEY_F13, 1);
	if (!doer_is_done(&giver))
		fail(GRAB);
	heard = press_was_heard();
	down = is_down(KEY_F13);
	keyboard_key(keyboard, KEY_F13, 0);
	hold_keys(0);
	return down && !heard;
}

int main(int argc, char **argv)
{
	if (argc != 3)
		return 2;
	srandom(atoi(argv[2]));
	grab_open();
	be_first();
	keyboard = keyboard_open();
	reader = start_giver(HERE);
	try_often(goes_wrong, NULL, atoi(argv[1]));
	return 0;
}
