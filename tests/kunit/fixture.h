/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What every suite uses: a keyboard of its own with the default keymap, keys to
 * press on it, and the result as a text. So one comparison covers all that a
 * key did, and a failure can be read.
 */
#ifndef _VTKBD_KUNIT_FIXTURE_H
#define _VTKBD_KUNIT_FIXTURE_H

#include <kunit/test.h>
#include <linux/string.h>

#include "core.h"

/* A key without keysym in the default keymap, to bind keysyms to. */
#define FIX_KEY		KEY_F24

#define FIX_MAX_STEPS	7
#define FIX_SHOWN	192

/**
 * struct fixture - a seat's core and one console, as a test owns them
 * @core: see core.h
 * @kbd: the console; UNICODE at the start
 * @tun: braille timeout 300 ms, one chord at the start
 * @out: result of the latest event
 * @now: time of the next event, in jiffies; wraps soon
 * @hw_raw: of the next event
 * @stop_at: bit KBD_*: the notifier stops the key at these steps
 * @nr_steps: notifier steps seen since the latest event began
 * @steps: their numbers as digits
 * @note: what they reported
 * @shown: buffer of fix_out() and fix_state()
 */
struct fixture {
	struct vtkbd_core core;
	struct vtkbd_kbd kbd;
	struct vtkbd_tunables tun;
	struct vtkbd_out out;
	unsigned long now;
	bool hw_raw;
	unsigned long stop_at;
	unsigned int nr_steps;
	char steps[FIX_MAX_STEPS + 1];
	struct vtkbd_note note[FIX_MAX_STEPS];
	char shown[2][FIX_SHOWN];
};

/* fixture.c */
int fix_init(struct kunit *test);
void fix_exit(struct kunit *test);
void fix_event(struct fixture *f, u16 code, s32 value);
void fix_bind(struct kunit *test, u8 map, u16 code, u16 sym);
void fix_bind_all(struct kunit *test, u16 code, u16 sym);
void fix_rest(struct fixture *f);
void fix_listen(struct fixture *f);

/* show.c */
const char *fix_out(struct fixture *f);
const char *fix_state(struct fixture *f);

static inline struct fixture *fixture(struct kunit *test)
{
	return test->priv;
}

static inline void fix_press(struct fixture *f, u16 code)
{
	fix_event(f, code, 1);
}

static inline void fix_repeat(struct fixture *f, u16 code)
{
	fix_event(f, code, 2);
}

static inline void fix_release(struct fixture *f, u16 code)
{
	fix_event(f, code, 0);
}

/* Press the free key with this keysym, whatever the map in force is. */
static inline void fix_press_sym(struct kunit *test, u16 sym)
{
	fix_bind_all(test, FIX_KEY, sym);
	fix_press(fixture(test), FIX_KEY);
}

static inline void fix_tap_sym(struct kunit *test, u16 sym)
{
	fix_press_sym(test, sym);
	fix_release(fixture(test), FIX_KEY);
}

/* The whole result of the latest event; see show.c for the notation. */
#define EXPECT_OUT(test, want) \
	KUNIT_EXPECT_STREQ(test, fix_out(fixture(test)), want)

/* All of the keyboard's state that differs from that at rest. */
#define EXPECT_STATE(test, want) \
	KUNIT_EXPECT_STREQ(test, fix_state(fixture(test)), want)

#define EXPECT_PRESS(test, code, want) do {		\
	fix_press(fixture(test), code);			\
	EXPECT_OUT(test, want);				\
} while (0)

#define EXPECT_REPEAT(test, code, want) do {		\
	fix_repeat(fixture(test), code);		\
	EXPECT_OUT(test, want);				\
} while (0)

#define EXPECT_RELEASE(test, code, want) do {		\
	fix_release(fixture(test), code);		\
	EXPECT_OUT(test, want);				\
} while (0)

/* Press and release a keysym; the release must do nothing. */
#define EXPECT_SYM(test, sym, want) do {		\
	fix_press_sym(test, sym);			\
	EXPECT_OUT(test, want);				\
	EXPECT_RELEASE(test, FIX_KEY, "");		\
} while (0)

/* A table whose rows have a name, as parameters of a test. */
#define FIX_TABLE(table)						\
static void table##_desc(const typeof((table)[0]) *row, char *desc)	\
{									\
	strscpy(desc, row->name, KUNIT_PARAM_DESC_SIZE);		\
}									\
KUNIT_ARRAY_PARAM(table, table, table##_desc)

#define FIX_CASES(test, table)	KUNIT_CASE_PARAM(test, table##_gen_params)

/* The same row once for each keyboard mode. */
#define FIX_IN_ALL_MODES(row, ...)			\
	row(K_RAW, "RAW", __VA_ARGS__),			\
	row(K_XLATE, "XLATE", __VA_ARGS__),		\
	row(K_MEDIUMRAW, "MEDIUMRAW", __VA_ARGS__),	\
	row(K_UNICODE, "UNICODE", __VA_ARGS__),		\
	row(K_OFF, "OFF", __VA_ARGS__)

/**
 * struct fix_mode - a keyboard mode as a test parameter
 * @name: as in FIX_IN_ALL_MODES
 * @mode: K_*
 */
struct fix_mode {
	const char *name;
	u8 mode;
};

#define FIX_MODE(mode_, mode_name, ...)	{ .name = mode_name, .mode = mode_ }
#define FIX_MODES { FIX_IN_ALL_MODES(FIX_MODE, 0) }

#define FIX_SUITE(room, case_list)				\
static struct kunit_suite room##_suite = {			\
	.name = "vtkbd_" #room,					\
	.init = fix_init,					\
	.exit = fix_exit,					\
	.test_cases = case_list,				\
};								\
kunit_test_suite(room##_suite)

#endif /* _VTKBD_KUNIT_FIXTURE_H */
