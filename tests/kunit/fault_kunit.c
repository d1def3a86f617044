// SPDX-License-Identifier: GPL-2.0
/*
 * The rules of VTKBD_SET_FAULT: which are accepted, and which one acts.
 */
#include "fixture.h"
#include "fault_rules.h"

#define KBDMODE	0x4b45u		/* KDSKBMODE */
#define SCREEN	0x4b3au		/* KDSETMODE */
#define OWN	_IO(VTKBD_IOC_MAGIC, 7)

struct valid_case {
	const char *name;
	struct vtkbd_fault fault;
	bool ok;
};

/* A rule, member by member. */
#define FAULT(what_, act_, ...) \
	{ .what = VTKBD_FAULT_##what_, .act = VTKBD_FAULT_##act_, __VA_ARGS__ }
/* KDSKBMODE fails, with members besides. */
#define FAILS(...)	FAULT(IOCTL, ERROR, .cmd = KBDMODE, .error = 5, __VA_ARGS__)
#define LATE		FAULT(IOCTL, DELAY, .cmd = KBDMODE, .delay_ms = 1)

static const struct valid_case valids[] = {
	{ "an ioctl fails",		FAILS(.skip = 0), true },
	{ "an ioctl comes late",	LATE, true },
	{ "an ioctl is not dropped",	FAULT(IOCTL, DROP, .cmd = KBDMODE), false },
	{ "an ioctl is not repeated",	FAULT(IOCTL, REPEAT, .cmd = KBDMODE), false },
	{ "release does not fail",	FAULT(RELEASE, ERROR, .error = 5), false },
	{ "release comes late",		FAULT(RELEASE, DELAY, .delay_ms = 1), true },
	{ "release is dropped",		FAULT(RELEASE, DROP, .cmd = 0), true },
	{ "release is repeated",	FAULT(RELEASE, REPEAT, .cmd = 0), true },
	{ "acquire does not fail",	FAULT(ACQUIRE, ERROR, .error = 5), false },
	{ "acquire comes late",		FAULT(ACQUIRE, DELAY, .delay_ms = 1), true },
	{ "acquire is dropped",		FAULT(ACQUIRE, DROP, .cmd = 0), true },
	{ "acquire is repeated",	FAULT(ACQUIRE, REPEAT, .cmd = 0), true },
	{ "no such what",		{ .what = 3, .act = VTKBD_FAULT_DROP }, false },
	{ "the last what",		{ .what = 255, .act = VTKBD_FAULT_DROP }, false },
	{ "no such act",		{ .what = VTKBD_FAULT_RELEASE, .act = 4 }, false },
	{ "the last act",		{ .what = VTKBD_FAULT_RELEASE, .act = 255 }, false },
	{ "no ioctl",			FAULT(IOCTL, ERROR, .error = 5), false },
	{ "an ioctl for a signal",	FAULT(RELEASE, DROP, .cmd = KBDMODE), false },
	{ "one of our own",		FAULT(IOCTL, ERROR, .cmd = OWN, .error = 5), false },
	{ "one of our own, late",	FAULT(IOCTL, DELAY, .cmd = OWN, .delay_ms = 1), false },
	{ "any other",			FAULT(IOCTL, ERROR, .cmd = ~0u, .error = 5), true },
	{ "error 0",			FAULT(IOCTL, ERROR, .cmd = KBDMODE), false },
	{ "error 1",			FAULT(IOCTL, ERROR, .cmd = KBDMODE, .error = 1), true },
	{ "error 511",			FAULT(IOCTL, ERROR, .cmd = KBDMODE, .error = 511), true },
	{ "error 512",			FAULT(IOCTL, ERROR, .cmd = KBDMODE, .error = 512), false },
	{ "an error of a delay",
	  FAULT(IOCTL, DELAY, .cmd = KBDMODE, .delay_ms = 1, .error = 5), false },
	{ "an error of a drop",		FAULT(RELEASE, DROP, .error = 5), false },
	{ "no delay",			FAULT(IOCTL, DELAY, .cmd = KBDMODE), false },
	{ "a minute",			FAULT(RELEASE, DELAY, .delay_ms = 60000), true },
	{ "more than a minute",		FAULT(RELEASE, DELAY, .delay_ms = 60001), false },
	{ "a delay of an error",	FAILS(.delay_ms = 1), false },
	{ "a delay of a drop",		FAULT(RELEASE, DROP, .delay_ms = 1), false },
	{ "a delay of a repeat",	FAULT(RELEASE, REPEAT, .delay_ms = 1), false },
	{ "skip and count",		FAILS(.skip = ~0u, .count = ~0u), true },
	{ "hits",			FAILS(.hits = 1), false },
};

FIX_TABLE(valids);

static void a_rule_is_accepted_or_not(struct kunit *test)
{
	const struct valid_case *c = test->param_value;

	KUNIT_EXPECT_EQ(test, vtkbd_fault_valid(&c->fault), c->ok);
}

/* -- which rule acts ----------------------------------------------------------------- */

#define MOST	4

/*
 * @what: what happens, a letter each: k KDSKBMODE, s KDSETMODE, r release, a acquire
 * @want: what acts, at the same place: the rule's place from 1 on; - for none
 * @hits: of each rule, in the end
 */
struct decide_case {
	const char *name;
	struct vtkbd_fault rule[MOST];
	unsigned int nr;
	const char *what;
	const char *want;
	u32 hits[MOST];
};

static const struct decide_case decides[] = {
	{ "no rule", { }, 0, "kra", "---", { } },
	{ "an ioctl by its number", { FAILS(.count = 0) }, 1, "sksra", "-1---", { 1 } },
	{ "release", { FAULT(RELEASE, DROP, .cmd = 0) }, 1, "kra", "-1-", { 1 } },
	{ "acquire", { FAULT(ACQUIRE, DROP, .cmd = 0) }, 1, "kra", "--1", { 1 } },
	{ "without a count", { FAILS(.count = 0) }, 1, "kkkkk", "11111", { 5 } },
	{ "a count", { FAILS(.count = 2) }, 1, "kkkk", "11--", { 2 } },
	{ "skip", { FAILS(.skip = 2) }, 1, "kkkk", "--11", { 2 } },
	{ "skip and count", { FAILS(.skip = 1, .count = 1) }, 1, "kkk", "-1-", { 1 } },
	{ "others do not count", { FAILS(.skip = 1, .count = 1) }, 1, "srakkk", "----1-", { 1 } },
	{ "the first decides", { FAILS(.count = 0), LATE }, 2, "kk", "11", { 2, 0 } },
	{ "one that is used up does not", { FAILS(.count = 1), LATE }, 2, "kkk", "122", { 1, 2 } },
	{ "one that lets pass does", { FAILS(.skip = 1, .count = 1), LATE }, 2, "kkk", "-12",
	  { 1, 1 } },
	{ "each of its own", {
		FAULT(RELEASE, DROP, .count = 1), FAULT(IOCTL, ERROR, .cmd = SCREEN, .error = 1),
		FAULT(ACQUIRE, REPEAT, .cmd = 0), FAILS(.skip = 1) }, 4,
	  "ksrakra", "-2134-3", { 1, 1, 2, 1 } },
};

FIX_TABLE(decides);

static const struct vtkbd_fault *happens(struct vtkbd_fault_rule *rules, unsigned int nr, char what)
{
	switch (what) {
	case 'k':
		return vtkbd_fault_decide(rules, nr, VTKBD_FAULT_IOCTL, KBDMODE);
	case 's':
		return vtkbd_fault_decide(rules, nr, VTKBD_FAULT_IOCTL, SCREEN);
	case 'r':
		return vtkbd_fault_decide(rules, nr, VTKBD_FAULT_RELEASE, 0);
	}
	return vtkbd_fault_decide(rules, nr, VTKBD_FAULT_ACQUIRE, 0);
}

static void the_first_that_matches_acts(struct kunit *test)
{
	const struct decide_case *c = test->param_value;
	struct vtkbd_fault_rule rules[MOST] = { };
	const struct vtkbd_fault *fault;
	char got[16] = "";
	unsigned int i;

	for (i = 0; i < c->nr; i++)
		rules[i].fault = c->rule[i];
	for (i = 0; c->what[i]; i++) {
		fault = happens(rules, c->nr, c->what[i]);
		got[i] = fault ? '1' + container_of(fault, struct vtkbd_fault_rule, fault) - rules :
			 '-';
	}
	KUNIT_EXPECT_STREQ(test, (const char *)got, c->want);
	for (i = 0; i < c->nr; i++)
		KUNIT_EXPECT_EQ(test, rules[i].fault.hits, c->hits[i]);
}

static void hits_do_not_begin_anew(struct kunit *test)
{
	struct vtkbd_fault_rule rule = { .fault = FAILS(.hits = ~0u - 1) };
	unsigned int i;

	for (i = 0; i < 3; i++)
		KUNIT_EXPECT_PTR_EQ(test, vtkbd_fault_decide(&rule, 1, VTKBD_FAULT_IOCTL, KBDMODE),
				    (const struct vtkbd_fault *)&rule.fault);
	KUNIT_EXPECT_EQ(test, rule.fault.hits, ~0u);
}

static struct kunit_case fault_tests[] = {
	FIX_CASES(a_rule_is_accepted_or_not, valids),
	FIX_CASES(the_first_that_matches_acts, decides),
	KUNIT_CASE(hits_do_not_begin_anew),
	{}
};

FIX_SUITE(fault, fault_tests);
