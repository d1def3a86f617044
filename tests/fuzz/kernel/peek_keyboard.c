// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's keyboard.c, with its static names in reach.
 */
#include "peek.h"

#undef atomic_notifier_call_chain
#define atomic_notifier_call_chain(head, step, param)	fuzz_notify(step, param)

#include "keyboard.c"

static struct input_dev fuzz_dev[SIDE_KEYBOARDS];
static struct input_handle fuzz_handle[SIDE_KEYBOARDS];

void fuzz_keyboard_init(void)
{
	kbd_init();
	vt_spawn_con.pid = (struct pid *)1;
	for (unsigned int i = 0; i < SIDE_KEYBOARDS; i++)
		fuzz_handle[i].dev = &fuzz_dev[i];
	set_bit(EV_MSC, fuzz_dev[0].evbit);
	set_bit(MSC_RAW, fuzz_dev[0].mscbit);
	fuzz_dev[0].id.bustype = BUS_I8042;
	fuzz_dev[0].id.vendor = 1;
	fuzz_dev[0].id.product = 1;
}

void fuzz_event(unsigned int keyboard, unsigned int type, unsigned int code, int value)
{
	kbd_event(&fuzz_handle[keyboard], type, code, value);
}

void fuzz_braille(unsigned int timeout, unsigned int chords)
{
	brl_timeout = timeout;
	brl_nbchords = chords;
}

/*
 * The tasklet. After a terminal's reset the kernel leaves the LEDs as they were until the next
 * key; vtkbd sets them at once, as design.rst says. So here it runs after every step.
 */
void fuzz_lights(void)
{
	kbd_bh(&keyboard_tasklet);
}

void fuzz_keyboard_state(struct side_state *state)
{
	static const uint8_t numbers[] = SIDE_NUMBERS;

	memcpy(state->key_down, key_down, sizeof(key_down));
	memcpy(state->shift_down, shift_down, sizeof(shift_down));
	state->npadch_value = npadch_value;
	state->diacr = diacr;
	state->shift = shift_state;
	state->dead_key_next = dead_key_next;
	state->npadch_active = npadch_active;
	state->rep = rep;
	state->lights = getledstate();
	state->nr_maps = keymap_count;
	for (unsigned int i = 0; i < SIDE_CONSOLES; i++) {
		const struct kbd_struct *kb = &kbd_table[numbers[i]];

		state->console[i].mode = vt_do_kdgkbmode(numbers[i]);
		state->console[i].flags = kb->modeflags;
		state->console[i].leds = kb->ledflagstate;
		state->console[i].default_leds = kb->default_ledflagstate;
		state->console[i].pattern = kb->ledmode == LED_SHOW_IOCTL;
		state->console[i].lock = kb->lockstate;
		state->console[i].sticky = kb->slockstate;
	}
}
