check_PROGRAMS += tests/report/test-words
TESTS += tests/report/test-words
tests_report_test_words_SOURCES = tests/report/test-words.c
tests_report_test_words_CPPFLAGS = $(TEST_CPPFLAGS)
tests_report_test_words_CFLAGS = $(TEST_CFLAGS)
tests_report_test_words_LDADD = $(TEST_LIBS)
