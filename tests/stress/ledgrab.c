// SPDX-License-Identifier: GPL-2.0
/*
 * ledgrab give|take TRIES SEED: the module's parameter grab is written just as LEDs are to be
 * written: the program is told of that by atcall.ko, and keeps the processor of the work item
 * meanwhile. Ends at the first of the tries that goes wrong, and prints which that is. Nothing is
 * left to chance: no seed is used.
 *
 * give: 0 is written: a LED of vtkbd's is lit on a keyboard that the built-in handler has back
 * take: 1 is written: a LED of vtkbd's is not lit on a keyboard that vtkbd has
 */
#include "devices.h"

#define KEPT_FOR	(100 * NS_PER_MS)
#define SEEN_IN		50		/* ms: the work item has ended, too */
#define LOOKS		1000

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

/* Return: when LEDs are to be written, while the keyboards are the seat's or not. */
static void wait_for_write(char grabbed)
{
	ask_for_leds(0);
	write_grab(grabbed);
	pause_ms(2 * SEEN_IN);
	ask_for_leds(LED_CAP);
	if (read(calls, NULL, 0))
		fail("/dev/atcall");
}

static bool give_goes_wrong(const void *unused)
{
	long long end;

	(void)unused;
	wait_for_write('1');
	doer_tell(&giver);
	for (end = now() + KEPT_FOR; !giver.done && now() < end;)
		;
	if (!doer_is_done(&giver))
		fail(GRAB);
	pause_ms(SEEN_IN);
	return is_lit();
}

static bool take_goes_wrong(const void *unused)
{
	(void)unused;
	wait_for_write('0');
	write_grab('1');
	for (int looks = 0; !is_lit() && looks < LOOKS; looks++)
		pause_ms(1);
	return !is_lit();
}

int main(int argc, char **argv)
{
	bool takes = argc == 4 && !strcmp(argv[1], "take");
	int keyboard;

	if (argc != 4)
		return 2;
	grab_open();
	console = open("/dev/vtkbd0", O_RDWR | O_NOCTTY | O_CLOEXEC);
	calls = open("/dev/atcall", O_RDONLY | O_CLOEXEC);
	if (console < 0 || calls < 0)
		fail("/dev/vtkbd0, /dev/atcall");
	be_first();
	keyboard = keyboard_open_with_leds();
	reader = start_giver(ELSEWHERE);
	try_often(takes ? take_goes_wrong : give_goes_wrong, NULL, atoi(argv[2]));
	close(keyboard);
	return 0;
}
