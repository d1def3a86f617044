/* SPDX-License-Identifier: GPL-2.0 */
/*
 * As much of KUnit as the suites use, for a program. Each macro does what its namesake in
 * the kernel does, so the suites are compiled here as they are. A macro that is missing
 * here stops the build: no check is lost without a word.
 */
#ifndef VTKBD_USER_KUNIT_TEST_H
#define VTKBD_USER_KUNIT_TEST_H

#include <limits.h>
#include <setjmp.h>
#include <stdio.h>

#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/types.h>

#define KUNIT_PARAM_DESC_SIZE	128

struct kunit_memory;

/**
 * struct kunit - a case that runs, with one row of its table
 * @priv: of the suite's init function
 * @param_value: the row, or %NULL
 * @name: of the case
 * @failed: something that was expected was not so
 * @memory: what kunit_kzalloc() gave it
 * @stop: where an assertion that fails goes
 */
struct kunit {
	void *priv;
	const void *param_value;
	const char *name;
	bool failed;
	struct kunit_memory *memory;
	jmp_buf stop;
};

/**
 * struct kunit_rows - the table of a case with parameters
 * @row: the first row
 * @size: bytes of a row
 * @nr: rows
 * @describe: writes a row's name
 */
struct kunit_rows {
	const void *row;
	size_t size;
	size_t nr;
	void (*describe)(const void *row, char *desc);
};

struct kunit_case {
	void (*run)(struct kunit *test);
	const char *name;
	const struct kunit_rows *rows;
};

/**
 * struct kunit_suite - cases that are prepared and cleaned up in the same way
 * @name: of the suite
 * @init: runs before each row of each case
 * @exit: runs after it, even if it was stopped by an assertion
 * @test_cases: ends with one that has no function
 * @next: the suite that was registered after it
 */
struct kunit_suite {
	const char *name;
	int (*init)(struct kunit *test);
	void (*exit)(struct kunit *test);
	const struct kunit_case *test_cases;
	struct kunit_suite *next;
};

void kunit_register(struct kunit_suite *suite);
void *kunit_kzalloc(struct kunit *test, size_t size, int gfp);
__printf(5, 6) void kunit_failed(struct kunit *test, bool stop, const char *file, int line,
				 const char *format, ...);

#define kunit_test_suite(suite)							\
static void __attribute__((constructor)) suite##_register(void)			\
{										\
	kunit_register(&(suite));						\
}

#define KUNIT_CASE(function)		{ .run = function, .name = #function }
#define KUNIT_CASE_PARAM(function, table) \
	{ .run = function, .name = #function, .rows = &(table) }

/* In the kernel NAME_gen_params is a function. Only KUNIT_CASE_PARAM() uses it. */
#define KUNIT_ARRAY_PARAM(name, table, describe_row)				\
static void name##_describe(const void *row, char *desc)			\
{										\
	describe_row(row, desc);						\
}										\
static const struct kunit_rows name##_gen_params = {				\
	.row = table, .size = sizeof((table)[0]), .nr = ARRAY_SIZE(table),	\
	.describe = name##_describe }

#define KUNIT_FAILED(test, stop, ...)	\
	kunit_failed(test, stop, __FILE__, __LINE__, __VA_ARGS__)
#define KUNIT_FAIL(test, ...)		KUNIT_FAILED(test, false, __VA_ARGS__)

#define KUNIT_NUMBERS(test, stop, left, is, right, format, ...) do {		\
	const typeof(left) left_ = (left);					\
	const typeof(right) right_ = (right);					\
										\
	if (!(left_ is right_))							\
		KUNIT_FAILED(test, stop, "%s %s %s: %lld, %lld" format, #left,	\
			     #is, #right, (long long)left_, (long long)right_,	\
			     ##__VA_ARGS__);					\
} while (0)

#define KUNIT_TRUTH(test, stop, is) do {					\
	if (!(is))								\
		KUNIT_FAILED(test, stop, "%s: is not so", #is);			\
} while (0)

#define KUNIT_EXPECT_EQ(test, left, right) \
	KUNIT_NUMBERS(test, false, left, ==, right, "")
#define KUNIT_EXPECT_LT(test, left, right) \
	KUNIT_NUMBERS(test, false, left, <, right, "")
#define KUNIT_EXPECT_EQ_MSG(test, left, right, format, ...) \
	KUNIT_NUMBERS(test, false, left, ==, right, ": " format, ##__VA_ARGS__)
#define KUNIT_ASSERT_EQ(test, left, right) \
	KUNIT_NUMBERS(test, true, left, ==, right, "")
#define KUNIT_ASSERT_LT(test, left, right) \
	KUNIT_NUMBERS(test, true, left, <, right, "")

#define KUNIT_EXPECT_TRUE(test, is)		KUNIT_TRUTH(test, false, is)
#define KUNIT_EXPECT_FALSE(test, is)		KUNIT_TRUTH(test, false, !(is))
#define KUNIT_EXPECT_NULL(test, pointer)	KUNIT_TRUTH(test, false, !(pointer))
#define KUNIT_EXPECT_PTR_EQ(test, left, right)	KUNIT_TRUTH(test, false, (left) == (right))
#define KUNIT_ASSERT_NOT_NULL(test, pointer)	KUNIT_TRUTH(test, true, pointer)
/* No function that is tested returns an error as a pointer. */
#define KUNIT_ASSERT_NOT_ERR_OR_NULL(test, pointer) KUNIT_TRUTH(test, true, pointer)

#define KUNIT_EXPECT_STREQ(test, left, right) do {				\
	const char *left_ = (left), *right_ = (right);				\
										\
	if (strcmp(left_, right_))						\
		KUNIT_FAILED(test, false, "%s: \"%s\", not \"%s\"", #left,	\
			     left_, right_);					\
} while (0)

#endif
