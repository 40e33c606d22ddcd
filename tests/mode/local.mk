check_PROGRAMS += tests/mode/test-share
TESTS += tests/mode/test-share
tests_mode_test_share_SOURCES = tests/mode/test-share.c 
tests_mode_test_share_CPPFLAGS = $(TEST_CPPFLAGS) 
tests_mode_test_share_CFLAGS = $(TEST_CFLAGS)
tests_mode_test_share_LDADD = $(TEST_LIBS)
