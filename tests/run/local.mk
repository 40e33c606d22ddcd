check_PROGRAMS += tests/run/test-run
TESTS += tests/run/test-run
tests_run_test_run_SOURCES = tests/run/test-run.c tests/run/swim-fake-job.c tests/run/swim-fake-job.h
tests_run_test_run_CPPFLAGS = $(TEST_CPPFLAGS) -I$(top_srcdir)/tests/run
tests_run_test_run_CFLAGS = $(TEST_CFLAGS)
tests_run_test_run_LDADD = $(TEST_LIBS)
