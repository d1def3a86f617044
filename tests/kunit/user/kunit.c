// SPDX-License-Identifier: GPL-2.0
/*
 * Runs the KUnit suites in a program and prints KTAP, in the form that the kernel's log has
 * it. With an argument, only the cases that match it: "vtkbd_raw.*".
 *
 * Exit status: 0 if all is well, 1 if a case failed, 2 if there is nothing to run.
 */
#include <fnmatch.h>
#include <stdarg.h>
#include <stdlib.h>

#include <kunit/test.h>

struct kunit_memory {
	struct kunit_memory *next;
	long long data[];
};

/* What is run, which a warning in the core has no other way to. */
static struct {
	struct kunit_suite *first, **end;
	struct kunit *test;
	const char *wanted;
	unsigned int passed, failed;
} run = { .end = &run.first };

/* The names of what failed, once more at the end, where they are seen. */
static struct failure {
	struct failure *next;
	char name[2 * KUNIT_PARAM_DESC_SIZE];
} *failures;

void kunit_register(struct kunit_suite *suite)
{
	*run.end = suite;
	run.end = &suite->next;
}

void *kunit_kzalloc(struct kunit *test, size_t size, int gfp)
{
	struct kunit_memory *memory = calloc(1, sizeof(*memory) + size);

	(void)gfp;
	if (!memory)
		return NULL;
	memory->next = test->memory;
	test->memory = memory;
	return memory->data;
}

static void free_memory(struct kunit *test)
{
	struct kunit_memory *memory;

	while ((memory = test->memory)) {
		test->memory = memory->next;
		free(memory);
	}
}

void kunit_failed(struct kunit *test, bool stop, const char *file, int line,
		  const char *format, ...)
{
	va_list args;

	printf("    # %s: %s FAILED at %s:%d\n    # ", test->name,
	       stop ? "ASSERTION" : "EXPECTATION", file, line);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
	test->failed = true;
	if (stop)
		longjmp(test->stop, 1);
}

bool kunit_warned(bool is, const char *what, const char *file, int line)
{
	if (is && run.test)
		kunit_failed(run.test, false, file, line, "WARNING: %s", what);
	return is;
}

static bool row_passes(const struct kunit_suite *suite, const struct kunit_case *c,
		       const void *row)
{
	struct kunit test = { .name = c->name, .param_value = row };
	int err;

	run.test = &test;
	if (!setjmp(test.stop)) {
		err = suite->init(&test);
		if (err)
			KUNIT_FAIL(&test, "the suite's init function: %d", err);
		else
			c->run(&test);
	}
	if (!setjmp(test.stop))
		suite->exit(&test);
	free_memory(&test);
	run.test = NULL;
	return !test.failed;
}

static void count(const struct kunit_suite *suite, const struct kunit_case *c,
		  const char *row, bool passed)
{
	struct failure *failure;

	run.passed += passed;
	run.failed += !passed;
	if (passed)
		return;
	failure = malloc(sizeof(*failure));
	if (!failure)
		abort();
	snprintf(failure->name, sizeof(failure->name), "%s.%s%s%s", suite->name, c->name,
		 *row ? ": " : "", row);
	failure->next = failures;
	failures = failure;
}

static const char *word(bool passed)
{
	return passed ? "ok" : "not ok";
}

static bool rows_pass(const struct kunit_suite *suite, const struct kunit_case *c)
{
	char desc[KUNIT_PARAM_DESC_SIZE];
	bool all = true, passed;
	const void *row;
	size_t i;

	printf("        KTAP version 1\n        # Subtest: %s\n", c->name);
	for (i = 0; i < c->rows->nr; i++) {
		row = (const char *)c->rows->row + i * c->rows->size;
		c->rows->describe(row, desc);
		passed = row_passes(suite, c, row);
		count(suite, c, desc, passed);
		printf("        %s %zu %s\n", word(passed), i + 1, desc);
		all &= passed;
	}
	return all;
}

static bool case_passes(const struct kunit_suite *suite, const struct kunit_case *c)
{
	bool passed;

	if (c->rows)
		return rows_pass(suite, c);
	passed = row_passes(suite, c, NULL);
	count(suite, c, "", passed);
	return passed;
}

static bool is_wanted(const struct kunit_suite *suite, const struct kunit_case *c)
{
	char name[2 * KUNIT_PARAM_DESC_SIZE];

	snprintf(name, sizeof(name), "%s.%s", suite->name, c->name);
	return !run.wanted || !fnmatch(run.wanted, name, 0);
}

static unsigned int nr_wanted(const struct kunit_suite *suite)
{
	const struct kunit_case *c;
	unsigned int nr = 0;

	for (c = suite->test_cases; c->run; c++)
		nr += is_wanted(suite, c);
	return nr;
}

static bool suite_passes(const struct kunit_suite *suite)
{
	const struct kunit_case *c;
	unsigned int number = 0;
	bool all = true, passed;

	printf("    KTAP version 1\n    # Subtest: %s\n    1..%u\n", suite->name,
	       nr_wanted(suite));
	for (c = suite->test_cases; c->run; c++) {
		if (!is_wanted(suite, c))
			continue;
		passed = case_passes(suite, c);
		printf("    %s %u %s\n", word(passed), ++number, c->name);
		all &= passed;
	}
	return all;
}

static void show_failures(void)
{
	struct failure *failure;

	while ((failure = failures)) {
		fprintf(stderr, "failed: %s\n", failure->name);
		failures = failure->next;
		free(failure);
	}
}

int main(int argc, char **argv)
{
	unsigned int suites = 0, number = 0;
	const struct kunit_suite *suite;

	run.wanted = argc > 1 ? argv[1] : NULL;
	for (suite = run.first; suite; suite = suite->next)
		suites += !!nr_wanted(suite);
	if (!suites) {
		fprintf(stderr, "%s: no case's name matches; SUITE.CASE is compared\n",
			run.wanted ?: "vtkbd-kunit");
		return 2;
	}
	/* In one order with what a sanitizer says. */
	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("KTAP version 1\n1..%u\n", suites);
	for (suite = run.first; suite; suite = suite->next)
		if (nr_wanted(suite))
			printf("%s %u %s\n", word(suite_passes(suite)), ++number, suite->name);
	printf("# Totals: pass:%u fail:%u skip:0 total:%u\n", run.passed, run.failed,
	       run.passed + run.failed);
	show_failures();
	return run.failed ? 1 : 0;
}
