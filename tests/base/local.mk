check_PROGRAMS += tests/base/test-status
TESTS += tests/base/test-status
tests_base_test_status_SOURCES = tests/base/test-status.c
tests_base_test_status_CPPFLAGS = $(TEST_CPPFLAGS)
tests_base_test_status_CFLAGS = $(TEST_CFLAGS)
tests_base_test_status_LDADD = $(TEST_LIBS)
