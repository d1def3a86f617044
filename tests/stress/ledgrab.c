// SPDX-License-Identifier: GPL-2.0
/*
 * ledgrab TRIES SEED: 0 is written to the module's parameter grab just as LEDs are to be written:
 * the program is told of that by atcall.ko, and keeps the processor of the work item meanwhile.
 * Ends at the first of the tries that goes wrong, and prints which that is: a LED of vtkbd's is
 * lit on a keyboard that the built-in handler has back. Nothing is left to chance: no seed is used.
 */
#include "devices.h"

#define KEPT_FOR	(100 * NS_PER_MS)
#define SEEN_IN		50		/* ms: the work item has ended, too */

static int console, calls, reader;

static bool is_lit(void)
{
	unsigned char leds[LED_CNT / 8 + 1] = { };

	if (ioctl(reader, EVIOCGLED(sizeof(leds)), leds) < 0)
		fail("EVIOCGLED");
	return leds[LED_CAPSL / 8] >> LED_CAPSL % 8 & 1;
}

static void ask_for_leds(unsigned long leds)
{
	if (ioctl(console, KDSETLED, leds))
		fail("KDSETLED");
}

static bool goes_wrong(const void *unused)
{
	long long end;

	(void)unused;
	ask_for_leds(0);
	write_grab('1');
	pause_ms(2 * SEEN_IN);
	ask_for_leds(LED_CAP);
	if (read(calls, NULL, 0))
		fail("/dev/atcall");
	doer_tell(&giver);
	for (end = now() + KEPT_FOR; !giver.done && now() < end;)
		;
	if (!doer_is_done(&giver))
		fail(GRAB);
	pause_ms(SEEN_IN);
	return is_lit();
}

int main(int argc, char **argv)
{
	int keyboard;

	if (argc != 3)
		return 2;
	grab_open();
	console = open("/dev/vtkbd0", O_RDWR | O_NOCTTY | O_CLOEXEC);
	calls = open("/dev/atcall", O_RDONLY | O_CLOEXEC);
	if (console < 0 || calls < 0)
		fail("/dev/vtkbd0, /dev/atcall");
	be_first();
	keyboard = keyboard_open_with_leds();
	reader = start_giver(ELSEWHERE);
	try_often(goes_wrong, NULL, atoi(argv[1]));
	close(keyboard);
	return 0;
}
