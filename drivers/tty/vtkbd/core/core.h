/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The vtkbd authors */
/*
 * The pure half of vtkbd: (keyboard state, key event) -> bytes + one action.
 *
 * Nothing declared here may sleep, take a lock, read a clock, or know of a tty,
 * an input device or a process. The caller holds the seat's lock, or owns the
 * whole state as the KUnit suites do.
 */
#ifndef _VTKBD_CORE_H
#define _VTKBD_CORE_H

#include <linux/bitmap.h>
#include <linux/input-event-codes.h>
#include <linux/input.h>
#include <linux/kd.h>
#include <linux/keyboard.h>
#include <linux/notifier.h>
#include <linux/stddef.h>
#include <linux/types.h>

#include <uapi/linux/vtkbd.h>

#include "rules.h"

/*
 * Keymap entries are keysyms XORed with 0xf000, as U() of <linux/kbd_kern.h>
 * makes them. A plain Unicode character is then stored as itself, and a typed
 * keysym has 0xf0 or more in its high byte.
 */
#define VTKBD_SYM(x)		((u16)((x) ^ 0xf000))
#define VTKBD_SYM_TYPED		0xf0

#define VTKBD_NR_KSYM_TYPES	16	/* values of a type's four bits */
#define VTKBD_NR_FN		20	/* KT_SPEC values that do something */
#define VTKBD_BRL_ROW		0x2800	/* U+2800: braille patterns */

/*
 * The kernel emulates an AT keyboard in RAW mode only on architectures that
 * have such keyboards. On others RAW sends the keycode, if it fits into seven
 * bits, and scancodes of the device itself are not passed on. The KUnit suites
 * choose for themselves.
 */
#if defined(VTKBD_RAW_IS_AT)
#elif defined(CONFIG_X86) || defined(CONFIG_IA64) || defined(CONFIG_ALPHA) || \
	defined(CONFIG_MIPS) || defined(CONFIG_PPC) || \
	defined(CONFIG_SPARC) || defined(CONFIG_PARISC) || \
	defined(CONFIG_SUPERH) || \
	(defined(CONFIG_ARM) && defined(CONFIG_KEYBOARD_ATKBD) && \
	 !defined(CONFIG_ARCH_RPC))
#define VTKBD_RAW_IS_AT	true
#else
#define VTKBD_RAW_IS_AT	false
#endif

/* Bits of vtkbd_kbd.ledflags. */
#define VTKBD_LED_SCROLL	BIT(0)
#define VTKBD_LED_NUM		BIT(1)
#define VTKBD_LED_CAPS		BIT(2)

/**
 * struct vtkbd_kbd - keyboard state of one console
 * @kbdmode: K_XLATE, K_UNICODE, K_MEDIUMRAW, K_RAW or K_OFF
 * @modeflags: VTKBD_M_*
 * @ledflags: VTKBD_LED_*, the lock keys' state, whatever the LEDs show
 * @default_leds: @ledflags after a terminal reset
 * @leds_by_ioctl: the LEDs show the pattern that KDSETLED set
 * @lockstate: locked modifiers, bit KG_*
 * @slockstate: sticky modifiers, bit KG_*; for the next key only
 */
struct vtkbd_kbd {
	u8 kbdmode;
	u8 modeflags;
	u8 ledflags;
	u8 default_leds;
	bool leds_by_ioctl;
	u8 lockstate;
	u8 slockstate;
};

/**
 * struct vtkbd_screen_map - Unicode of each 8-bit character, for XLATE
 * @map: as it was set
 * @order: the 8-bit characters by their entry in @map, then by themselves
 * @set: it is not the identity
 */
struct vtkbd_screen_map {
	u16 map[E_TABSZ];
	u8 order[E_TABSZ];
	bool set;
};

/**
 * struct vtkbd_keymap - what keys mean: maps, strings, accents, screen map
 * @rules: of which kernel's keyboard
 * @map: a map for each combination of modifiers, %NULL where there is none;
 *	map 0 always exists
 * @func: strings of the KT_FN keysyms, %NULL where there is none
 * @accent: compose table, in the order it is searched
 * @nr_accents: entries of @accent in use
 * @nr_maps: maps counted against MAX_NR_OF_USER_KEYMAPS
 * @screen: Unicode of each 8-bit character
 */
struct vtkbd_keymap {
	const struct vtkbd_rules *rules;
	u16 *map[MAX_NR_KEYMAPS];
	char *func[MAX_NR_FUNC];
	struct kbdiacruc accent[MAX_DIACR];
	unsigned int nr_accents;
	unsigned int nr_maps;
	struct vtkbd_screen_map screen;
};

/* Privileges for vtkbd_keymap_edit.may. */
#define VTKBD_MAY_SET_SAK	BIT(0)
#define VTKBD_MAY_ADD_MAPS	BIT(1)

/**
 * struct vtkbd_keymap_edit - a new keysym for one entry of a keymap
 * @map: combination of modifiers
 * @index: keycode
 * @sym: keysym
 * @may: VTKBD_MAY_*, the caller's privileges
 * @spare: NR_KEYS entries, memory for a new map; %NULL afterwards if it was
 *	used
 * @modifiers: result: held keys may be other modifiers now, so the caller has
 *	to call vtkbd_shift_recompute() under the same lock
 */
struct vtkbd_keymap_edit {
	u8 map;
	u8 index;
	u16 sym;
	unsigned int may;
	u16 *spare;
	bool modifiers;
};

#define VTKBD_SCREEN_MAP_SIZE	(E_TABSZ * sizeof(u16))

/**
 * struct vtkbd_tunables - module parameters that may change while keys arrive
 * @brl_timeout: milliseconds in which a braille chord is released; 0: the
 *	chord is complete when its first key goes up
 * @brl_nbchords: chords that make one pattern; 0: a chord is a dead key
 */
struct vtkbd_tunables {
	unsigned int brl_timeout;
	unsigned int brl_nbchords;
};

/**
 * struct vtkbd_braille - a braille chord in progress
 * @pressed: dots held, bit dot-1
 * @committing: dots of the chord that is being released
 * @committed: dots of the chords so far
 * @chords: number of chords so far
 * @release_start: when the release of @committing began, in jiffies
 */
struct vtkbd_braille {
	unsigned int pressed;
	unsigned int committing;
	unsigned int committed;
	unsigned int chords;
	unsigned long release_start;
};

/**
 * struct vtkbd_event - a key event with its time
 * @now: time of the event, in jiffies
 * @value: 0 up, 1 down, 2 repeat
 * @code: keycode, up to KEY_MAX
 * @hw_raw: the device passes on its own scancodes: none are made in RAW mode
 */
struct vtkbd_event {
	unsigned long now;
	s32 value;
	u16 code;
	bool hw_raw;
};

/**
 * enum vtkbd_action_type - what a key does besides sending bytes
 * @VTKBD_ACT_NONE: nothing
 * @VTKBD_ACT_CAD: Ctrl-Alt-Del (keysym Boot)
 * @VTKBD_ACT_SAK: secure attention key
 * @VTKBD_ACT_SWITCH: go to console @vtkbd_action.arg + 1
 * @VTKBD_ACT_LASTCONS: go to the previous foreground console
 * @VTKBD_ACT_PREVCONS: go to the next lower allocated console
 * @VTKBD_ACT_NEXTCONS: go to the next higher allocated console
 * @VTKBD_ACT_HOLD: stop or start output
 * @VTKBD_ACT_SPAWN: signal the process that called KDSIGACCEPT
 * @VTKBD_ACT_SCROLL_FORW: scroll forward; reported only
 * @VTKBD_ACT_SCROLL_BACK: scroll back; reported only
 * @VTKBD_ACT_SHOW_REGS: show registers; reported only
 * @VTKBD_ACT_SHOW_MEM: show memory; reported only
 * @VTKBD_ACT_SHOW_STATE: show tasks; reported only
 * @VTKBD_NR_ACTS: number of actions
 */
enum vtkbd_action_type {
	VTKBD_ACT_NONE,
	VTKBD_ACT_CAD,
	VTKBD_ACT_SAK,
	VTKBD_ACT_SWITCH,
	VTKBD_ACT_LASTCONS,
	VTKBD_ACT_PREVCONS,
	VTKBD_ACT_NEXTCONS,
	VTKBD_ACT_HOLD,
	VTKBD_ACT_SPAWN,
	VTKBD_ACT_SCROLL_FORW,
	VTKBD_ACT_SCROLL_BACK,
	VTKBD_ACT_SHOW_REGS,
	VTKBD_ACT_SHOW_MEM,
	VTKBD_ACT_SHOW_STATE,
	VTKBD_NR_ACTS
};

/**
 * struct vtkbd_action - see enum vtkbd_action_type
 * @type: enum vtkbd_action_type
 * @arg: the console index of VTKBD_ACT_SWITCH
 */
struct vtkbd_action {
	u8 type;
	u8 arg;
};

/* Limit for the single bytes of one event: a pending accent and a character. */
#define VTKBD_OUT_BYTES		12

/**
 * struct vtkbd_out - the result of one key event
 * @any: 0 if the event makes nothing: one word to clear and to test for the
 *	members beside it
 * @len: bytes in @buf
 * @brk: a BREAK condition follows the bytes
 * @has_str: there is a @str
 * @leds: what the LEDs and lock indicators show may have changed
 * @action: at most one
 * @buf: bytes for the console
 * @str: a function string that follows them, or %NULL; belongs to the
 *	keymap, so it is valid for as long as the seat's lock is held
 */
struct vtkbd_out {
	union {
		u64 any;
		struct {
			u8 len;
			bool brk;
			bool has_str;
			bool leds;
			struct vtkbd_action action;
		};
	};
	u8 buf[VTKBD_OUT_BYTES];
	const char *str;
};

struct vtkbd_core;

/**
 * struct vtkbd_note - what a notifier step reports, besides its number
 * @kbd: the console that the key is for
 * @value: keycode, or keysym as stored in the keymap
 * @down: value of the key event: 0 up, 1 down, 2 repeat
 * @shift: index of the keymap in force
 * @ledflags: VTKBD_LED_* of the console
 */
struct vtkbd_note {
	const struct vtkbd_kbd *kbd;
	unsigned int value;
	int down;
	u8 shift;
	u8 ledflags;
};

/* Most keys that send something send one byte, and do nothing else. */
static inline bool vtkbd_out_is_byte(const struct vtkbd_out *out)
{
	const struct vtkbd_out byte = { .len = 1 };

	return out->any == byte.any;
}

/**
 * struct vtkbd_keyctx - what a k_* or fn_* handler works on
 * @core: the seat's state
 * @kbd: the console's state
 * @ev: the event
 * @out: the result
 */
struct vtkbd_keyctx {
	struct vtkbd_core *core;
	struct vtkbd_kbd *kbd;
	const struct vtkbd_event *ev;
	struct vtkbd_out out;
};

/**
 * struct vtkbd_core - the state that all consoles of a seat share
 * @keymap: what keys mean
 * @tun: see struct vtkbd_tunables
 * @notify: called at each KBD_* step; true stops the key there. %NULL without
 *	callbacks, so that a key costs one test
 * @key_down: keys held, by keycode
 * @shift_down: how many keys hold each modifier
 * @shift_state: modifiers held, bit KG_*
 * @dead_key_next: Compose was pressed: the next character is a dead key
 * @npadch_active: a character code is being typed on the keypad
 * @rep: the current event is a repeat
 * @npadch_value: the part of that code typed so far
 * @diacr: pending dead key, 0 for none
 * @brl: braille chord in progress
 * @fingers: the members from @key_down to @brl: what is held and begun on one
 *	keyboard
 * @untranslated: presses that RAW mode had no scancode for
 * @at: the latest event and its result. Here and not on the stack, where each event
 *	would pay for the stack protector
 * @note: the notifier step at hand
 */
struct vtkbd_core {
	struct vtkbd_keymap keymap;
	const struct vtkbd_tunables *tun;
	bool (*notify)(struct vtkbd_core *core, unsigned long step,
		       const struct vtkbd_note *note);
	struct_group_tagged(vtkbd_fingers, fingers,
		DECLARE_BITMAP(key_down, KEY_CNT);
		u8 shift_down[NR_SHIFT];
		u8 shift_state;
		bool dead_key_next;
		bool npadch_active;
		bool rep;
		u32 npadch_value;
		u32 diacr;
		struct vtkbd_braille brl;
	);
	u64 untranslated;
	struct vtkbd_keyctx at;
	struct vtkbd_note note;
};

typedef void (*vtkbd_k_handler)(struct vtkbd_keyctx *x, u8 value, bool up);

static inline bool vtkbd_mode_translates(u8 kbdmode)
{
	return kbdmode & 1;	/* K_XLATE and K_UNICODE are the odd ones */
}

static inline void vtkbd_put(struct vtkbd_keyctx *x, u8 byte)
{
	if (!WARN_ON_ONCE(x->out.len >= VTKBD_OUT_BYTES))
		x->out.buf[x->out.len++] = byte;
}

/* Call it with every change of the lock flags or of the locked modifiers. */
static inline void vtkbd_put_leds(struct vtkbd_keyctx *x)
{
	x->out.leds = true;
}

static inline void vtkbd_act(struct vtkbd_keyctx *x, u8 type, u8 arg)
{
	x->out.action.type = type;
	x->out.action.arg = arg;
}

/**
 * vtkbd_shift_final - the modifiers that choose the keymap
 * @core: modifiers held
 * @kbd: modifiers locked and sticky
 *
 * Return: the index of the keymap in force.
 */
static inline u8 vtkbd_shift_final(const struct vtkbd_core *core, const struct vtkbd_kbd *kbd)
{
	return (core->shift_state | kbd->slockstate) ^ kbd->lockstate;
}

/* key.c */
void vtkbd_core_key(struct vtkbd_core *core, struct vtkbd_kbd *kbd,
		    const struct vtkbd_event *ev);

/* modifiers.c */
void vtkbd_shift_recompute(struct vtkbd_core *core);
void k_lock(struct vtkbd_keyctx *x, u8 value, bool up);
void k_slock(struct vtkbd_keyctx *x, u8 value, bool up);

/* bytes.c */
void vtkbd_put_wide(struct vtkbd_keyctx *x, u32 c);
void vtkbd_put_utf8(struct vtkbd_keyctx *x, u32 c);
void vtkbd_put_applkey(struct vtkbd_keyctx *x, char key, bool application);

/* text.c */
void k_fn(struct vtkbd_keyctx *x, u8 value, bool up);
void k_pad(struct vtkbd_keyctx *x, u8 value, bool up);
void k_cur(struct vtkbd_keyctx *x, u8 value, bool up);
void k_csi(struct vtkbd_keyctx *x, u8 value, bool up);
void k_meta(struct vtkbd_keyctx *x, u8 value, bool up);
void k_ascii(struct vtkbd_keyctx *x, u8 value, bool up);
void vtkbd_finish_npadch(struct vtkbd_keyctx *x);
void k_cons(struct vtkbd_keyctx *x, u8 value, bool up);
void k_lowercase(struct vtkbd_keyctx *x, u8 value, bool up);

/* compose.c */
void vtkbd_composed(struct vtkbd_keyctx *x, u32 c);
void k_unicode(struct vtkbd_keyctx *x, u32 c, bool up);
void k_dead(struct vtkbd_keyctx *x, u8 value, bool up);
void k_dead2(struct vtkbd_keyctx *x, u8 value, bool up);
void k_brl(struct vtkbd_keyctx *x, u8 value, bool up);

/* special.c */
void k_spec(struct vtkbd_keyctx *x, u8 value, bool up);

/* raw.c */
void vtkbd_raw_encode(struct vtkbd_keyctx *x);
void vtkbd_mediumraw_encode(struct vtkbd_keyctx *x);

/* keymap.c */
int vtkbd_keymap_init(struct vtkbd_keymap *km, const struct vtkbd_rules *rules);
void vtkbd_keymap_destroy(struct vtkbd_keymap *km);
u16 vtkbd_keymap_get(const struct vtkbd_keymap *km, u8 map, u8 index, u8 kbdmode);
int vtkbd_keymap_check(const struct vtkbd_rules *rules, u8 kbdmode, u16 sym);
unsigned int vtkbd_keymap_set(struct vtkbd_keymap *km, struct vtkbd_keymap_edit *edit);
u16 *vtkbd_keymap_remove(struct vtkbd_keymap *km, u8 map);
char *vtkbd_keymap_swap_string(struct vtkbd_keymap *km, u8 func, char *str);
void vtkbd_keymap_set_accents(struct vtkbd_keymap *km,
			      const struct kbdiacruc *accent, unsigned int nr);
void vtkbd_screen_map_init(struct vtkbd_screen_map *screen);
int vtkbd_screen_to_8bit(const struct vtkbd_screen_map *screen, u32 uni);

/* state.c */
void vtkbd_kbd_init(struct vtkbd_kbd *kbd, bool utf8, u8 leds);
int vtkbd_kbd_set_mode(struct vtkbd_core *core, struct vtkbd_kbd *kbd,
		       unsigned long mode);
int vtkbd_kbd_set_meta(struct vtkbd_kbd *kbd, unsigned long meta);
void vtkbd_kbd_reset(struct vtkbd_kbd *kbd);

/* leds.c */
int vtkbd_leds_set_flags(struct vtkbd_kbd *kbd, unsigned long arg);
u8 vtkbd_leds_flags(const struct vtkbd_kbd *kbd);
void vtkbd_leds_set_pattern(struct vtkbd_kbd *kbd, u8 *by_ioctl, unsigned long arg);

/**
 * vtkbd_screen_to_uni - the Unicode character of an 8-bit character
 * @screen: the screen map
 * @c: 8-bit character
 *
 * Matches conv_8bit_to_uni().
 *
 * Return: code point.
 */
static inline u32 vtkbd_screen_to_uni(const struct vtkbd_screen_map *screen, u8 c)
{
	u16 uni = screen->map[c];

	return uni == VTKBD_SYM(c) ? c : uni;
}

/**
 * vtkbd_put_char - send a character as the keyboard mode requires
 * @x: the key
 * @c: code point
 *
 * UTF-8 in UNICODE; in XLATE the 8-bit character of the screen map, or
 * nothing if there is none.
 */
static inline void vtkbd_put_char(struct vtkbd_keyctx *x, u32 c)
{
	/* Most are one byte in both. */
	if (c < 0x80 && (x->kbd->kbdmode == K_UNICODE || !x->core->keymap.screen.set))
		vtkbd_put(x, c);
	else
		vtkbd_put_wide(x, c);
}

/**
 * vtkbd_leds_word - what the LEDs and lock indicators show
 * @kbd: the foreground console
 * @by_ioctl: the seat's pattern, see vtkbd_leds_set_pattern()
 *
 * Inline, since it is called after every packet of keys.
 *
 * Return: LEDs in the low byte, locked modifiers in the next one.
 */
static inline u32 vtkbd_leds_word(const struct vtkbd_kbd *kbd, u8 by_ioctl)
{
	return (kbd->leds_by_ioctl ? by_ioctl : kbd->ledflags) |
	       (u32)kbd->lockstate << 8;
}

#endif /* _VTKBD_CORE_H */
